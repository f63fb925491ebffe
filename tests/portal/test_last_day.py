"""The last day to answer is the one that the last message named: on the page, in the next message, and where silence is
taken at its word (spec 5.3, 5.7)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from makegood.db.models import Job, Notice, Order, OrderLine, Task
from makegood.domain.decision.outcome import Choice
from makegood.domain.notice.outcome import Answer, AnswerReason
from makegood.queries.portal import page_of
from makegood.queries.shop import shop_now
from makegood.services._orders import OrderName
from makegood.services.decision import Decide, DecidedBy, OrderChoice
from makegood.services.notice import AnswerSilence, ContactKind, LogContacts, NewContact, OweUpdates
from makegood.services.policy import SetPolicy
from makegood.services.receipt.expect import ChangeEta, NewEta
from tests.portal.orders import ANN, link_to, shown
from tests.services.notice.post import post
from tests.services.shop import NOW, TODAY, arrive, do, goods, lot, take

FIRST_DAY = date(2026, 12, 23)
"""The end of the window that Ann is told first."""


def told(*, days: int = 0) -> None:
    """What is due on a day goes, the update of that day with it: in Europe by day, and when it is day in America."""
    do(OweUpdates(), days=days)
    for hours in (5, 12):
        post(at=NOW + timedelta(days=days, hours=hours))


def a_late_order(country: str, *, eta: date = date(2026, 12, 14)) -> None:
    """Ann waits for three kettles, and knows it. What the supplier says is told at once."""
    do(SetPolicy(document="[promise]\npublish_within_days = 120\nrepublish_within_days = 365\n"))
    goods("KETTLE")
    lot("KETTLE", 5, eta=eta)
    take("1", ("KETTLE", 3), customer=ANN, country=country, each={"unit_price": 1000})
    told()


def comes(eta: date, *, days: int) -> None:
    """The supplier has another word."""
    do(ChangeEta(changes=(NewEta(po="PO1", line=1, eta=eta),)), days=days)


def on_the_page(days: int) -> Answer:
    """What the page says of silence so many days later."""
    order = Order.objects.get().pk
    day = TODAY + timedelta(days=days)
    return page_of(order, shop=shop_now(year=day.year), today=day).notice.answer


def named() -> tuple[str, date | None]:
    """What the newest message said of silence."""
    row = Notice.objects.filter(answer_by__isnull=False, state="sent").latest("letter_id")
    return row.silent_default, row.answer_by


def agrees(days: int) -> bool:
    answer = on_the_page(days)
    return (answer.silent_default, answer.answer_by) == named()


def slipped_twice() -> None:
    """Ann, in the United States, was given a day, and then another: silence cancels by the first one."""
    a_late_order("US")
    comes(date(2026, 12, 28), days=3)
    told(days=3)
    assert named() == ("cancel", FIRST_DAY)


def nobody_answers() -> None:
    """The day after the last one for an answer: every job that waits for it looks."""
    for job in Job.objects.filter(kind="silence").order_by("due_at", "pk"):
        do(AnswerSilence(notice=job.args["notice"]), days=(FIRST_DAY - TODAY).days + 2)


def to_decide() -> int:
    """How many tasks ask a manager what silence means."""
    return Task.objects.filter(kind="silence", done_at=None).count()


@pytest.mark.parametrize("country", ["US", "DE", "GB"])
def test_looking_again_moves_no_day_also_on_the_day_of_the_update(country: str) -> None:
    a_late_order(country)
    _, day = named()
    assert day is not None
    until = (day - TODAY).days
    assert [days for days in range(min(until + 1, 15)) if not agrees(days)] == []


def test_nobody_is_asked_to_choose_by_a_day_that_is_over_when_no_update_went() -> None:
    a_late_order("DE")
    _, day = named()
    assert day is not None
    until = (day - TODAY).days
    for days in range(until + 1, until + 8):
        answer = on_the_page(days)
        assert answer.silent_default is Choice.HOLD
        assert answer.answer_by is not None and answer.answer_by >= TODAY + timedelta(days=days)


@pytest.mark.parametrize("country", ["US", "DE", "GB"])
def test_nor_does_a_date_that_nobody_was_told_of_yet_give_more_time(country: str) -> None:
    a_late_order(country)
    _, day = named()
    comes(date(2026, 12, 18), days=3)
    assert day is not None
    shown_then = on_the_page(3)
    assert shown_then.answer_by == (day if shown_then.silent_default is Choice.HOLD else FIRST_DAY)


def test_whoever_must_say_yes_to_a_second_delay_reads_so_as_long_as_they_did_not() -> None:
    slipped_twice()
    assert [days for days in range(3, 40) if not agrees(days)] == []
    assert "We need your yes to keep waiting." in shown(link_to("1"))


def test_an_update_in_between_makes_no_yes_of_their_silence() -> None:
    slipped_twice()
    for days in (10, 17, 24):
        told(days=days)
        assert named() == ("cancel", FIRST_DAY)
    nobody_answers()
    assert OrderLine.objects.get().cancelled_qty == 3


def test_whoever_wrote_since_they_were_first_asked_was_not_silent_however_often_they_were_told_again() -> (
    None
):
    slipped_twice()
    wrote = NewContact(order=OrderName("1"), kind=ContactKind.EMAIL, text="I would rather keep it")
    do(LogContacts(contacts=(wrote,)), days=5)
    for days in (10, 17):
        told(days=days)
    nobody_answers()
    assert OrderLine.objects.get().cancelled_qty == 0
    assert to_decide() == 1


def test_a_question_that_was_put_again_is_answered_once_by_the_last_that_told_of_it() -> None:
    slipped_twice()
    comes(date(2027, 1, 10), days=12)
    told(days=12)
    nobody_answers()
    assert OrderLine.objects.get().cancelled_qty == 3
    assert to_decide() == 0


def test_whoever_said_yes_is_asked_no_more() -> None:
    slipped_twice()
    do(
        Decide(choices=(OrderChoice(order=OrderName("1"), choice=Choice.HOLD, by=DecidedBy.CUSTOMER),)),
        days=4,
    )
    assert on_the_page(5).reason is AnswerReason.AGREED
    told(days=10)
    assert on_the_page(11).reason is AnswerReason.AGREED


def test_when_the_first_day_holds_after_all_silence_keeps_the_order() -> None:
    slipped_twice()
    comes(date(2026, 12, 2), days=5)
    told(days=5)
    default, _ = named()
    assert default == "hold"
    assert agrees(6)


def test_a_better_day_that_is_later_than_the_first_still_needs_the_yes() -> None:
    slipped_twice()
    comes(date(2026, 12, 20), days=5)
    told(days=5)
    assert named() == ("cancel", FIRST_DAY)
    assert agrees(6)


def test_a_day_that_has_gone_by_is_not_put_off_by_looking() -> None:
    """The morning after, before silence is taken at its word."""
    goods("KETTLE")
    take("1", ("KETTLE", 3), customer=ANN, country="US", each={"unit_price": 1000})
    told()
    default, day = named()
    assert (default, day is not None) == ("cancel", True)
    assert day is not None
    answer = on_the_page((day - TODAY).days + 1)
    assert (answer.silent_default, answer.answer_by) == (Choice.CANCEL, day)


def test_a_question_about_what_is_here_by_now_says_nothing_of_what_is_late_since() -> None:
    do(SetPolicy(document="[promise]\npublish_within_days = 120\nrepublish_within_days = 365\n"))
    goods("KETTLE")
    goods("POT")
    lot("POT", 5, eta=date(2026, 11, 30))
    line = {"unit_price": 1000, "ship_by": date(2026, 12, 31)}
    take("1", ("KETTLE", 1), ("POT", 1), customer=ANN, country="US", each=line)
    told()
    assert named()[0] == "cancel"
    arrive("KETTLE", 1)
    comes(date(2027, 1, 5), days=3)
    assert on_the_page(3).silent_default is Choice.HOLD
    told(days=3)
    assert agrees(3)
