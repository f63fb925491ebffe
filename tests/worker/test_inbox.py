"""A worker reads the mailbox: each mail counts once, whoever reads it, and whenever one is killed."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as now_set

from makegood import flow
from makegood.db import jobs
from makegood.db.models import Contact, Customer, Job, Letter, Notice, OrderLine, Suppression, Task
from makegood.domain.notice.outcome import Handed, Settled
from makegood.domain.terms.errors import DomainError
from makegood.mailer.inbox import Inbox
from makegood.queries.health import health
from makegood.queries.incoming import READING
from makegood.services.intake import NewCustomer
from makegood.services.notice import Erase, OweUpdates, SettleLetters
from makegood.worker import kinds, loop, schedule
from makegood.worker.reading import read_inbox
from makegood.worker.schedule import Hourly
from tests.mailer import answers
from tests.mailer.imap import Mailbox, mailbox
from tests.services.notice.post import LATER, Post, post
from tests.services.shop import NOW, do, goods, take
from tests.worker.work import Watched

ANN = NewCustomer(name="Ann Lee", email="Ann@example.org", language="en")


@pytest.fixture
def box(db: None, settings: Any) -> Iterator[Mailbox]:
    """Ann's order 1001-2 waits, she was told, and there is a mailbox."""
    goods("KETTLE")
    take("1001-2", ("KETTLE", 2), customer=ANN, country="GB")
    post()
    with mailbox() as found:
        settings.DEFAULT_FROM_EMAIL = "Blue Door <orders@shop.example>"
        settings.INBOX_HOST, settings.INBOX_PORT, settings.INBOX_TLS = "127.0.0.1", found.port, "none"
        settings.INBOX_USER, settings.INBOX_PASSWORD, settings.INBOX_TIMEOUT = "ann", "secret", 2
        yield found


def ours(content: bytes) -> bytes:
    """A mail about the message that Ann got."""
    return content.replace(b"notice-7-1", Letter.objects.latest("pk").message_id.encode())


def came(box: Mailbox, content: bytes) -> None:
    """A mail comes in, and the mailbox is read."""
    box.put(ours(content))
    read_inbox(NOW + LATER)


def test_an_answer_is_kept_and_somebody_must_answer_it(box: Mailbox) -> None:
    came(box, answers.GMAIL)
    contact = Contact.objects.get()
    assert (contact.kind, contact.text, contact.ref, contact.letter, contact.actor) == (
        "email",
        "CANCEL please",
        "<a1@mail.example.org>",
        Letter.objects.get(),
        "worker",
    )
    task = Task.objects.get(kind="answer_came")
    assert (task.role, task.data) == ("support", {"contact": contact.pk, "choice": "cancel"})
    # What is named is not chosen.
    assert OrderLine.objects.get().backordered_qty == 2
    assert box.unseen() == []


@pytest.fixture
def told_of_two(box: Mailbox) -> Mailbox:
    """Ann buys for a firm: orders 7001 and 7002 went to her in one message."""
    firm = replace(ANN, business=True)
    for number in ("7001", "7002"):
        take(number, ("KETTLE", 1), customer=firm, country="GB")
    at = NOW.replace(hour=16)
    post(at=NOW + LATER)
    post(at=at)
    assert Letter.objects.latest("pk").kind == "several"
    return box


def kept() -> list[tuple[str, int | None]]:
    """Each contact's order, and whether somebody must answer it."""
    asked = set(Task.objects.filter(kind="answer_came").values_list("order__number", flat=True))
    rows = Contact.objects.order_by("pk").values_list("order__number", flat=True)
    return [(number, number in asked) for number in rows]


def test_an_answer_to_a_message_about_several_orders_is_one_about_each_and_chooses_nothing(
    told_of_two: Mailbox,
) -> None:
    came(told_of_two, answers.GMAIL)
    assert kept() == [("7001", True), ("7002", False)]
    assert "choice" not in Task.objects.get(kind="answer_came").data
    assert set(Contact.objects.values_list("letter_id", flat=True)) == {Letter.objects.latest("pk").pk}


def test_an_answer_that_names_one_of_the_orders_is_about_that_one(told_of_two: Mailbox) -> None:
    came(told_of_two, answers.GMAIL.replace(b"CANCEL please", b"CANCEL 7002 please"))
    assert kept() == [("7002", True)]
    assert Task.objects.get(kind="answer_came").data["choice"] == "cancel"


def test_the_same_answer_counts_once_for_each_order(told_of_two: Mailbox) -> None:
    came(told_of_two, answers.GMAIL)
    came(told_of_two, answers.GMAIL)
    assert len(kept()) == 2


