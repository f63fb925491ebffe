"""One turn of a worker: what is due is done, what fails comes back later, and nothing keeps the others waiting."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from makegood.db import jobs
from makegood.db.jobs import MAX_TRIES, HeldJob, NewJob
from makegood.db.models import Answer, Backorder, Event, Item, Job, Task
from makegood.domain.terms.errors import DomainError
from makegood.worker import kinds, loop, schedule
from makegood.worker.kinds import Kind
from makegood.worker.loop import Told
from tests.services.shop import NOW, arrive, do, goods, shelf, take
from tests.worker import work
from tests.worker.work import BREAK, LEASE, RECEIVE, Watched, deliveries


@pytest.fixture(autouse=True)
def _more_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Besides those of the shop: one that brings units in, and one that breaks."""
    monkeypatch.setitem(kinds.KINDS, "receive", RECEIVE)
    monkeypatch.setitem(kinds.KINDS, "break", BREAK)


@pytest.fixture
def _nothing_periodic(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "PERIODIC", ())


def test_the_first_turn_of_a_day_does_all_that_is_due_and_the_next_nothing() -> None:
    goods("A")
    take("1001", ("A", 2))
    ours = Watched()
    ours.clock.on(days=30)
    assert ours.turn() == 0
    assert sorted(what for what, _ in ours.heard()) == ["done"] * 5
    assert Task.objects.filter(kind="ageing").count() == 1
    assert set(Event.objects.filter(kind="review.reviewed").values_list("actor", "cause")) == {
        ("worker", "Review")
    }
    assert ours.turn() == loop.IDLE_SECONDS
    assert ours.heard() == []
    ours.clock.on(days=1)
    loop.run_until_idle(ours.worker())
    assert sorted(ours.heard())[:2] == [("done", "audit:2026-12-24"), ("done", "forget:2026-12-24")]
    # The day's review again, and each thing is asked once.
    assert Task.objects.filter(kind="ageing").count() == 1


def test_after_days_without_a_worker_it_does_the_newest_only_and_says_so() -> None:
    ours = Watched()
    ours.turn()
    ours.heard()
    ours.clock.on(days=4)
    ours.turn()
    assert Told("missed", "review:2026-11-27", {"missed": 3}) in ours.said
    assert ("done", "review:2026-11-27") in ours.heard()
    assert not Job.objects.exclude(state="done").exists()


def test_a_day_that_was_asked_for_and_never_done_is_not_done_after_a_newer_one() -> None:
    schedule.queue_due(now=NOW)
    ours = Watched()
    ours.clock.on(days=4)
    loop.run_until_idle(ours.worker())
    heard = ours.heard()
    assert ("overtaken", "review:2026-11-23") in heard
    assert ("done", "review:2026-11-27") in heard
    assert ("done", "review:2026-11-23") not in heard


@pytest.mark.usefixtures("_nothing_periodic")
def test_many_jobs_are_done_few_by_few_until_nothing_is_due() -> None:
    goods("A")
    arrive("A", 1)
    deliveries(2 * loop.FEW + 1)
    ours = Watched()
    assert ours.turn() == 0
    assert len(ours.heard()) == loop.FEW
    loop.run_until_idle(ours.worker())
    assert shelf("A")[0] == 1 + 2 * loop.FEW + 1
    assert set(Job.objects.values_list("state", "try_number")) == {("done", 1)}


@pytest.mark.usefixtures("_nothing_periodic")
def test_a_job_that_fails_keeps_no_other_waiting_and_is_given_up_in_the_end() -> None:
    goods("A")
    arrive("A", 1)
    jobs.queue([NewJob("break", "break", NOW - timedelta(days=1))], now=NOW)
    deliveries(2)
    ours = Watched()
    ours.turn()
    assert ours.said[0] == Told("failed", "break", {"try": 1})
    assert ours.heard()[1:] == [("done", "receive:0"), ("done", "receive:1")]
    assert shelf("A")[0] == 3
    while Job.objects.get(key="break").state == "waiting":
        ours.clock.now = Job.objects.get(key="break").due_at
        ours.turn()
    assert ours.heard()[-2:] == [("failed", "break"), ("dead", "break")]
    row = Job.objects.get(key="break")
    assert (row.try_number, row.error) == (MAX_TRIES, "ZeroDivisionError: of course")


@pytest.mark.usefixtures("_nothing_periodic")
def test_a_use_case_that_is_refused_leaves_nothing_but_the_reason() -> None:
    jobs.queue([NewJob("r", "receive", NOW, {"sku": "NONE"})], now=NOW)
    ours = Watched()
    ours.turn()
    assert ours.heard() == [("failed", "r")]
    assert Job.objects.get().error.startswith("delivery_refused: ")
    assert not Item.objects.exists()


@pytest.mark.usefixtures("_nothing_periodic")
def test_it_waits_until_the_next_is_due_and_never_long() -> None:
    ours = Watched()
    jobs.queue([NewJob("a", "break", NOW + timedelta(seconds=7))], now=NOW)
    assert ours.turn() == 7
    ours.clock.on(hours=-1)
    assert ours.turn() == loop.IDLE_SECONDS


