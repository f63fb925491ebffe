"""Whoever waits hears from us by the day we gave, or a person knows before it is over: also on odd days (spec 5.5)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from makegood.db.models import Letter, Location, Notice, OrderLine, Task
from makegood.domain.closure.ending import Approval
from makegood.domain.notice.outcome import Handed, Settled
from makegood.domain.terms.reason import Reason
from makegood.services._orders import OrderName
from makegood.services.closure import Cancel, CancelLine
from makegood.services.intake import EditOrder, EditOrders, NewCustomer, NewLine
from makegood.services.notice import OweUpdates, SettleLetters
from makegood.services.policy import SetPolicy
from makegood.services.receipt.expect import ChangeEta, Expect, ExpectedLot, ExpectedOrder, NewEta
from makegood.services.sending import PauseSending
from tests.services.notice.post import LATER, Post, post
from tests.services.shop import NOW, arrive, do, goods, lot, take

WEEK, HOURS = 7, timedelta(hours=2)
"""The update is due after a week: on Monday 30 November."""


@pytest.fixture(autouse=True)
def _ann_waits_and_was_told(db: None) -> None:
    goods("KETTLE")
    goods("MUG")
    ann = NewCustomer(name="Ann Lee", email="ann@example.org", language="en")
    take("1", ("KETTLE", 2), customer=ann, country="GB")
    post()


def on(days: int, *says: Handed) -> int:
    """The mail of a day; how many messages were handed over."""
    return len(post(Post(says=list(says)), at=NOW + timedelta(days=days) + HOURS))


def warned() -> list[str]:
    """Why somebody is to look after the update, as far as it is open."""
    found = Task.objects.filter(kind="update_at_risk", done_at=None).values_list("data", flat=True)
    return [each["why"] for each in found]


def next_day() -> set[date | None]:
    return set(OrderLine.objects.values_list("next_update_on", flat=True))


def settle(how: Settled, *, days: int) -> None:
    do(SettleLetters(letters=(Letter.objects.latest("pk").pk,), how=how), days=days)


def test_where_the_server_takes_nothing_on_the_day_a_person_is_warned_on_that_day() -> None:
    do(OweUpdates(), days=WEEK)
    on(WEEK, Handed.LATER)
    assert warned() == ["not_reached"]
    assert on(WEEK + 1) == 1
    assert warned() == [], "it went after all"


def test_a_try_that_fails_before_the_day_warns_nobody() -> None:
    do(EditOrders(edits=(EditOrder(order=OrderName("1"), add=(NewLine(sku="MUG", quantity=1),)),)))
    on(1, Handed.LATER)
    assert warned() == []


def test_who_pauses_sending_on_the_day_is_heard_at_once() -> None:
    do(OweUpdates(), days=WEEK)
    do(PauseSending(why="a flood"), days=WEEK)
    assert warned() == ["paused"]


def test_who_pauses_sending_long_before_warns_nobody_yet() -> None:
    do(PauseSending(why="a flood"))
    assert warned() == []


def test_what_became_of_an_older_message_moves_no_day_and_closes_no_warning() -> None:
    do(EditOrders(edits=(EditOrder(order=OrderName("1"), add=(NewLine(sku="MUG", quantity=1),)),)))
    on(1, Handed.UNCLEAR)
    do(OweUpdates(), days=8)
    assert on(8) == 1
    assert next_day() == {date(2026, 12, 8)}
    do(PauseSending(why="a flood"), days=14)
    do(OweUpdates(), days=14)
    older = Letter.objects.order_by("pk")[1]
    assert older.outcome == "unclear"
    do(SettleLetters(letters=(older.pk,), how=Settled.SENT), days=14)
    assert next_day() == {date(2026, 12, 8)}
    assert warned() == ["paused"]


def test_who_says_late_that_it_was_sent_has_the_update_owed_at_once() -> None:
    do(OweUpdates(), days=WEEK)
    on(WEEK, Handed.REFUSED)
    settle(Settled.SENT, days=15)
    assert Notice.objects.filter(kind="update", occasion="update:2026-12-07", state="queued").count() == 1
    assert on(15) == 1


def test_and_while_sending_is_paused_a_person_is_warned() -> None:
    do(OweUpdates(), days=WEEK)
    on(WEEK, Handed.REFUSED)
    do(PauseSending(why="a flood"), days=8)
    settle(Settled.SENT, days=15)
    asked = Task.objects.filter(kind="update_at_risk", done_at=None).order_by("due_on")
    assert list(asked.values_list("due_on", flat=True)) == [date(2026, 11, 30), date(2026, 12, 7)]


def test_what_is_to_be_written_again_is_written() -> None:
    do(OweUpdates(), days=WEEK)
    on(WEEK, Handed.UNCLEAR)
    assert next_day() == {date(2026, 12, 7)}, "who may have got it holds us to it"
    settle(Settled.AGAIN, days=WEEK)
    assert next_day() == {date(2026, 11, 30)}
    assert len(post(at=NOW + timedelta(days=WEEK) + 2 * HOURS)) == 1
    assert next_day() == {date(2026, 12, 7)}


def test_the_day_holds_for_the_order_also_when_only_a_line_that_joined_later_waits() -> None:
    do(
        EditOrders(
            edits=(EditOrder(order=OrderName("1"), add=(NewLine(sku="MUG", quantity=1, line_id="2"),)),)
        ),
        days=4,
    )
    gone = CancelLine(order=OrderName("1"), line="1")
    do(Cancel(lines=(gone,), reason=Reason.SUPPLIER_DELAY, approved_by=Approval.CUSTOMER), days=4)
    do(PauseSending(why="a flood"), days=4)
    assert warned() == ["paused"]


def test_nobody_is_warned_of_an_order_that_has_ended() -> None:
    gone = CancelLine(order=OrderName("1"), line="1")
    do(Cancel(lines=(gone,), reason=Reason.SUPPLIER_DELAY, approved_by=Approval.CUSTOMER), days=WEEK)
    post(Post(says=[Handed.LATER]), at=NOW + timedelta(days=WEEK) + LATER)
    assert warned() == []


def test_who_was_given_a_day_hears_of_it_also_when_stock_came_before_another_message_went() -> None:
    do(SetPolicy(document="[promise]\npublish_within_days = 120\nrepublish_within_days = 365\n"))
    lamp = goods("LAMP").sku
    lot(lamp, 3, eta=date(2026, 12, 14))
    bob = NewCustomer(name="Bob", email="bob@example.org", language="en")
    take("2", (lamp, 3), customer=bob, country="GB")
    post()
    do(ChangeEta(changes=(NewEta(po="PO1", line=1, eta=date(2026, 12, 28)),)), days=1)
    arrive(lamp, 3, days=1)
    assert on(1) == 0
    assert Notice.objects.get(kind="moved").why_not == "not_short"
    assert OrderLine.objects.get(order__number="2").next_update_on == date(2026, 11, 30)
    do(OweUpdates(), days=WEEK)
    told = post(at=NOW + timedelta(days=WEEK) + HOURS)
    assert "Order 2, our update: good news" in [each.subject for each in told]


def test_whoever_is_put_on_hold_is_not_told_of_a_change_that_nothing_shows() -> None:
    do(EditOrders(edits=(EditOrder(order=OrderName("1"), on_hold=True),)), days=1)
    assert on(1) == 0
    assert not Notice.objects.filter(kind="changed").exists()
    do(EditOrders(edits=(EditOrder(order=OrderName("1"), on_hold=False),)), days=2)
    assert on(2) == 1


def test_who_was_told_no_date_is_told_the_first_one_at_once() -> None:
    do(SetPolicy(document="[promise]\npublish_within_days = 120\n"))
    Location.objects.get_or_create(name="main")
    lots = (ExpectedLot(sku="KETTLE", quantity=3, eta=date(2026, 12, 14), confirmed=True),)
    do(Expect(orders=(ExpectedOrder(number="PO1", supplier="Acme", lots=lots),)), days=1)
    (told,) = post(at=NOW + timedelta(days=1) + HOURS)
    assert told.subject.startswith("Order 1, our update: ships between ")
    assert on(2) == 0


def test_of_a_day_that_was_given_for_an_order_on_hold_a_person_is_warned() -> None:
    do(EditOrders(edits=(EditOrder(order=OrderName("1"), on_hold=True),)), days=1)
    assert do(OweUpdates(), days=2).warned == 0
    assert do(OweUpdates(), days=WEEK - 3).warned == 1
    do(OweUpdates(), days=WEEK)
    assert (on(WEEK), warned()) == (0, ["on_hold"])
    do(EditOrders(edits=(EditOrder(order=OrderName("1"), on_hold=False),)), days=WEEK + 1)
    assert (on(WEEK + 1), warned()) == (1, [])
