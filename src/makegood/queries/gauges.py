"""What is watched from outside: a handful of numbers, each with its meaning, cheap however large the shop is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

from makegood.db.due import counts
from makegood.db.models import Backorder, Notice, Task
from makegood.queries.jobs import late_seconds


class Gauge(NamedTuple):
    """A number of now; `labels` tell several of one name apart."""

    name: str
    says: str
    value: float
    labels: tuple[tuple[str, str], ...] = ()


def gauges(*, now: datetime, today: date) -> Iterator[Gauge]:
    """All of them."""
    waiting = Backorder.objects.filter(state="open")
    tasks = Task.objects.filter(done_at=None)
    jobs = counts(now=now)
    yield Gauge("backorders_open", "Backorders that wait.", waiting.count())
    yield Gauge(
        "backorders_review_due",
        "Backorders to be looked at today.",
        waiting.filter(next_review_on__lte=today).count(),
    )
    yield Gauge("tasks_open", "Tasks for people.", tasks.count())
    yield Gauge("tasks_overdue", "Tasks whose day has gone by.", tasks.filter(due_on__lt=today).count())
    yield Gauge(
        "notices_queued", "Notices that wait to be sent.", Notice.objects.filter(state="queued").count()
    )
    for state in ("waiting", "held", "dead"):
        yield Gauge("jobs", "Work of the worker, by state.", jobs.states.get(state, 0), (("state", state),))
    late = late_seconds(jobs, now=now)
    says = "For how long nobody has done what is due; -1 = no worker ever did anything."
    yield Gauge("jobs_late_seconds", says, -1 if late is None else late)
