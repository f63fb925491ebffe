"""A worker is killed at any point: the next one does what is left, all of it once, and the audit finds nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from datetime import timedelta

import pytest

from makegood.db import jobs
from makegood.db.jobs import NewJob
from makegood.db.models import Answer, Event, Job
from makegood.worker import kinds, loop, schedule
from tests.live import Process
from tests.services.shop import NOW, arrive, goods, let_go, shelf, take
from tests.soaked import back_at_work, times
from tests.worker.work import A_MONTH_LATER, CARELESS, RECEIVE, Clock, Watched, die_at, die_in_turn, in_turn

LEASE_OF_THE_LONGEST = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _a_shop(fresh_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A month later there is something to do for every kind: a late line, a stuck release, an old answer."""
    monkeypatch.setattr(schedule, "PERIODIC", ())
    monkeypatch.setitem(kinds.KINDS, "receive", RECEIVE)
    monkeypatch.setitem(kinds.KINDS, "careless", CARELESS)
    goods("A")
    goods("B")
    arrive("B", 1)
    arrive("A", 1)
    take("1001", ("B", 1))
    let_go("1001")
    take("1002", ("B", 2))
    Answer.objects.create(actor="token:1", key="old", digest="x", at=NOW)


EFFECT: Mapping[str, tuple[Callable[[], int], int, int]] = {
    "receive": (lambda: shelf("A")[0], 1, 2),
    "review": (lambda: Event.objects.filter(kind="review.reviewed").count(), 0, 1),
    "stuck_releases": (lambda: Event.objects.filter(kind="release.flagged").count(), 0, 1),
    "forget": (lambda: -Answer.objects.count(), -1, 0),
    "audit": (lambda: Job.objects.filter(state="done").count(), 0, 1),
}
"""What each kind of job does, counted: before it, and when it was done once."""


def die(kind: str, point: str) -> None:
    """A worker gets a job of this kind, and is killed at a point of it."""
    jobs.queue([NewJob(f"{kind}:0", kind, NOW, {"sku": "A"})], now=NOW)
    process = Process(die_at, kind=kind, point=point)
    process.reaches("start")
    process.go()
    process.reaches(point)
    process.kill()


def go_on() -> None:
    """The next worker does nothing as long as the first one's hold lasts, and all that is left after it."""
    next_one = Watched("next", Clock(A_MONTH_LATER))
    loop.run_until_idle(next_one.worker())
    assert next_one.heard() == []
    next_one.clock.now += LEASE_OF_THE_LONGEST
    loop.run_until_idle(next_one.worker())


@pytest.mark.parametrize(
    "kind, point",
    [
        *((kind, point) for kind in EFFECT for point in ("claimed", "worked")),
        *(("receive", point) for point in ("begun", "confirmed", "committed")),
    ],
)
def test_what_a_killed_worker_held_is_done_once_by_the_next(kind: str, point: str) -> None:
    count, before, after = EFFECT[kind]
    die(kind, point)
    committed = point == "committed"
    assert count() == (after if committed else before)
    assert Job.objects.get().state == ("done" if committed else "held")
    go_on()
    row = Job.objects.get()
    assert (row.state, row.held_by, row.try_number) == ("done", *(("first", 1) if committed else ("next", 2)))
    assert count() == after


@pytest.mark.soak
@pytest.mark.parametrize("point", ["claimed", "begun", "worked", "confirmed", "committed"])
def test_workers_that_are_killed_one_after_the_other_do_everything_once(point: str) -> None:
    kills = times(1000)
    for turn in range(kills):
        with back_at_work() if turn else nullcontext():
            process = Process(die_in_turn, turn, point=point)
            process.reaches("start")
            process.go()
            process.reaches("back")
        process.go()
        process.reaches(point)
        process.kill()
    with back_at_work():
        loop.run_until_idle(Watched("last", Clock(in_turn(kills))).worker())
    assert shelf("A")[0] == 1 + kills
    assert Job.objects.filter(state="done").count() == kills
    assert set(Job.objects.values_list("try_number", flat=True)) == {1 if point == "committed" else 2}


def test_control_work_that_is_confirmed_in_a_transaction_of_its_own_is_done_twice() -> None:
    die("careless", "worked")
    go_on()
    assert shelf("A")[0] == 3
