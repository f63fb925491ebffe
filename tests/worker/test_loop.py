"""Turn after turn: until somebody stops it, through a database that is away and back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import OperationalError, connection

from makegood.db import jobs
from makegood.db.jobs import HeldJob
from makegood.db.models import Job
from makegood.domain.terms.errors import DomainError
from makegood.worker import kinds, loop, schedule
from makegood.worker.kinds import Kind
from makegood.worker.loop import Told, Worker
from tests.live import on_sqlite
from tests.services.shop import arrive, goods, shelf
from tests.worker.work import RECEIVE, Clock, deliveries


class Stopped:
    """Somebody who stops the worker when he is told to, and what the worker did until then."""

    def __init__(self, *, after_sleeps: int = 99) -> None:
        self.asked = False
        self.slept: list[float] = []
        self.said: list[Told] = []
        self._after = after_sleeps
        self.worker = Worker(name="w1", clock=Clock(), stopped=lambda: self.asked, tell=self.said.append)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.asked = len(self.slept) >= self._after

    def heard(self) -> list[tuple[str, str]]:
        return [(told.what, told.job) for told in self.said]


@pytest.fixture(autouse=True)
def _deliveries(fresh_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker of long life closes connections, so these tests commit."""
    monkeypatch.setattr(schedule, "PERIODIC", ())
    monkeypatch.setitem(kinds.KINDS, "receive", RECEIVE)
    goods("A")
    arrive("A", 1)
    deliveries(3)


def doing(before: Callable[[HeldJob], None]) -> Kind:
    """Brings units in, and something happens just before."""

    def do(job: HeldJob, now: object) -> None:
        before(job)
        RECEIVE.do(job, Clock()())

    return Kind(do)


def test_it_works_until_somebody_stops_it_and_sleeps_when_nothing_is_due() -> None:
    whoever = Stopped(after_sleeps=3)
    loop.run_forever(whoever.worker, whoever.sleep)
    assert whoever.heard() == [("done", f"receive:{at}") for at in range(3)]
    assert whoever.slept == [0, loop.IDLE_SECONDS, loop.IDLE_SECONDS]


def test_whoever_is_stopped_ends_the_job_it_is_at_and_gives_back_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whoever = Stopped()

    def stop(job: HeldJob) -> None:
        whoever.asked = True

    monkeypatch.setitem(kinds.KINDS, "receive", doing(stop))
    loop.run_forever(whoever.worker, whoever.sleep)
    assert (whoever.heard(), whoever.slept, shelf("A")[0]) == ([("done", "receive:0")], [], 2)
    free = Job.objects.filter(state="waiting").values_list("key", "held_by", "held_until")
    assert list(free) == [("receive:1", "", None), ("receive:2", "", None)]
    another = Stopped(after_sleeps=2)
    monkeypatch.setitem(kinds.KINDS, "receive", RECEIVE)
    loop.run_forever(another.worker, another.sleep)
    assert shelf("A")[0] == 4


def test_while_the_database_is_away_it_waits_longer_and_longer_and_comes_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    claim, times = jobs.claim, iter(range(99))

    def away(**about: object) -> object:
        if next(times) < 8:
            raise OperationalError("connection refused: password=hunter2")
        return claim(**about)  # type: ignore[arg-type]

    monkeypatch.setattr(jobs, "claim", away)
    whoever = Stopped(after_sleeps=10)
    loop.run_forever(whoever.worker, whoever.sleep)
    assert whoever.slept == [1, 2, 4, 8, 16, 32, 60, 60, 0, loop.IDLE_SECONDS]
    assert whoever.said[0] == Told(
        "database_away", data={"found": "OperationalError: connection refused: password=…", "seconds": 1.0}
    )
    assert shelf("A")[0] == 4


def test_what_no_job_is_to_blame_for_ends_no_worker_either(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**about: object) -> object:
        raise DomainError("policy_invalid")

    whoever = Stopped(after_sleeps=1)
    with monkeypatch.context() as patch:
        patch.setattr(schedule, "queue_due", refuse)
        loop.run_forever(whoever.worker, whoever.sleep)
    told = Told("trouble", data={"found": "policy_invalid", "seconds": 1})
    assert (whoever.said, whoever.slept) == ([told], [1])
    another = Stopped(after_sleeps=2)
    loop.run_forever(another.worker, another.sleep)
    assert shelf("A")[0] == 4


def test_a_database_that_goes_away_in_the_middle_of_a_job_leaves_it_to_whoever_comes_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def away(job: object, **about: object) -> str:
        raise OperationalError("gone")

    def gone(job: HeldJob) -> None:
        raise OperationalError("gone")

    monkeypatch.setitem(kinds.KINDS, "receive", doing(gone))
    with monkeypatch.context() as patch:
        patch.setattr(jobs, "failed", away)
        whoever = Stopped(after_sleeps=1)
        loop.run_forever(whoever.worker, whoever.sleep)
    assert ([told.what for told in whoever.said], whoever.slept) == (["database_away"], [1])
    monkeypatch.setitem(kinds.KINDS, "receive", RECEIVE)
    another = Stopped(after_sleeps=6)
    clock = another.worker.clock
    assert isinstance(clock, Clock)
    clock.on(seconds=loop.HOLD.total_seconds())
    loop.run_forever(another.worker, another.sleep)
    assert shelf("A")[0] == 4
    assert set(Job.objects.values_list("state", "try_number")) == {("done", 2)}


@pytest.mark.skipif(on_sqlite(), reason="PostgreSQL only: nobody ends the connection to a file")
def test_a_server_that_ends_the_connection_in_the_middle_of_a_job_is_connected_to_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ended: list[int] = []

    def end_the_connection(job: HeldJob) -> None:
        if not ended:
            ended.append(connection.connection.info.backend_pid)
            with connection.cursor() as cursor, pytest.raises(OperationalError):
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    monkeypatch.setitem(kinds.KINDS, "receive", doing(end_the_connection))
    whoever = Stopped(after_sleeps=1)
    loop.run_forever(whoever.worker, whoever.sleep)
    assert ([told.what for told in whoever.said], whoever.slept, len(ended)) == (["database_away"], [1], 1)
    another = Stopped(after_sleeps=6)
    clock = another.worker.clock
    assert isinstance(clock, Clock)
    clock.on(seconds=loop.HOLD.total_seconds())
    loop.run_forever(another.worker, another.sleep)
    assert (shelf("A")[0], connection.connection.info.backend_pid != ended[0]) == (4, True)
