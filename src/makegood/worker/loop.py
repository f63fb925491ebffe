"""One turn of a worker, and turn after turn: ask for what is due, claim a few, do each, and know how long to wait.

A job that fails is tried again later or given up, and never keeps others waiting. Where the database is away the worker
waits and comes back. When it is stopped it ends the job it is at and gives back the others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import Error, close_old_connections, connection

from makegood.db import due, jobs
from makegood.db.jobs import HeldJob
from makegood.db.told import told
from makegood.domain.terms.errors import DomainError
from makegood.worker import schedule
from makegood.worker.kinds import KINDS, USELESS_AGAIN
from makegood.worker.posting import Post, post_due

FEW = 5
"""So many jobs are claimed at once at most."""
HOLD = timedelta(minutes=5)
"""How long a job is held that was claimed and not begun yet."""
IDLE_SECONDS, AWAY_SECONDS = 15.0, 60.0
"""How long nobody looks for work at most: when there is none, and when the database is away or no turn succeeds."""


def _tell_nobody(said: Told) -> None:
    """What nobody wants to hear."""


class Told(NamedTuple):
    """Something that a worker has to say: `done`, `failed`, `dead`, `missed`, `overtaken`, `lost` of a job,
    `posted` (with how many messages), `database_away` and `trouble` (with what no job is to blame for) of none."""

    what: str
    job: str = ""
    data: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """Who works: its name, what it takes the time from, whether somebody has stopped it, and whom it tells.

    `post` hands messages over; None = this worker sends none.
    """

    name: str
    clock: Callable[[], datetime]
    stopped: Callable[[], bool] = field(default=lambda: False)
    tell: Callable[[Told], None] = field(default=_tell_nobody)
    post: Post | None = None


def run_forever(worker: Worker, sleep: Callable[[float], None]) -> None:
    """Turn after turn until somebody stops the worker. `sleep` waits for so many seconds, or until that happens."""
    away = 0
    while not worker.stopped():
        try:
            # A long life: a connection that the server has ended meanwhile is made anew.
            close_old_connections()
            seconds = turn(worker)
            away = 0
        except Exception as error:  # nobody is there at night to start it again
            away += 1
            seconds = min(2.0 ** (away - 1), AWAY_SECONDS)
            what = "database_away" if isinstance(error, Error) else "trouble"
            worker.tell(Told(what, data={"found": told(_said(error)), "seconds": seconds}))
            connection.close()
        if not worker.stopped():
            sleep(seconds)


def run_until_idle(worker: Worker) -> None:
    """Turn after turn until nothing is due, or somebody stops the worker."""
    while turn(worker) == 0 and not worker.stopped():
        pass


def turn(worker: Worker) -> float:
    """Ask for what is due, claim a few and do them; how many seconds to wait for the next turn, 0 = there may be
    more."""
    now = worker.clock()
    for wanted in schedule.queue_due(now=now):
        if wanted.args["missed"]:
            worker.tell(Told("missed", wanted.key, wanted.args))
    outside = [name for name, kind in KINDS.items() if kind.outside]
    claimed = jobs.claim(worker=worker.name, now=now, lease=HOLD, limit=FEW, kinds=KINDS, once=outside)
    for key in claimed.dead:
        worker.tell(Told("dead", key))
    _do_all(worker, claimed.jobs)
    return 0.0 if any(claimed) or _post(worker) else _seconds_to_wait(now)


def _post(worker: Worker) -> int:
    """Send what is due; how many messages that was."""
    if worker.post is None or worker.stopped():
        return 0
    number = post_due(worker.post, by=worker.name, clock=worker.clock, stopped=worker.stopped)
    if number:
        worker.tell(Told("posted", data={"number": number}))
    return number


def _do_all(worker: Worker, held: list[HeldJob]) -> None:
    for number, job in enumerate(held):
        if worker.stopped():
            jobs.give_back(held[number:])
            return
        _do(worker, job)


def _do(worker: Worker, job: HeldJob) -> None:
    """Do a job, and tell how it ended. Raises django.db.Error when that cannot be written: then its hold runs out."""
    now = worker.clock()
    try:
        if schedule.overtaken(job.kind, job.key, now=now):
            jobs.done(job, now=now)
            worker.tell(Told("overtaken", job.key))
            return
        KINDS[job.kind].do(job, now)
    except Exception as error:  # whatever it was: one job never stops the others
        _failed(worker, job, error)
    else:
        worker.tell(Told("done", job.key))


def _failed(worker: Worker, job: HeldJob, error: Exception) -> None:
    code = error.code if isinstance(error, DomainError) else ""
    if code == "lease_lost":
        worker.tell(Told("lost", job.key))
        return
    try:
        state = jobs.failed(job, error=_said(error), now=worker.clock(), last=code in USELESS_AGAIN)
    except DomainError:
        worker.tell(Told("lost", job.key))
        return
    worker.tell(Told("dead" if state == "dead" else "failed", job.key, {"try": job.try_number}))


def _said(error: Exception) -> str:
    """An error as a job keeps it: what it is, then its data or its text."""
    return str(error) if isinstance(error, DomainError) else f"{type(error).__name__}: {error}"


def _seconds_to_wait(now: datetime) -> float:
    next_at = due.next_at(KINDS)
    if next_at is None:
        return IDLE_SECONDS
    # What is due and could not be claimed is being ended by somebody else.
    return min(max((next_at - now).total_seconds(), 1.0), IDLE_SECONDS)