def test_a_message_about_several_orders_that_comes_back_was_told_of_none(told_of_two: Mailbox) -> None:
    came(told_of_two, answers.POSTFIX)
    assert set(Notice.objects.filter(order__number__startswith="7").values_list("state", flat=True)) == {
        "failed"
    }


def test_an_answer_to_a_message_that_arrived_after_all_and_was_written_anew_is_kept(box: Mailbox) -> None:
    do(OweUpdates(), days=7)
    at = NOW + timedelta(days=7, hours=2)
    post(Post(says=[Handed.UNCLEAR]), at=at)
    arrived = Letter.objects.latest("pk")
    do(SettleLetters(letters=(arrived.pk,), how=Settled.AGAIN), days=8)
    post(at=at + timedelta(days=1))
    came(box, answers.GMAIL.replace(b"notice-7-1", arrived.message_id.encode()))
    assert Contact.objects.get().order.number == "1001-2"
    assert Task.objects.get(kind="answer_came").data["choice"] == "cancel"
    assert box.unseen() == []


def test_an_order_number_in_the_subject_counts_for_the_customer_only(box: Mailbox) -> None:
    came(box, answers.NUMBERED)
    assert Contact.objects.get().order.number == "1001-2"
    came(box, answers.NUMBERED.replace(b"Ann@", b"eve@").replace(b"<a1@", b"<a2@"))
    assert Contact.objects.count() == 1
    assert box.unseen() == [2]


@pytest.mark.parametrize(
    ("subject", "expected"),
    [(b"my order 1001-2, please", "1001-2"), (b"#1001?", "1001"), (b"10012 or 1001-23", None), (b"", None)],
)
def test_the_number_that_is_named_counts_and_no_part_of_one(
    box: Mailbox, subject: bytes, expected: str | None
) -> None:
    take("1001", ("KETTLE", 1), customer=ANN, country="GB")
    came(box, answers.NUMBERED.replace(b"my order 1001-2, please", subject))
    assert Contact.objects.values_list("order__number", flat=True).first() == expected


