"""What the worker has still to do, what it is doing, and what it has given up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from makegood.db.due import Counts, counts
from makegood.db.models import Job

EVERY = timedelta(hours=1)
"""How often there is something to do for a worker, whatever happens in the shop."""

LATE = timedelta(hours=1)
"""When nobody has done for so long what is due, no worker seems to run."""


class OpenJob(NamedTuple):
    """A job that is not done. `late_seconds` = for so long it could have been done; `error` = of the last try."""

    job: int
    state: str
    key: str
    tries: int
    due_at: datetime
    late_seconds: int
    held_by: str
    held_until: datetime | None
    error: str


@dataclass(frozen=True, slots=True)
class Backlog:
    """Every job that is not done, dead ones first, then by their due moment; how many there are, and for how long the
    oldest one that is due has waited, in seconds. None is due where that is 0. No pages: dead before due is no
    column's order, and a worker that works leaves few."""

    jobs: tuple[OpenJob, ...]
    waiting: int
    held: int
    dead: int
    oldest_seconds: int


def backlog(*, now: datetime) -> Backlog:
    """Where the worker stands."""
    return _backlog(counts(now=now), now)


def at_work(*, now: datetime) -> tuple[Backlog, str, str]:
    """Both at once: what there is to do, and `standing`."""
    found = counts(now=now)
    return (_backlog(found, now), *_standing(found, now))


def _backlog(found: Counts, now: datetime) -> Backlog:
    rows = Job.objects.exclude(state="done").order_by("due_at", "pk")
    listed = sorted((_open(row, now) for row in rows), key=lambda each: each.state != "dead")
    waiting, held, dead = (found.states.get(state, 0) for state in ("waiting", "held", "dead"))
    return Backlog(tuple(listed), waiting, held, dead, _late(found.oldest_due_at, now))


def late_seconds(found: Counts, *, now: datetime) -> int | None:
    """For so long nobody has done what is due. A worker finds something every hour and puts it down by itself, so its
    silence counts from the end of that hour; None = no worker ever did anything."""
    silent = None if found.last_end_at is None else _late(found.last_end_at + EVERY, now)
    if silent is None and found.oldest_due_at is None:
        return None
    return max(silent or 0, _late(found.oldest_due_at, now))


def is_late(found: Counts, *, now: datetime) -> bool:
    """True when no worker seems to run."""
    late = late_seconds(found, now=now)
    return late is None or late > LATE.total_seconds()


def standing(*, now: datetime) -> tuple[str, str]:
    """ok, warn or fail, and why: whether somebody does what is due, and nothing was given up."""
    return _standing(counts(now=now), now)


def _standing(found: Counts, now: datetime) -> tuple[str, str]:
    dead, since, last = found.states.get("dead", 0), found.oldest_due_at, found.last_end_at
    if dead:
        return "fail", f"{dead} given up"
    if not is_late(found, now=now):
        return "ok", "nothing given up, nothing late"
    if since is not None and now - since > LATE:
        return "warn", f"due since {since:%Y-%m-%d %H:%M} UTC and not done"
    if last is None:
        return "warn", "no worker has done anything yet"
    return "warn", f"no worker has done anything since {last:%Y-%m-%d %H:%M} UTC"


def _open(row: Job, now: datetime) -> OpenJob:
    late = 0 if row.state == "dead" else _late(row.due_at, now)
    return OpenJob(
        row.pk, row.state, row.key, row.try_number, row.due_at, late, row.held_by, row.held_until, row.error
    )


def _late(due_at: datetime | None, now: datetime) -> int:
    return max(0, int((now - due_at).total_seconds())) if due_at else 0
