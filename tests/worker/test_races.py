"""Several workers at once: each job is done by one of them, once."""

from __future__ import annotations

import pytest
from django.db import connection

from makegood.db.models import Job
from makegood.worker import kinds, loop, schedule
from tests.live import Process, on_sqlite, run_processes
from tests.services.shop import NOW, arrive, goods, shelf
from tests.worker.work import LEASE, RECEIVE, Clock, Watched, claim_at_once, deliveries, work_until_idle


@pytest.fixture(autouse=True)
def _an_empty_shelf(fresh_database: str) -> None:
    goods("A")
    arrive("A", 1)


def done_together(count: int, **how: bool) -> tuple[list[list[str]], list[str]]:
    """What each process claimed and did, and who was refused; all have chosen before any takes."""
    processes = [Process(claim_at_once, number, **how) for number in range(count)]
    for point in ("start", "chosen", "claimed"):
        for process in processes:
            process.reaches(point)
        for process in processes:
            process.go()
    ended = [process.ended() for process in processes]
    return [each.value or [] for each in ended], [each.refused for each in ended if each.refused]


def test_several_workers_do_every_job_once() -> None:
    deliveries(24)
    did = [each.value for each in run_processes(2, work_until_idle)]
    assert sorted(key for keys in did for key in keys) == sorted(f"receive:{at}" for at in range(24))
    assert shelf("A")[0] == 1 + 24
    assert set(Job.objects.values_list("state", "try_number")) == {("done", 1)}


@pytest.mark.skipif(on_sqlite(), reason="PostgreSQL only: on SQLite the second stands before the choice")
def test_who_chooses_at_the_same_moment_gets_another_job_and_waits_for_nobody() -> None:
    deliveries(2)
    did, refused = done_together(2)
    assert (sorted(key for keys in did for key in keys), refused) == (["receive:0", "receive:1"], [])
    assert shelf("A")[0] == 3


def test_control_without_the_lock_two_hold_one_job_and_the_fence_lets_neither_do_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    deliveries(1)
    assert done_together(2, locked=False) == ([[], []], ["lease_lost", "lease_lost"])
    assert (Job.objects.get().try_number, shelf("A")[0]) == (2, 1)
    # Nothing is lost either: when the hold runs out, it is done once.
    monkeypatch.setattr(schedule, "PERIODIC", ())
    monkeypatch.setitem(kinds.KINDS, "receive", RECEIVE)
    loop.run_until_idle(Watched("w2", Clock(NOW + LEASE)).worker())
    assert (Job.objects.get().state, shelf("A")[0]) == ("done", 2)


def test_control_without_lock_and_fence_one_job_is_done_twice() -> None:
    deliveries(1)
    did, refused = done_together(2, locked=False, fenced=False)
    assert (did, refused) == ([["receive:0"], ["receive:0"]], [])
    assert shelf("A")[0] == 3


def test_on_sqlite_who_claims_is_the_only_one_who_chooses() -> None:
    if not on_sqlite():
        assert connection.vendor == "postgresql"
        return
    deliveries(1)
    first, second = (Process(claim_at_once, number) for number in range(2))
    for process in (first, second):
        process.reaches("start")
    first.go()
    first.reaches("chosen")
    second.go()
    first.go()
    first.reaches("claimed")
    # It was let in when the first had taken what there was, and finds nothing to choose.
    second.reaches("claimed")
    second.go()
    first.go()
    assert (first.ended().value, second.ended().value) == (["receive:0"], [])