def test_a_mail_that_was_read_and_not_marked_counts_once(
    box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as killed:
        killed.setattr(Inbox, "read", lambda *_: (_ for _ in ()).throw(OSError("killed")))
        with pytest.raises(DomainError):
            came(box, answers.GMAIL)
    assert box.unseen() == [1]
    read_inbox(NOW + LATER)
    assert (Contact.objects.count(), Task.objects.filter(kind="answer_came").count()) == (1, 1)
    assert box.unseen() == []


@pytest.mark.parametrize("says", [Handed.SENT, Handed.UNCLEAR])
def test_a_message_that_came_back_was_not_told(box: Mailbox, says: Handed) -> None:
    letter = Letter.objects.get()
    if says is Handed.UNCLEAR:
        goods("POT")
        take("2", ("POT", 1), customer=ANN, country="GB")
        post(Post(says=[says]), at=NOW + 2 * LATER)
        letter = Letter.objects.latest("pk")
    came(box, answers.POSTFIX)
    letter.refresh_from_db()
    assert (letter.outcome, letter.said) == ("refused", "smtp; 550 5.1.1 <…>: User unknown")
    row = Notice.objects.get(letter=letter)
    assert (row.state, row.sent_at) == ("failed", None)
    assert OrderLine.objects.get(order=row.order).notified_on is None
    assert set(Task.objects.filter(done_at=None, order=row.order).values_list("kind", "role")) >= {
        ("customer_not_reached", "support")
    }
    assert not Task.objects.filter(kind="unclear_message", done_at=None).exists()
    came(box, answers.POSTFIX)
    assert Task.objects.filter(kind="customer_not_reached").count() == 1
    assert box.unseen() == []


def test_what_was_told_before_a_message_that_came_back_still_is(box: Mailbox) -> None:
    told_on = OrderLine.objects.get().notified_on
    do(OweUpdates(), days=20)
    post(at=NOW + 30 * 48 * LATER)
    assert OrderLine.objects.get().notified_on != told_on
    came(box, answers.POSTFIX)
    assert OrderLine.objects.get().notified_on == told_on


def test_after_a_complaint_a_person_passes_messages_on(box: Mailbox) -> None:
    came(box, answers.COMPLAINT)
    came(box, answers.COMPLAINT)
    assert Task.objects.filter(kind="complaint_came", role="support").count() == 1
    assert "example.org" not in repr(Suppression.objects.values())
    do(OweUpdates(), days=20)
    assert post(at=NOW + 30 * 48 * LATER)[0:] == []
    letter = Letter.objects.latest("pk")
    assert (letter.way, letter.address) == ("person", "")
    assert Task.objects.get(kind="pass_on_message").data["why"] == "complaint"


def test_a_complaint_that_does_not_name_whom_we_wrote_to_stops_no_mail_and_a_person_finds_out(
    box: Mailbox,
) -> None:
    came(box, answers.FORGED_COMPLAINT)
    came(box, answers.FORGED_COMPLAINT)
    assert not Suppression.objects.exists()
    assert Task.objects.filter(kind="complaint_came", role="support").count() == 1
    came(box, answers.COMPLAINT)
    assert Suppression.objects.count() == 1
    assert Task.objects.filter(kind="complaint_came").count() == 1


def test_of_whoever_is_forgotten_nothing_is_kept(box: Mailbox) -> None:
    came(box, answers.COMPLAINT)
    do(Erase(customers=("ann@example.org",)))
    came(box, answers.GMAIL)
    came(box, answers.NUMBERED)
    assert not Contact.objects.exists()
    assert not Suppression.objects.exists()
    assert Customer.objects.get().email is None


def test_why_a_mail_is_put_aside_is_told_and_nothing_of_what_it_says(
    box: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "makegood.inbox"):
        came(box, answers.HOLIDAY)
        came(box, answers.SPAM)
    assert [each.getMessage() for each in caplog.records] == [
        "mail 1 put aside: auto_submitted",
        "mail 2 put aside: not_about_an_order",
    ]
    assert box.unseen() == [2]
    assert not Contact.objects.exists()


def test_what_is_locked_stays_for_the_next_reading(box: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object, **__: object) -> None:
        raise DomainError("busy")

    with monkeypatch.context() as held:
        held.setattr(flow, "run", busy)
        came(box, answers.GMAIL)
    assert box.unseen() == [1]
    read_inbox(NOW + LATER)
    assert Contact.objects.count() == 1


def test_a_worker_reads_every_five_minutes_where_a_mailbox_is_named(
    box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schedule, "PERIODIC", (Hourly(READING, minutes=5),))
    worker = Watched()
    box.put(ours(answers.GMAIL))
    loop.run_until_idle(worker.worker())
    assert worker.heard() == [("done", "inbox:2026-11-23T09:00")]
    worker.clock.on(minutes=4)
    worker.turn()
    assert worker.heard() == []
    worker.clock.on(minutes=1)
    worker.turn()
    assert worker.heard() == [("done", "inbox:2026-11-23T09:05")]
    assert Contact.objects.count() == 1


def test_a_mailbox_that_does_not_let_us_in_fails_the_job_and_says_so(
    box: Mailbox, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.INBOX_PASSWORD = "wrong"
    monkeypatch.setattr(schedule, "PERIODIC", (Hourly(READING, minutes=5),))
    worker = Watched()
    worker.turn()
    assert worker.heard() == [("failed", "inbox:2026-11-23T09:00")]
    assert Job.objects.get().error.startswith("inbox_refused")
    # Each occasion is overtaken by the next, so no job is ever given up: the doctor says what is the matter.
    worker.clock.on(minutes=10)
    worker.turn()
    assert inbox_health() == ("warn", "inbox_refused")
    settings.INBOX_PASSWORD = "secret"
    worker.clock.on(minutes=10)
    loop.run_until_idle(worker.worker())
    assert inbox_health() == ("ok", "127.0.0.1 is read")


def inbox_health() -> tuple[str, str]:
    return next((each.state, each.found) for each in health(now=NOW) if each.part == "inbox")


def test_two_who_read_at_once_count_once(box: Mailbox) -> None:
    number = box.put(ours(answers.GMAIL))
    read = Inbox.read

    def another_first(self: Inbox, found: object) -> None:
        if r"\Seen" not in box.flags[number]:
            # Ours is kept and not marked yet: somebody else reads it too.
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(Inbox, "read", read)
                read_inbox(NOW + LATER)
        read(self, found)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Inbox, "read", another_first)
        read_inbox(NOW + LATER)
    assert (Contact.objects.count(), Task.objects.filter(kind="answer_came").count()) == (1, 1)


def test_nothing_is_read_where_no_mailbox_is_named() -> None:
    assert now_set.INBOX_HOST == ""
    assert READING not in {each.kind for each in schedule.PERIODIC}
    assert kinds.KINDS[READING].lease > jobs.FIRST_PAUSE
