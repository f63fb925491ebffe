"""Work that waits for a worker: claim, do, confirm. The one writer of `Job`.

A claim is a hold for a while, by one worker, as one try. Whoever ends or prolongs it names worker and try, and is
refused when they are not its holder any more (DomainError('lease_lost')): whoever was taken for dead and comes back
late changes nothing. `try_number` only rises, so no old hold ever looks like a new one. Moments are arguments.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import takewhile
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import F, QuerySet

from makegood.db import bulk, sql
from makegood.db.due import due
from makegood.db.history import write_event
from makegood.db.models import Job
from makegood.db.rows import new
from makegood.db.told import told
from makegood.db.turns import turn
from makegood.domain.terms.errors import DomainError

MAX_TRIES = 10
"""After so many tries in a row that failed a job is dead. One that was revived gets as many again."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=6)
"""How long a job waits after its first failed try; each further one doubles it, up to the longest."""
WORKER = "worker"
"""Who did what workers do, as history names it."""


@dataclass(frozen=True, slots=True)
class NewJob:
    """Work to be done from `due_at` on. The same `key` is wanted once, whoever asks for it and how often."""

    key: str
    kind: str
    due_at: datetime
    args: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HeldJob:
    """A job in a worker's hands, as its `try_number`th try."""

    pk: int
    key: str
    kind: str
    args: Mapping[str, Any]
    held_by: str
    try_number: int


class Claim(NamedTuple):
    """What a worker got, and the keys of those that were given up because their holders never came back."""

    jobs: list[HeldJob]
    dead: list[str]


def queue(jobs: Iterable[NewJob], *, now: datetime) -> int:
    """Ask for work, as part of the transaction that is open, or else at once; how many were not asked for before."""
    # By key: two who ask for the same wait for each other in one order.
    rows = [
        new(Job, key=each.key, kind=each.kind, args=dict(each.args), due_at=each.due_at, queued_at=now)
        for each in sorted(jobs, key=lambda each: each.key)
    ]
    with turn(), transaction.atomic():
        return bulk.insert(Job, rows, unless_there=True)


def claim(
    *,
    worker: str,
    now: datetime,
    lease: timedelta,
    limit: int,
    kinds: Collection[str],
    once: Collection[str] = (),
) -> Claim:
    """Take up to `limit` jobs of these kinds that are due, the oldest first, until `now + lease`.

    What somebody held and did not end in time is taken over, alone: if it is what killed its holder, it drags no other
    along. It is dead instead after its last try, and after its first where the kind is one of `once`: nobody knows
    whether a call to the outside world happened. Those are claimed one by one, so that what is held was also begun.
    What others choose or do at the same moment is left to them.
    """
    if not due(now, kinds).exists():
        return Claim([], [])  # an idle worker keeps nobody waiting
    with turn(), transaction.atomic():
        rows = _chosen(now, limit, kinds)
        dead = [
            row for row in rows if row.state == "held" and (row.kind in once or _was_last(row.try_number))
        ]
        for row in dead:
            why = "uncertain" if row.kind in once else "never_came_back"
            _give_up(row, why=why, error=f"{why}: {row.held_by}", now=now)
        alive = [row for row in rows if row not in dead]
        few = list(takewhile(lambda row: row.state == "waiting" and row.kind not in once, alive))
        jobs = _taken(few or alive[:1], worker, now, lease)
    return Claim(jobs, [row.key for row in dead])


def renew(job: HeldJob, *, until: datetime) -> None:
    """Hold it longer. Within a transaction nobody else takes it before that ends, however long it takes."""
    _change(job, held_until=until)


def done(job: HeldJob, *, now: datetime) -> None:
    """It is done: never again under this key. In the transaction of its work both happen, or neither."""
    _change(job, state="done", held_until=None, error="", ended_at=now)