# --- the hold ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def late() -> Iterator[HeldJob]:
    """A delivery that one worker holds, and that another took over when its time had run out."""
    goods("A")
    arrive("A", 1)
    deliveries(1)
    (late,), _ = jobs.claim(worker="late", now=NOW, lease=LEASE, limit=1, kinds=kinds.KINDS)
    yield late
    assert Job.objects.get(key="receive:0").state == "done"


def take_over() -> HeldJob:
    (newer,), _ = jobs.claim(worker="newer", now=NOW + LEASE, lease=LEASE, limit=1, kinds=kinds.KINDS)
    return newer


def test_the_late_first_one_cannot_begin_any_more(late: HeldJob) -> None:
    newer = take_over()
    with pytest.raises(DomainError, match="lease_lost"):
        work.take(late)
    assert shelf("A")[0] == 1
    work.take(newer)
    with pytest.raises(DomainError, match="lease_lost"):
        work.take(late)
    assert shelf("A")[0] == 2


def test_one_who_is_overtaken_while_at_work_cannot_confirm_and_its_work_is_taken_back(
    late: HeldJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = take_over()
    before = Event.objects.count()
    # As if it had begun in time: only the confirmation stands between it and a second delivery.
    monkeypatch.setattr(jobs, "renew", lambda job, until: None)
    with pytest.raises(DomainError, match="lease_lost"):
        work.take(late)
    assert (shelf("A")[0], Event.objects.count()) == (1, before)
    work.take(newer)
    assert shelf("A")[0] == 2


def test_control_without_the_fence_the_late_one_does_it_a_second_time(
    late: HeldJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = take_over()
    monkeypatch.setattr(jobs, "_held_as", lambda job: Job.objects.filter(pk=job.pk))
    work.take(newer)
    work.take(late)
    assert shelf("A")[0] == 3


def test_a_worker_that_is_late_says_so_and_goes_on(late: HeldJob) -> None:
    ours = Watched("late")
    newer = take_over()
    loop._do(ours.worker(), late)
    assert ours.heard() == [("lost", "receive:0")]
    work.take(newer)


# --- each kind --------------------------------------------------------------------------------------------------------


def test_old_answers_and_jobs_done_long_ago_are_dropped() -> None:
    Answer.objects.create(actor="token:1", key="old", digest="x", at=NOW - timedelta(days=8))
    Answer.objects.create(actor="token:1", key="new", digest="x", at=NOW - timedelta(days=6))
    for key, days in (("old", 31), ("new", 29)):
        then = NOW - timedelta(days=days)
        jobs.queue([NewJob(key, "receive", then)], now=then)
        (held,), _ = jobs.claim(worker="w", now=then, lease=LEASE, limit=1, kinds=kinds.KINDS)
        jobs.done(held, now=then)
    loop.run_until_idle(Watched().worker())
    assert list(Answer.objects.values_list("key", flat=True)) == ["new"]
    assert list(Job.objects.filter(kind="receive").values_list("key", flat=True)) == ["new"]


@pytest.mark.unaudited
def test_an_audit_that_finds_something_is_given_up_at_once_and_stays_to_be_seen() -> None:
    goods("A")
    take("1001", ("A", 2))
    Backorder.objects.update(qty=3)
    ours = Watched()
    loop.run_until_idle(ours.worker())
    assert ("dead", "audit:2026-11-23") in ours.heard()
    row = Job.objects.get(kind="audit")
    assert (row.state, row.try_number) == ("dead", 1)
    assert row.error.startswith("audit_found: ")
    assert not Job.objects.exclude(kind="audit").exclude(state="done").exists()


def test_reviews_that_no_worker_made_are_not_taken_for_wrong_numbers() -> None:
    goods("A")
    take("1001", ("A", 2))
    ours = Watched()
    loop.run_until_idle(ours.worker())
    ours.clock.on(days=30)
    (audit,) = (each for each in schedule.queue_due(now=ours.clock()) if each.kind == "audit")
    held = jobs.claim(worker="w", now=ours.clock(), lease=LEASE, limit=9, kinds=("audit",)).jobs
    for job in held:
        work.take(job, now=ours.clock())
    assert Job.objects.get(key=audit.key).state == "done"


@pytest.mark.usefixtures("_nothing_periodic")
def test_a_call_to_the_outside_that_never_came_back_is_given_up_and_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(kinds.KINDS, "letter", Kind(BREAK.do, outside=True))
    jobs.queue([NewJob("letter", "letter", NOW)], now=NOW)
    jobs.claim(worker="gone", now=NOW, lease=LEASE, limit=1, kinds=kinds.KINDS)
    ours = Watched()
    ours.clock.on(minutes=5)
    assert ours.turn() == 0
    assert ours.heard() == [("dead", "letter")]
    assert Job.objects.get().error == "uncertain: gone"


def test_a_review_by_hand_and_by_the_worker_are_one_and_the_same() -> None:
    goods("A")
    take("1001", ("A", 2))
    from makegood.services.review import Review

    do(Review(), days=30)
    before = Task.objects.count()
    ours = Watched()
    ours.clock.on(days=30)
    loop.run_until_idle(ours.worker())
    # The worker looks after the mail as well: nobody has sent the first notice for a month.
    assert Task.objects.exclude(kind="update_at_risk").count() == before
    assert Task.objects.filter(kind="update_at_risk").count() == 1
