"""A message goes out once, says how the order stands when it goes, and what became of it is known or asked."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from makegood.db.models import Event, Job, Letter, Link, Notice, OrderLine, Task
from makegood.domain.decision.outcome import Choice
from makegood.domain.notice.outcome import Handed, Settled
from makegood.services._orders import OrderName
from makegood.services.decision import Decide, DecidedBy, OrderChoice
from makegood.services.intake import EditOrder, EditOrders, NewCustomer, NewLine
from makegood.services.notice import AnswerSilence, LapseLetters, OweUpdates, SettleLetters
from makegood.services.policy import SetPolicy
from makegood.services.receipt.receive import Delivered, Receive
from makegood.services.sending import PauseSending, ResumeSending
from tests.services.notice.post import LATER, Post, post
from tests.services.shop import NOW, arrive, do, goods, let_go, lot, send, take

ANN = NewCustomer(name="Ann Lee", email="ann@example.org", language="en")


def states(number: str = "1") -> list[tuple[str, str]]:
    return list(Notice.objects.filter(order__number=number).order_by("pk").values_list("kind", "state"))


def a_short_order(
    number: str = "1", *, customer: NewCustomer | None = ANN, country: str = "GB", **order: Any
) -> None:
    """Two of three kettles are there; the third comes on 1 December."""
    goods("KETTLE")
    arrive("KETTLE", 2)
    lot("KETTLE", 5, eta=date(2026, 12, 1))
    take(number, ("KETTLE", 3), customer=customer, country=country, **order)


def test_nothing_goes_before_its_half_hour_is_over() -> None:
    a_short_order()
    assert post(at=NOW + timedelta(minutes=29)) == []
    (ready,) = post()
    assert (ready.to, ready.to_name, ready.language) == ("ann@example.org", "Ann Lee", "en")
    assert ready.message_id == f"notice-{Notice.objects.get().pk}-1"
    assert "- 1 × KETTLE: ships between 3 and 10 December, arrives between 7 and 17 December" in ready.text
    assert states() == [("first", "sent")]


def test_a_message_goes_once() -> None:
    a_short_order()
    assert len(post()) == 1
    assert post(at=NOW + timedelta(hours=3)) == []
    row = OrderLine.objects.get()
    assert row.notified_on == date(2026, 11, 23)
    assert row.next_update_on == Notice.objects.get().next_update_on == date(2026, 11, 30)


def test_what_it_says_is_how_the_order_stands_when_it_goes() -> None:
    a_short_order()
    arrive("KETTLE", 5)
    assert post() == []
    assert list(Notice.objects.values_list("state", "why_not")) == [("withheld", "not_short")]


def test_several_events_make_one_message() -> None:
    a_short_order()
    post()
    do(Receive(deliveries=(Delivered(sku="KETTLE", counted_qty=1),)), days=2)
    let_go(days=2)
    send("1", "P1", days=2, carrier="DHL", tracking="JJD00")
    (ready,) = post(at=NOW + timedelta(days=2) + LATER)
    assert ready.subject == "Order 1 is on its way"
    assert "- 3 × KETTLE\nSent with DHL, tracking number JJD00." in ready.text
    assert "We will write again" not in ready.text
    assert states() == [("first", "sent"), ("shipped", "sent")]


def test_a_choice_of_the_customer_is_confirmed() -> None:
    a_short_order()
    post()
    do(Decide(choices=(OrderChoice(order=OrderName("1"), choice=Choice.CANCEL, by=DecidedBy.CUSTOMER),)))
    (ready,) = post(at=NOW + timedelta(hours=2))
    assert ready.subject == "Order 1: items were cancelled"
    assert (
        "- 1 × KETTLE\nYou chose to cancel the delayed items. "
        "Anything you have already paid for them is refunded in full."
    ) in ready.text
    assert "- 2 × KETTLE: set aside for you" in ready.text


def test_who_was_told_nothing_hears_nothing_of_a_parcel() -> None:
    goods("KETTLE")
    arrive("KETTLE", 2)
    take("1", ("KETTLE", 2), customer=ANN)
    let_go()
    send("1", "P1")
    assert states() == []


def test_one_that_was_not_handed_over_is_tried_again_later_and_then_a_person_is_asked() -> None:
    a_short_order()
    at = NOW + LATER
    for minutes in (1, 5, 15, 60, 240):
        assert len(post(Post(says=[Handed.LATER]), at=at)) == 1
        assert post(at=at + timedelta(minutes=minutes) - timedelta(seconds=1)) == []
        at += timedelta(minutes=minutes)
    notice = Notice.objects.get()
    assert (notice.state, notice.tries) == ("queued", 5)
    Notice.objects.update(tries=7)
    post(Post(says=[Handed.LATER]), at=at)
    assert states() == [("first", "failed")]
    assert list(Task.objects.filter(kind="customer_not_reached").values_list("role", "done_at")) == [
        ("support", None)
    ]


def test_a_refused_one_is_never_tried_again_and_a_person_is_asked() -> None:
    a_short_order()
    post(Post(says=[Handed.REFUSED]))
    assert post(at=NOW + timedelta(days=1)) == []
    assert states() == [("first", "failed")]
    assert Task.objects.filter(kind="customer_not_reached", done_at=None).count() == 1
    assert OrderLine.objects.get().notified_on is None


def test_an_unclear_one_is_never_tried_again_until_a_person_says_so() -> None:
    a_short_order()
    post(Post(says=[Handed.UNCLEAR]))
    assert post(at=NOW + timedelta(days=1)) == []
    assert states() == [("first", "uncertain")]
    (letter,) = Letter.objects.values_list("pk", flat=True)
    assert Task.objects.filter(kind="unclear_message", done_at=None).count() == 1
    do(SettleLetters(letters=(letter,), how=Settled.AGAIN))
    assert not Task.objects.filter(done_at=None, kind="unclear_message").exists()
    assert len(post(at=NOW + timedelta(days=1))) == 1
    assert states() == [("first", "sent")]


def test_what_nobody_came_back_from_is_unclear_and_who_comes_late_still_tells() -> None:
    a_short_order()

    def killed(_: object) -> tuple[Handed, str]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        post(killed)
    assert states() == [("first", "claimed")]
    do(LapseLetters())
    assert states() == [("first", "claimed")], "its sender may still be at it"
    assert post(at=NOW + LATER + timedelta(minutes=15)) == []
    assert states() == [("first", "uncertain")]


def test_nothing_goes_while_sending_is_paused() -> None:
    a_short_order()
    do(PauseSending(why="a restore"))
    assert post() == []
    do(ResumeSending())
    assert len(post()) == 1


def test_where_mail_is_forbidden_a_person_has_the_text_to_pass_on() -> None:
    do(SetPolicy(document="[channels.amazon]\nemail_allowed = false\noptions_allowed = false\n"))
    a_short_order(channel="amazon")
    office = Post()
    post(office)
    assert office.taken == []
    (letter,) = Letter.objects.all()
    assert (letter.way, letter.address, letter.outcome) == ("person", "", "")
    assert "KETTLE" in letter.text
    assert not Link.objects.exists()
    (task,) = Task.objects.filter(kind="pass_on_message")
    assert task.data == {"letter": letter.pk, "channel": "amazon", "why": "channel"}
    do(SettleLetters(letters=(letter.pk,), how=Settled.SENT))
    assert states() == [("first", "sent")]
    task.refresh_from_db()
    assert task.done_by == "test"


def test_whoever_has_no_address_is_told_by_a_person() -> None:
    a_short_order(customer=None)
    post()
    assert Task.objects.get(kind="pass_on_message").data["why"] == "no_address"


def test_at_night_nobody_is_written_to() -> None:
    a_short_order(country="US")
    night = datetime(2026, 11, 24, 3, tzinfo=UTC)
    assert post(at=night) == [], "22:00 in New York, 17:00 in Honolulu"
    opens = Notice.objects.get().due_at
    assert opens == datetime(2026, 11, 24, 17, tzinfo=UTC), "7 in the morning in Honolulu"
    assert len(post(at=opens)) == 1


def test_the_history_keeps_what_was_sent_and_no_secret() -> None:
    a_short_order()
    (ready,) = post()
    letter = Letter.objects.get()
    assert (letter.outcome, letter.subject) == ("sent", ready.subject)
    (event,) = Event.objects.filter(kind="notice.sent")
    assert letter.digest in event.data
    link = ready.text.partition("/o/")[2].split()[0]
    assert (len(link), ready.html.count(link)) == (32, 1)
    assert [link in each for each in (letter.text, letter.html)] == [False, False]
    assert Client().get(f"/o/{link}").status_code == 200
    assert Link.objects.count() == 1


def test_the_update_we_promised_goes_out_on_its_day() -> None:
    a_short_order()
    post()
    day = timedelta(days=7)
    assert do(OweUpdates(), days=6).queued == 0
    assert do(OweUpdates(), days=7).queued == 1
    assert do(OweUpdates(), days=7).queued == 0, "once"
    (ready,) = post(at=NOW + day + timedelta(hours=2))
    assert ready.subject.startswith("Order 1, our update: ")
    assert OrderLine.objects.get().next_update_on == date(2026, 12, 7)


def test_a_person_is_warned_the_day_before_an_update_that_cannot_go() -> None:
    a_short_order()
    post()
    do(PauseSending(why="a restore"))
    assert do(OweUpdates(), days=3).warned == 0
    assert do(OweUpdates(), days=4).warned == 1, "Friday: the update is due on Monday"
    (task,) = Task.objects.filter(kind="update_at_risk")
    assert (task.role, task.due_on, task.data["why"]) == ("support", date(2026, 11, 30), "paused")


def jobs_due(days: int) -> None:
    """What the worker would do by then about silence."""
    for job in Job.objects.filter(kind="silence", due_at__lte=NOW + timedelta(days=days)):
        do(AnswerSilence(notice=job.args["notice"]), days=days)


def a_long_wait(country: str = "US") -> None:
    """Nothing comes: in the United States silence cancels such an order."""
    goods("KETTLE")
    take("1", ("KETTLE", 3), customer=ANN, country=country, each={"unit_price": 1000}, captured_amount=3000)
    post(at=NOW + (timedelta(hours=12) if country == "US" else LATER))


def test_where_the_law_cancels_silence_does_so_on_its_day_and_the_money_goes_back() -> None:
    a_long_wait()
    notice = Notice.objects.get()
    assert (notice.silent_default, notice.law) == ("cancel", "ftc")
    assert notice.answer_by is not None
    days = (notice.answer_by - date(2026, 11, 23)).days
    jobs_due(days)
    assert OrderLine.objects.get().cancelled_qty == 0, "the day is not over"
    jobs_due(days + 2)
    assert OrderLine.objects.get().cancelled_qty == 3
    assert Task.objects.get(kind="refund").data["amount"] == 3000
    jobs_due(days + 3)
    assert states() == [("first", "sent"), ("cancelled", "queued")]


def test_whoever_said_that_they_wait_is_not_cancelled() -> None:
    a_long_wait()
    do(
        Decide(choices=(OrderChoice(order=OrderName("1"), choice=Choice.HOLD, by=DecidedBy.CUSTOMER),)),
        days=1,
    )
    jobs_due(60)
    assert OrderLine.objects.get().backordered_qty == 3


def test_whoever_was_told_after_the_last_day_for_an_answer_was_not_silent() -> None:
    goods("KETTLE")
    by_hand = NewCustomer(name="Ann Lee")
    take("1", ("KETTLE", 3), customer=by_hand, country="US", each={"unit_price": 1000}, captured_amount=3000)
    post(at=NOW + timedelta(hours=12))
    last_day = Notice.objects.get().answer_by
    assert last_day is not None
    days = (last_day - NOW.date()).days + 5
    do(SettleLetters(letters=(Letter.objects.get().pk,), how=Settled.SENT), days=days)
    jobs_due(days + 1)
    assert OrderLine.objects.get().backordered_qty == 3
    assert Task.objects.get(kind="silence").role == "manager"


def test_where_only_the_policy_cancels_silence_a_manager_is_asked() -> None:
    do(SetPolicy(document='[notice]\nsilent_default = "cancel"\n'))
    a_long_wait("GB")
    jobs_due(60)
    assert OrderLine.objects.get().backordered_qty == 3
    assert Task.objects.get(kind="silence").role == "manager"


def test_one_order_that_got_no_update_keeps_none_from_others() -> None:
    """What could not go on its day is a person's, and stands in nobody's way on the next."""
    a_short_order()
    post()
    do(OweUpdates(), days=7)
    post(Post(says=[Handed.REFUSED]), at=NOW + timedelta(days=7, hours=2))
    take("2", ("KETTLE", 1), customer=ANN, country="GB")
    post(at=NOW + timedelta(days=7, hours=3))
    assert do(OweUpdates(), days=8).queued == 0
    assert do(OweUpdates(), days=14).queued == 1, "the other order's"
    assert states("1") == [("first", "sent"), ("update", "failed")]


def test_a_line_that_is_set_aside_holds_no_earlier_day() -> None:
    """The next day we named is that of the last message, whatever it was about."""
    goods("MUG")
    a_short_order()
    do(
        EditOrders(
            edits=(EditOrder(order=OrderName("1"), add=(NewLine(sku="MUG", quantity=1, line_id="2"),)),)
        )
    )
    post()
    arrive("KETTLE", 1, days=1)
    do(OweUpdates(), days=7)
    post(at=NOW + timedelta(days=7, hours=2))
    days = set(
        OrderLine.objects.filter(next_update_on__isnull=False).values_list("next_update_on", flat=True)
    )
    assert days == {date(2026, 12, 7)}
