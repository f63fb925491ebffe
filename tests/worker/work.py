"""Work whose every repetition would be seen, a clock that a test sets, and what processes of the race tests do."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from makegood import flow
from makegood.db import due, jobs
from makegood.db.jobs import HeldJob, NewJob
from makegood.db.models import Job
from makegood.services.receipt.receive import Delivered, Receive
from makegood.worker import kinds, loop, schedule
from makegood.worker.kinds import Kind
from makegood.worker.loop import Told, Worker
from tests.process import checkpoint
from tests.services.shop import NOW

LEASE = loop.HOLD
A_MONTH_LATER = NOW + timedelta(days=30)


def _receive(args: Mapping[str, Any]) -> Receive:
    return Receive(deliveries=(Delivered(sku=args["sku"], counted_qty=1),))


def _break(args: Mapping[str, Any]) -> Receive:
    raise ZeroDivisionError("of course")


RECEIVE = Kind(kinds.in_flow(_receive))
"""One unit comes in: done twice, two lie on the shelf."""


def _receive_and_confirm_later(job: HeldJob, now: datetime) -> None:
    flow.run(_receive(job.args), actor="worker", now=now)
    jobs.done(job, now=now)


CARELESS = Kind(_receive_and_confirm_later)
"""The same, but work and confirmation are two transactions: the control that shows what one is for."""
BREAK = Kind(kinds.in_flow(_break))


@dataclass
class Clock:
    """A clock that stands where a test puts it."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def on(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Watched:
    """A worker and everything it said."""

    name: str = "w1"
    clock: Clock = field(default_factory=Clock)
    said: list[Told] = field(default_factory=list)

    def worker(self) -> Worker:
        return Worker(name=self.name, clock=self.clock, tell=self.said.append)

    def turn(self) -> float:
        return loop.turn(self.worker())

    def heard(self) -> list[tuple[str, str]]:
        """What it said since it was last heard, and of which job."""
        found = [(told.what, told.job) for told in self.said]
        self.said.clear()
        return found


def deliveries(count: int, *, now: datetime = NOW) -> None:
    """So many units of A are to come in, each as a job."""
    wanted = (
        NewJob(key=f"receive:{at}", kind="receive", due_at=now, args={"sku": "A"}) for at in range(count)
    )
    jobs.queue(wanted, now=now)


def only_receive() -> None:
    """In this process nothing is due by the calendar, and there is a kind of job that brings units in."""
    module: Any = schedule
    module.PERIODIC = ()
    kinds.KINDS["receive"] = RECEIVE
    kinds.KINDS["careless"] = CARELESS


def unlock() -> None:
    """Take the locks of a claim away: it chooses as anybody may read, and takes what it chose whoever has it by now."""
    module: Any = jobs
    module.transaction = type("transaction", (), {"atomic": staticmethod(nullcontext)})
    module.turn = nullcontext
    module._chosen = lambda now, limit, kinds: list(due.due(now, kinds).order_by("due_at", "pk")[:limit])
    module.due = lambda now, kinds: Job.objects.all() if kinds is None else due.due(now, kinds)


def unfence() -> None:
    """Take the fence away: whoever once held a job may end it."""
    module: Any = jobs
    module._held_as = lambda job: Job.objects.filter(pk=job.pk)


def take(job: HeldJob, *, now: datetime = NOW) -> None:
    """Do a job as a worker would."""
    kinds.KINDS[job.kind].do(job, now)


def work_until_idle(number: int) -> list[str]:
    """The keys of all that this process did."""
    only_receive()
    ours = Watched(f"w{number}")
    loop.run_until_idle(ours.worker())
    return [key for what, key in ours.heard() if what == "done"]


def claim_at_once(number: int, *, locked: bool = True, fenced: bool = True) -> list[str]:
    """Claim, standing still between the choice and the taking, and do what was claimed when all have claimed."""
    only_receive()
    if not locked:
        unlock()
    if not fenced:
        unfence()
    module: Any = jobs
    chosen = jobs._chosen

    def stopping(*args: Any) -> Any:
        found = chosen(*args)
        if found:
            checkpoint("chosen")
        return found

    module._chosen = stopping
    claimed = jobs.claim(worker=f"w{number}", now=NOW, lease=LEASE, limit=1, kinds=kinds.KINDS).jobs
    checkpoint("claimed")
    for job in claimed:
        take(job)
    return [job.key for job in claimed]


def ask_at_once(number: int, *, days_behind: int) -> list[str]:
    """Ask for what is due by a clock, when all others have looked too."""
    module: Any = jobs
    queue = jobs.queue

    def stopping(*args: Any, **named: Any) -> Any:
        checkpoint("looked")
        return queue(*args, **named)

    module.queue = stopping
    wanted = schedule.queue_due(now=NOW - timedelta(days=days_behind))
    return sorted(each.key for each in wanted)


def die_at(number: int, *, kind: str, point: str) -> None:
    """Do one job of this kind, and stand still at a point of it."""
    only_receive()
    _die(Watched("first", Clock(A_MONTH_LATER)), point, f"{kind}:0")


def die_in_turn(number: int, *, point: str) -> None:
    """Do what the one before has left, bring one unit in, and stand still at a point of that."""
    only_receive()
    ours = Watched(f"w{number}", Clock(in_turn(number)))
    loop.run_until_idle(ours.worker())
    checkpoint("back")
    key = f"receive:{number}"
    jobs.queue([NewJob(key, "receive", ours.clock(), {"sku": "A"})], now=ours.clock())
    ours.heard()
    _die(ours, point, key)


def in_turn(number: int) -> datetime:
    """When a worker begins; what the one before held is free by then."""
    return NOW + 2 * number * LEASE


def _die(ours: Watched, point: str, key: str) -> None:
    points = {
        "claimed": (jobs, "claim"),
        "begun": (jobs, "renew"),
        "confirmed": (jobs, "done"),
    }
    if point == "worked":
        _stop(jobs, "done", point, after=False)
    elif point in points:
        _stop(*points[point], point, after=True)
    loop.turn(ours.worker())
    assert ours.heard() == [("done", key)]
    checkpoint("committed")


def _stop(module: Any, name: str, point: str, *, after: bool) -> None:
    real = getattr(module, name)

    def stopping(*args: Any, **named: Any) -> Any:
        if not after:
            checkpoint(point)
        found = real(*args, **named)
        if after:
            checkpoint(point)
        return found

    setattr(module, name, stopping)
