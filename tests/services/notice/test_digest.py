"""Business customers get one message a day with all their orders; what must not wait for it does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from makegood.db.models import Event, Letter, Link, Notice, Order, OrderLine, Task
from makegood.db.sealed import check_evidence
from makegood.domain.closure.ending import Approval
from makegood.services._orders import OrderName
from makegood.services.closure import Cancel, CancelLine
from makegood.services.intake import NewCustomer
from makegood.services.notice import (
    OweUpdates,
)
from makegood.services.policy import SetPolicy
from tests.services.notice.dealers import DEALER, FOUR, kettles, orders, states, told_at_four
from tests.services.notice.post import LATER, post
from tests.services.shop import NOW, arrive, dispute, do, let_go, send

ANN = NewCustomer(name="Ann Lee", email="ann@example.org", language="en")
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _three_kettles_come_in_december(db: None) -> None:
    kettles()


def cancelled(number: str, *, days: int = 0) -> None:
    line = CancelLine(order=OrderName(number), line="1")
    do(Cancel(lines=(line,), reason=None, approved_by=Approval.CUSTOMER), days=days)


def test_all_orders_of_a_day_are_one_message_at_the_time_of_the_policy() -> None:
    orders("1", "2")
    assert post() == []
    assert set(Notice.objects.values_list("due_at", "digest")) == {(FOUR, "daily:2026-11-23")}
    assert post(at=FOUR - timedelta(seconds=1)) == []
    (ready,) = post(at=FOUR)
    assert (ready.to, ready.to_name, ready.subject) == (
        "buy@dealer.example",
        "Dealer Ltd",
        "News of 2 of your orders",
    )
    assert ready.text.startswith(
        "Hello Dealer Ltd,\n\nHere is what is new about these orders, all in one message: 1, 2.\n\n"
        "ORDER 1\nYour order 1 will ship later than planned. "
    )
    assert states() == [("1", "first", "sent"), ("2", "first", "sent")]
    assert post(at=FOUR + DAY) == []


@pytest.mark.parametrize("other", [None, "EN"])
def test_an_order_that_names_no_language_goes_with_those_in_the_shop_s_own(other: str | None) -> None:
    orders("1")
    orders("2", customer=replace(DEALER, language=other))
    post()
    (ready,) = post(at=FOUR)
    assert ready.text.count("\nORDER ") == 2


def test_one_message_is_in_one_language() -> None:
    orders("1")
    orders("2", customer=replace(DEALER, language="de"))
    post()
    assert sorted(ready.language for ready in [*post(at=FOUR), *post(at=FOUR)]) == ["de", "en"]


def test_it_says_all_five_things_of_each_order_and_links_to_the_page_of_each() -> None:
    orders("1", "2")
    post()
    (ready,) = post(at=FOUR)
    _, *parts = ready.text.split("\nORDER ")
    assert len(parts) == 2
    pages = []
    for number, part in zip("12", parts, strict=True):
        assert "Delayed\n- 1 × KETTLE: ships between 3 and 10 December, arrives " in part
        assert "On track\nNo other item of this order is ready to be sent." in part
        assert "- CANCEL: " in part
        assert "We will write again by Monday 30 November, even if nothing has changed." in part
        secret = part.partition("/o/")[2].split()[0]
        assert ready.html.count(secret) == 1
        pages.append(f"Order {number}" in Client().get(f"/o/{secret}").content.decode())
    assert pages == [True, True]
    letter = Letter.objects.get()
    assert (letter.kind, letter.language, sorted(letter.told)) == (
        "several",
        "en",
        sorted(str(pk) for pk in Order.objects.values_list("pk", flat=True)),
    )
    assert Link.objects.count() == 2
    assert not any(link in letter.text + letter.html for link in ready.text.split("/o/")[1:])


def test_each_order_holds_us_to_its_own_day_and_keeps_what_was_sent() -> None:
    told_at_four("1", "2")
    assert set(OrderLine.objects.values_list("notified_on", "next_update_on")) == {
        (date(2026, 11, 23), date(2026, 11, 30))
    }
    letter = Letter.objects.get()
    events = Event.objects.filter(kind="notice.sent")
    assert [letter.digest in each.data for each in events] == [True, True]
    for pk in Order.objects.values_list("pk", flat=True):
        found = dispute(pk)
        assert [each["text"] for each in found["letters"]] == [letter.text]
        assert check_evidence(found) == []
        assert "Its customer was told" in "\n".join(found["story"])


def test_consumers_get_a_message_for_each_order_as_soon_as_it_is_due() -> None:
    orders("1", "2", customer=ANN)
    assert sorted(ready.subject[:8] for ready in post()) == ["Order 1 ", "Order 2 "]


def test_one_order_alone_is_said_as_usual() -> None:
    orders("1")
    post()
    (ready,) = post(at=FOUR)
    assert ready.subject == "Order 1 is delayed: ships between 3 and 10 December"
    assert Letter.objects.get().kind == "first"


def test_what_is_due_after_the_days_message_goes_with_the_next() -> None:
    told_at_four("1")
    orders("2")
    Notice.objects.filter(order__number="2").update(queued_at=FOUR, due_at=FOUR + timedelta(minutes=1))
    assert post(at=FOUR + LATER) == []
    assert Notice.objects.get(order__number="2").due_at == FOUR + DAY
    assert len(post(at=FOUR + DAY)) == 1


def test_where_no_worker_ran_at_the_time_it_goes_with_the_next_look() -> None:
    orders("1", "2")
    assert len(post(at=FOUR + timedelta(hours=2))) == 1


def test_news_of_several_orders_and_of_one_order_are_one_message() -> None:
    told_at_four("1", "2", "3")
    do(OweUpdates(), days=7)
    arrive("KETTLE", 1, days=7)
    let_go(days=7)
    send("1", "P1", days=7, carrier="DHL", tracking="JJD00")
    assert post(at=NOW + timedelta(days=7) + LATER) == []
    (ready,) = post(at=FOUR + timedelta(days=7))
    assert ready.subject == "News of 3 of your orders"
    heads = [line for line in ready.text.splitlines() if line.startswith("ORDER ")]
    assert heads == ["ORDER 1", "ORDER 2", "ORDER 3"], "what must be known most comes first"
    assert "ORDER 1\nGood news: your order 1 is on its way to you." in ready.text
    assert "Sent with DHL, tracking number JJD00." in ready.text


def test_a_cancellation_does_not_wait() -> None:
    told_at_four("1", "2")
    cancelled("1", days=1)
    (ready,) = post(at=NOW + DAY + LATER)
    assert ready.subject == "Order 1: items were cancelled"
    assert "order 2" not in ready.text


def test_what_does_not_wait_takes_what_waits_of_its_own_order_with_it() -> None:
    told_at_four("1", "2")
    do(OweUpdates(), days=7)
    assert post(at=NOW + timedelta(days=7, hours=1)) == []
    cancelled("1", days=7)
    assert len(post(at=NOW + timedelta(days=7, hours=2))) == 1
    (ready,) = post(at=FOUR + timedelta(days=7))
    assert ready.subject.startswith("Order 2, our update")


def test_several_that_must_not_wait_are_one_message_too() -> None:
    told_at_four("1", "2")
    cancelled("1", days=1)
    cancelled("2", days=1)
    (ready,) = post(at=NOW + DAY + LATER)
    assert ready.subject == "News of 2 of your orders"
    assert ready.text.count("Anything you have already paid for them is refunded in full.") == 2


def test_a_parcel_that_leaves_after_the_days_message_is_told_at_once() -> None:
    told_at_four("1", "2")
    arrive("KETTLE", 1, days=1)
    let_go(days=1)
    send("1", "P1", days=1)
    Notice.objects.filter(kind="shipped").update(due_at=FOUR + DAY + LATER)
    assert post(at=FOUR + DAY) == []
    (ready,) = post(at=FOUR + DAY + LATER)
    assert ready.subject == "Order 1 is on its way"


def test_an_update_goes_on_the_day_we_gave_also_where_the_days_message_was_earlier() -> None:
    do(SetPolicy(document="[notice]\ndigest_at = 06:30:00\nquiet_until = 06:00:00\n"))
    orders("1", "2")
    assert post() == []
    assert len(post(at=NOW + DAY)) == 1
    due = OrderLine.objects.filter(next_update_on=date(2026, 12, 1)).count()
    assert due == 2
    do(OweUpdates(), days=8)
    (ready,) = post(at=NOW + timedelta(days=8))
    assert ready.subject == "News of 2 of your orders"
    assert not Task.objects.filter(kind="update_at_risk").exists()


def test_a_day_that_ends_at_night_counts_as_the_next() -> None:
    do(SetPolicy(document="[notice]\ndigest_at = 22:00:00\n"))
    orders("1", "2")
    assert post() == []
    assert set(Notice.objects.values_list("due_at", flat=True)) == {datetime(2026, 11, 24, 7, tzinfo=UTC)}
    assert len(post(at=datetime(2026, 11, 24, 7, tzinfo=UTC))) == 1


def test_where_a_delay_law_counts_the_day_nothing_waits_overnight() -> None:
    do(SetPolicy(document="[notice]\ndigest_at = 16:15:00\n"))
    orders("1", "2", country="US")
    late = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)
    Notice.objects.update(due_at=late)
    (ready,) = post(at=late)
    assert ready.subject == "News of 2 of your orders"
    orders("3", "4")
    Notice.objects.filter(state="queued").update(due_at=late)
    assert post(at=late) == [], "no law counts the day here"
