"""What a message may never do: cancel whoever answered, put a deadline off, stop all others, or remember
somebody who is forgotten."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from makegood.db.models import Job, Letter, Notice, OrderLine, Task
from makegood.domain.decision.outcome import Choice
from makegood.domain.notice.outcome import AnswerReason, Handed, Settled
from makegood.queries.portal import page_of
from makegood.queries.shop import shop_now
from makegood.services._orders import OrderName
from makegood.services.decision import Decide, DecidedBy, OrderChoice
from makegood.services.intake import EditOrder, EditOrders, NewCustomer
from makegood.services.notice import (
    AnswerSilence,
    ContactKind,
    Erase,
    LogContacts,
    NewContact,
    OweUpdates,
    SettleLetters,
)
from makegood.services.policy import SetPolicy
from makegood.services.receipt.expect import ChangeEta, NewEta
from makegood.services.sending import PauseSending
from tests.services.notice.post import Post, post
from tests.services.shop import NOW, arrive, dispute, do, goods, lot, take

ANN = NewCustomer(name="Ann Lee", email="ann@example.org", language="en")
NOON = timedelta(hours=12)
"""When it is day in all of the United States."""


@pytest.fixture
def asked(db: None) -> date:
    """Ann, in the United States, was told that there is no date; the last day for her yes."""
    goods("KETTLE")
    take("1", ("KETTLE", 3), customer=ANN, country="US", each={"unit_price": 1000})
    post(at=NOW + NOON)
    by = Notice.objects.get().answer_by
    assert by is not None
    return by


def wait(days: int = 1) -> None:
    do(
        Decide(choices=(OrderChoice(order=OrderName("1"), choice=Choice.HOLD, by=DecidedBy.CUSTOMER),)),
        days=days,
    )


def days_to(day: date) -> int:
    return (day - NOW.date()).days


def silence(days: int) -> None:
    """Everything that the worker would do about silence by then."""
    for job in Job.objects.filter(kind="silence", due_at__lte=NOW + timedelta(days=days)).order_by("due_at"):
        do(AnswerSilence(notice=job.args["notice"]), days=days)


def cancelled() -> int:
    return OrderLine.objects.get().cancelled_qty


def weeks(last: int) -> None:
    """Every week the update goes out."""
    for day in range(7, last, 7):
        do(OweUpdates(), days=day)
        post(at=NOW + timedelta(days=day) + NOON)


def test_whoever_said_that_they_wait_is_asked_no_more_and_never_cancelled(asked: date) -> None:
    wait()
    (confirmed,) = post(at=NOW + timedelta(days=1) + NOON)
    assert "You chose to wait." in confirmed.text
    assert "You told us that you want to wait." in confirmed.text
    assert "we cancel" not in confirmed.text.replace("CANCEL: we cancel the delayed items", "")
    weeks(70)
    silence(120)
    assert cancelled() == 0
    assert not Task.objects.filter(kind="silence").exists()


@pytest.mark.parametrize("by", [DecidedBy.PERSON, DecidedBy.POLICY])
def test_a_yes_outlives_what_we_decide_ourselves(db: None, by: DecidedBy) -> None:
    goods("KETTLE")
    goods("MUG")
    arrive("MUG", 1)
    take("1", ("KETTLE", 3), ("MUG", 1), customer=ANN, country="US", each={"unit_price": 1000})
    post(at=NOW + NOON)
    wait()
    post(at=NOW + timedelta(days=1) + NOON)
    do(Decide(choices=(OrderChoice(order=OrderName("1"), choice=Choice.SPLIT, by=by),)), days=2)
    silence(200)
    assert set(OrderLine.objects.values_list("cancelled_qty", flat=True)) == {0}
    assert not Task.objects.filter(kind="silence").exists()


def test_a_yes_to_one_date_is_none_to_a_worse_one_and_the_new_question_stands(db: None) -> None:
    """Ann waits for the date she was told. When that slips she is asked anew, with days of her own to answer, and a
    weekly update neither takes her old yes for a new one nor forgets until when she may answer."""
    do(SetPolicy(document="[promise]\npublish_within_days = 120\nrepublish_within_days = 365\n"))
    goods("KETTLE")
    lot("KETTLE", 3, eta=date(2026, 12, 14))
    take("1", ("KETTLE", 3), customer=ANN, country="US", each={"unit_price": 1000})
    post(at=NOW + NOON)
    wait()
    post(at=NOW + timedelta(days=1) + NOON)
    do(ChangeEta(changes=(NewEta(po="PO1", line=1, eta=date(2027, 2, 15)),)), days=2)
    (asked_anew,) = post(at=NOW + timedelta(days=2) + NOON)
    assert "You told us that you want to wait" not in asked_anew.text
    asked = Notice.objects.latest("pk")
    assert asked.silent_default == "cancel"
    do(OweUpdates(), days=9)
    (update,) = post(at=NOW + timedelta(days=9) + NOON)
    assert "You told us that you want to wait" not in update.text
    newest = Notice.objects.latest("pk")
    assert (newest.silent_default, newest.answer_by) == ("cancel", asked.answer_by)
    wait(days=10)
    (confirmed,) = post(at=NOW + timedelta(days=10) + NOON)
    assert "You told us that you want to wait" in confirmed.text


def test_a_weekly_update_puts_no_deadline_off(asked: date) -> None:
    weeks(days_to(asked))
    assert set(Notice.objects.exclude(silent_default="").values_list("answer_by", flat=True)) == {asked}
    silence(days_to(asked) + 2)
    assert cancelled() == 3


def test_a_yes_before_anybody_knew_that_the_message_arrived_counts(db: None) -> None:
    goods("KETTLE")
    take("1", ("KETTLE", 3), customer=ANN, country="US")
    post(Post(says=[Handed.UNCLEAR]), at=NOW + NOON)
    wait(days=2)
    do(SettleLetters(letters=(Letter.objects.get().pk,), how=Settled.SENT), days=3)
    silence(200)
    assert cancelled() == 0


@pytest.mark.parametrize("what", ["wrote", "hold", "paused", "forgotten"])
def test_where_anything_speaks_against_it_a_manager_is_asked_instead(asked: date, what: str) -> None:
    against: dict[str, Any] = {
        "wrote": LogContacts(
            contacts=(NewContact(order=OrderName("1"), kind=ContactKind.EMAIL, text="I wait", answer=True),)
        ),
        "hold": EditOrders(edits=(EditOrder(order=OrderName("1"), on_hold=True),)),
        "paused": PauseSending(why="the server moves"),
        "forgotten": Erase(customers=("ann@example.org",)),
    }
    do(against[what], days=3)
    silence(days_to(asked) + 2)
    assert cancelled() == 0
    assert Task.objects.get(kind="silence").role == "manager"


def test_it_is_over_when_the_day_is_over_where_the_customer_lives(asked: date) -> None:
    due = Job.objects.get(kind="silence").due_at
    assert due >= NOW.replace(hour=0) + timedelta(days=days_to(asked) + 1, hours=10), "midnight in Honolulu"


def test_one_that_cannot_be_written_stops_no_other(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    goods("KETTLE")
    for number in ("1", "2", "3"):
        take(number, ("KETTLE", 1), customer=NewCustomer(email=f"c{number}@example.org"), country="GB")
    monkeypatch.setattr("makegood.services.notice.taking.told_by", _fails_for("2"))
    sent = [ready.to for ready in post(at=NOW + timedelta(minutes=31))]
    assert sorted(sent) == ["c1@example.org", "c3@example.org"]
    (task,) = Task.objects.filter(kind="notice_failed")
    assert (task.role, task.data["said"]) == ("engineer", "ValueError: nobody foresaw this")
    assert Notice.objects.get(order__number="2").held_for == "notice_failed"


def _fails_for(number: str) -> Any:
    from makegood.queries.letters import told_by

    def told(notice: Any) -> Any:
        if notice.order_id == number:
            raise ValueError("nobody foresaw this")
        return told_by(notice)

    return told


def test_after_the_last_try_a_person_can_have_it_written_again(asked: date) -> None:
    Notice.objects.update(state="queued", tries=7, due_at=NOW)
    OrderLine.objects.update(notified_on=None, next_update_on=None)
    post(Post(says=[Handed.LATER]), at=NOW + timedelta(days=1) + NOON)
    letter = Letter.objects.latest("pk")
    assert (letter.outcome, Notice.objects.get().state) == ("refused", "failed")
    do(SettleLetters(letters=(letter.pk,), how=Settled.AGAIN), days=2)
    assert len(post(at=NOW + timedelta(days=2) + NOON)) == 1


def test_every_try_of_a_message_is_forgotten_and_those_that_may_have_arrived_are_in_the_file(
    db: None,
) -> None:
    goods("KETTLE")
    take("1", ("KETTLE", 3), customer=ANN, country="GB")
    at = NOW + timedelta(minutes=31)
    post(Post(says=[Handed.LATER]), at=at)
    post(Post(says=[Handed.UNCLEAR]), at=at + timedelta(minutes=2))
    do(SettleLetters(letters=(Letter.objects.latest("pk").pk,), how=Settled.AGAIN))
    post(at=at + timedelta(minutes=4))
    order = Notice.objects.get().order_id
    found = dispute(order)
    assert [each["outcome"] for each in found["letters"]] == ["not_sent", "sent"]
    do(Erase(customers=("ann@example.org",)))
    assert not Letter.objects.exclude(text="", address="").exists()


def test_whoever_is_forgotten_while_a_message_is_on_its_way_is_not_remembered_by_it(db: None) -> None:
    goods("KETTLE")
    take("1", ("KETTLE", 3), customer=ANN, country="GB")

    def forget(_: object) -> tuple[Handed, str]:
        do(Erase(customers=("ann@example.org",)))
        return Handed.SENT, "250 ok for Ann"

    post(forget, at=NOW + timedelta(minutes=31))
    assert Letter.objects.values_list("said", "text").get() == ("", "")
    assert OrderLine.objects.get().next_update_on is None
    assert post(at=NOW + timedelta(days=30)) == []


@pytest.mark.parametrize("how", list(Settled))
def test_a_message_that_is_settled_after_its_customer_was_forgotten_remembers_nothing(
    db: None, how: Settled
) -> None:
    goods("KETTLE")
    take("1", ("KETTLE", 3), customer=ANN, country="GB")
    post(Post(says=[Handed.UNCLEAR]), at=NOW + timedelta(minutes=31))
    do(Erase(customers=("ann@example.org",)))
    do(SettleLetters(letters=(Letter.objects.get().pk,), how=how))
    assert Letter.objects.values_list("said", "text", "address").get() == ("", "", "")


def test_whoever_is_written_to_by_nobody_is_put_before_a_person(db: None) -> None:
    """No worker sends, or no server takes it: that nothing goes is seen on the next day."""
    goods("KETTLE")
    take("1", ("KETTLE", 3), customer=ANN, country="GB")
    assert do(OweUpdates()).warned == 0
    assert do(OweUpdates(), days=2).warned == 1
    (task,) = Task.objects.filter(kind="update_at_risk")
    assert (task.role, task.data["why"]) == ("support", "not_sent")
    post(at=NOW + timedelta(days=2))
    assert not Task.objects.filter(kind="update_at_risk", done_at=None).exists()


def test_the_page_says_what_the_mail_says_about_who_waits_and_until_when(asked: date) -> None:
    shop = shop_now(year=2026)
    order = Notice.objects.get().order_id
    before = page_of(order, shop=shop, today=NOW.date() + timedelta(days=7)).notice.answer
    assert (before.answer_by, before.silent_default) == (asked, Choice.CANCEL)
    wait()
    after = page_of(order, shop=shop, today=NOW.date() + timedelta(days=7)).notice.answer
    assert (after.reason, after.answer_by) == (AnswerReason.AGREED, None)


def test_whoever_chose_two_parcels_is_not_told_of_one(db: None) -> None:
    goods("KETTLE")
    goods("MUG")
    arrive("MUG", 1)
    lot("KETTLE", 3, eta=date(2026, 12, 14))
    take("1", ("KETTLE", 1), ("MUG", 1), customer=ANN, country="GB")
    post()
    do(Decide(choices=(OrderChoice(order=OrderName("1"), choice=Choice.SPLIT, by=DecidedBy.CUSTOMER),)))
    (confirmed,) = post(at=NOW + timedelta(hours=2))
    assert "You chose that we send what is ready now and the rest later." in confirmed.text
    assert "We send these without waiting for the rest." in confirmed.text
    assert "one parcel" not in confirmed.text