def failed(job: HeldJob, *, error: str, now: datetime, last: bool = False) -> str:
    """Try again later, each time twice as late, or give up: after too many tries, or where another would be of no use
    (`last`). Its state now. What was wrong is kept, cut and without secrets."""
    if last or _was_last(job.try_number):
        with turn(), transaction.atomic():
            row = _held_as(job).select_for_update().first()
            if row is None:
                raise _lost(job)
            _give_up(row, why="useless_again" if last else "failed", error=told(error), now=now)
        return "dead"
    due_at = now + pause(job.key, job.try_number)
    _change(job, state="waiting", held_by="", held_until=None, error=told(error), due_at=due_at)
    return "waiting"


def give_back(jobs: Iterable[HeldJob]) -> None:
    """Let go of what was not begun, so that others need not wait; what is somebody else's by now stays theirs."""
    for job in jobs:
        _held_as(job).update(state="waiting", held_by="", held_until=None)


def revive(pks: Collection[int], *, actor: str, cause: str, now: datetime) -> list[str]:
    """Dead jobs are due again, for a person has mended what was wrong; their keys. Part of the open transaction.

    Raises DomainError('job_not_dead') with those that are not dead, or not there at all.
    """
    rows = list(Job.objects.select_for_update().filter(pk__in=sql.among(pks), state="dead").order_by("pk"))
    others = sorted(set(pks) - {row.pk for row in rows})
    if others:
        raise DomainError("job_not_dead", {"jobs": others})
    for row in rows:
        told_of = _tell(row, "machine.revived", "waiting", actor=actor, cause=cause, now=now)
        again = Job.objects.filter(pk=row.pk)
        again.update(state="waiting", due_at=now, held_by="", ended_at=None, **told_of)
    return [row.key for row in rows]


def pause(key: str, try_number: int) -> timedelta:
    """How long to wait after a try that failed: 1, 2, 4 … minutes, each up to a quarter more or less. By how much
    follows from key and try: jobs that failed together do not come back together, and tests know when."""
    share = int.from_bytes(sha256(f"{key}:{try_number}".encode()).digest()[:4]) / 2**32
    doubled: int = 2 ** ((try_number - 1) % MAX_TRIES)
    whole = min(FIRST_PAUSE * doubled, LONGEST_PAUSE)
    return whole * (0.75 + share / 2)


def _chosen(now: datetime, limit: int, kinds: Collection[str]) -> list[Job]:
    # SQLite locks no rows: its one writer is us.
    return list(due(now, kinds).select_for_update(skip_locked=True).order_by("due_at", "pk")[:limit])


def _taken(rows: Sequence[Job], worker: str, now: datetime, lease: timedelta) -> list[HeldJob]:
    by = worker[:100]
    free = due(now, None).filter(pk__in=sql.among(row.pk for row in rows))
    number = free.update(state="held", held_by=by, held_until=now + lease, try_number=F("try_number") + 1)
    if number != len(rows):
        raise DomainError("changed_meanwhile", {"table": "Job", "rows": len(rows), "unchanged": number})
    return [HeldJob(row.pk, row.key, row.kind, row.args, by, row.try_number + 1) for row in rows]


def _give_up(row: Job, *, why: str, error: str, now: datetime) -> None:
    told_of = _tell(row, "machine.given_up", "dead", actor=WORKER, cause=why, now=now)
    dead = Job.objects.filter(pk=row.pk)
    dead.update(state="dead", held_until=None, error=error, ended_at=now, **told_of)


def _tell(row: Job, kind: str, to: str, **by: Any) -> dict[str, Any]:
    """Write down what a person wants to know of later. Not the error: it may name a value of a row, and what is told
    stays."""
    data = {"job": row.key, "from": row.state, "to": to, "held_by": row.held_by, "try": row.try_number}
    return write_event(row, kind, data, **by)


def _was_last(try_number: int) -> bool:
    return try_number % MAX_TRIES == 0


def _change(job: HeldJob, **values: Any) -> None:
    if _held_as(job).update(**values) != 1:
        raise _lost(job)


def _lost(job: HeldJob) -> DomainError:
    return DomainError("lease_lost", {"job": job.key, "held_by": job.held_by, "try": job.try_number})


def _held_as(job: HeldJob) -> QuerySet[Job]:
    """The fence: the job, as long as it is in these hands as this try."""
    return Job.objects.filter(pk=job.pk, state="held", held_by=job.held_by, try_number=job.try_number)
