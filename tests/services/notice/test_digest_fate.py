"""What became of a message about several orders became of each, and one of them keeps no other back."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from makegood.db.models import Job, Letter, Link, Notice, OrderLine, Task
from makegood.domain.notice.outcome import Handed, Settled
from makegood.services._orders import OrderName
from makegood.services.intake import NewCustomer
from makegood.services.notice import (
    AnswerSilence,
    Bounce,
    ContactKind,
    Erase,
    LapseLetters,
    LogContacts,
    NewContact,
    OweUpdates,
    SettleLetters,
)
from makegood.services.policy import SetPolicy
from makegood.services.sending import PauseSending
from tests.services.notice.dealers import FOUR, kettles, orders, states, told_at_four
from tests.services.notice.post import LATER, Post, post
from tests.services.shop import NOW, arrive, do, goods

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _three_kettles_come_in_december(db: None) -> None:
    kettles()


def test_what_may_not_be_mailed_is_passed_on_order_by_order_and_does_not_wait() -> None:
    do(SetPolicy(document="[channels.amazon]\nemail_allowed = false\noptions_allowed = false\n"))
    orders("1", "2", channel="amazon")
    orders("3")
    assert post() == []
    assert list(Letter.objects.values_list("way", "kind")) == [("person", "first")] * 2
    assert Task.objects.filter(kind="pass_on_message").count() == 2
    assert len(post(at=FOUR)) == 1


def test_whoever_has_no_address_is_told_of_all_orders_by_a_person_at_once() -> None:
    orders("1", "2", customer=NewCustomer(name="Dealer Ltd", business=True))
    post()
    assert post(at=FOUR) == []
    letter = Letter.objects.get()
    assert (letter.way, letter.kind, letter.text.count("ORDER ")) == ("person", "several", 2)
    tasks = Task.objects.filter(kind="pass_on_message", done_at=None)
    assert [(row.order.number, row.data["letter"]) for row in tasks.order_by("pk") if row.order] == [
        ("1", letter.pk),
        ("2", letter.pk),
    ]
    do(SettleLetters(letters=(letter.pk,), how=Settled.SENT))
    assert not tasks.exists()
    assert states() == [("1", "first", "sent"), ("2", "first", "sent")]


def test_one_that_was_not_handed_over_is_tried_again_as_one() -> None:
    orders("1", "2")
    post()
    post(Post(says=[Handed.LATER]), at=FOUR)
    assert set(Notice.objects.values_list("state", "tries")) == {("queued", 1)}
    (ready,) = post(at=FOUR + timedelta(minutes=1))
    assert ready.message_id.endswith("-2")
    assert {state for _, _, state in states()} == {"sent"}
    assert Letter.objects.filter(outcome="later", text="").count() == 1


def test_a_refused_one_puts_each_of_its_orders_before_a_person() -> None:
    orders("1", "2")
    post()
    post(Post(says=[Handed.REFUSED]), at=FOUR)
    tasks = Task.objects.filter(kind="customer_not_reached", done_at=None)
    assert sorted(row.order.number for row in tasks if row.order) == ["1", "2"]
    assert not OrderLine.objects.filter(notified_on__isnull=False).exists()


def test_an_unclear_one_is_written_again_as_one_when_a_person_says_so() -> None:
    orders("1", "2")
    post()

    def killed(_: object) -> tuple[Handed, str]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        post(killed, at=FOUR)
    do(LapseLetters(), days=1)
    assert Task.objects.filter(kind="unclear_message", done_at=None).count() == 2
    do(SettleLetters(letters=(Letter.objects.get().pk,), how=Settled.AGAIN), days=1)
    (ready,) = post(at=NOW + DAY + LATER)
    assert ready.subject == "News of 2 of your orders"


def test_one_that_comes_back_was_told_of_no_order() -> None:
    told_at_four("1", "2")
    do(Bounce(letter=Letter.objects.get().pk, said="550 gone"), days=1)
    assert not OrderLine.objects.filter(notified_on__isnull=False).exists()
    assert Task.objects.filter(kind="customer_not_reached", done_at=None).count() == 2


def test_an_order_that_needs_no_word_any_more_is_left_out() -> None:
    orders("1", "2")
    post()
    arrive("KETTLE", 1)
    (ready,) = post(at=FOUR)
    assert ready.subject.startswith("Order 2 ")
    assert states() == [("1", "first", "withheld"), ("2", "first", "sent")]


def test_an_order_of_which_nothing_may_be_sent_is_left_out() -> None:
    orders("1", "2")
    orders("3", sku="MUG")
    do(PauseSending(why="a recall", sku="MUG"))
    post()
    (ready,) = post(at=FOUR)
    assert "all in one message: 1, 2." in ready.text
    assert Notice.objects.get(order__number="3").state == "queued"


def test_an_order_that_cannot_be_written_keeps_no_other_back(monkeypatch: pytest.MonkeyPatch) -> None:
    from makegood.queries.letters import told_by

    def told(notice: Any) -> Any:
        if notice.order_id == "2":
            raise ValueError("nobody foresaw this")
        return told_by(notice)

    orders("1", "2", "3")
    post()
    monkeypatch.setattr("makegood.services.notice.taking.told_by", told)
    assert sorted(ready.subject[:8] for ready in post(at=FOUR)) == ["Order 1 ", "Order 3 "]
    assert Notice.objects.get(order__number="2").held_for == "notice_failed"
    assert Task.objects.filter(kind="notice_failed").count() == 1


def test_one_message_tells_of_forty_orders_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("makegood.queries.digests.MOST", 2)
    orders("1", "2", "3")
    post()
    assert sorted(ready.text.count("\nORDER ") for ready in post(at=FOUR)) == [0, 2]


def test_who_is_forgotten_is_forgotten_with_all_that_one_message_said() -> None:
    told_at_four("1", "2")
    do(OweUpdates(), days=7)
    do(Erase(customers=("buy@dealer.example",)), days=7)
    assert post(at=FOUR + timedelta(days=7)) == []
    letter = Letter.objects.get()
    assert (letter.address, letter.subject, letter.text, letter.html) == ("", "", "", "")
    assert not Link.objects.filter(revoked_at=None).exists()


def test_dealers_are_written_to_apart_from_each_other() -> None:
    other = NewCustomer(name="Other Ltd", email="buy@other.example", business=True)
    orders("1", "2")
    orders("3", "4", customer=other)
    post()
    assert sorted((each.to, each.text.count("\nORDER ")) for each in post(at=FOUR)) == [
        ("buy@dealer.example", 2),
        ("buy@other.example", 2),
    ]


def test_a_wish_for_another_language_is_one_for_the_whole_message() -> None:
    german = NewCustomer(email="kauf@haendler.example", language="de", business=True)
    orders("1", "2", customer=german, country="DE")
    post()
    (ready,) = post(at=datetime.combine(NOW.date(), time(16), UTC))
    assert (ready.subject, ready.language) == ("Neues zu 2 Ihrer Bestellungen", "de")
    assert "\nBESTELLUNG 1\nIhre Bestellung 1 geht später raus als geplant." in ready.text


def test_silence_about_one_order_of_a_message_ends_that_one_alone() -> None:
    goods("VASE")
    orders("1", sku="VASE", country="US")
    orders("2", country="US")
    noon = datetime(2026, 11, 23, 18, tzinfo=UTC)
    Notice.objects.update(due_at=FOUR)
    (ready,) = post(at=noon)
    assert ready.subject == "News of 2 of your orders: please answer"
    defaults = dict(Notice.objects.values_list("order__number", "silent_default"))
    assert defaults == {"1": "cancel", "2": "hold"}
    for job in Job.objects.filter(kind="silence"):
        do(AnswerSilence(notice=job.args["notice"]), days=70)
    assert dict(OrderLine.objects.values_list("order__number", "cancelled_qty")) == {"1": 1, "2": 0}


def test_whoever_answers_a_message_about_several_orders_was_silent_about_none() -> None:
    goods("VASE")
    orders("1", "2", sku="VASE", country="US")
    Notice.objects.update(due_at=FOUR)
    post(at=datetime(2026, 11, 23, 18, tzinfo=UTC))
    each = [NewContact(order=OrderName(number), kind=ContactKind.EMAIL, text="?") for number in "12"]
    do(LogContacts(contacts=tuple(each)), days=1)
    for job in Job.objects.filter(kind="silence"):
        do(AnswerSilence(notice=job.args["notice"]), days=70)
    assert set(OrderLine.objects.values_list("cancelled_qty", flat=True)) == {0}
    assert Task.objects.filter(kind="silence", role="manager").count() == 2
