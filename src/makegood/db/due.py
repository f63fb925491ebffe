"""What jobs there are: due, late, newest of their kind, done long ago."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Max, Min, Q, QuerySet

from makegood.db.models import Job


class Counts(NamedTuple):
    """How many jobs there are by state, since when the oldest one that is due waits (None = none is due), and when a
    worker last ended one; None = none ever did."""

    states: Mapping[str, int]
    oldest_due_at: datetime | None
    last_end_at: datetime | None


def due(now: datetime, kinds: Collection[str] | None) -> QuerySet[Job]:
    """Jobs of these kinds, None = of all, that somebody may claim: they wait, or their holder is late."""
    waits, left = Q(state="waiting", due_at__lte=now), Q(state="held", held_until__lte=now)
    found = Job.objects.filter(waits | left)
    return found if kinds is None else found.filter(kind__in=kinds)


def next_at(kinds: Collection[str]) -> datetime | None:
    """The moment from which there is something to claim; None = nothing waits, and nobody holds anything."""
    # Of the states by name: PostgreSQL then reads the index of open jobs, not all that were ever done.
    found = Job.objects.filter(kind__in=kinds, state__in=("waiting", "held")).aggregate(
        waiting=Min("due_at", filter=Q(state="waiting")), held=Min("held_until", filter=Q(state="held"))
    )
    return min((moment for moment in found.values() if moment is not None), default=None)


def counts(*, now: datetime) -> Counts:
    """How much there is to do, and how late it is."""
    states = dict(Job.objects.values_list("state").annotate(number=Count("pk")))
    oldest = due(now, None).aggregate(at=Min("due_at"))["at"]
    return Counts(states, oldest, Job.objects.aggregate(at=Max("ended_at"))["at"])


def newest(kind: str, *, up_to: str, only_done: bool = False) -> str | None:
    """The greatest key of a kind up to this one, `only_done` = of a job that is; None = there is none."""
    found = Job.objects.filter(kind=kind, key__lte=up_to)
    found = found.filter(state="done") if only_done else found
    return found.order_by("-key").values_list("key", flat=True).first()


def forget_done(*, before: datetime) -> int:
    """Drop what was done long ago; how many. What has a history stays: nobody tells of what is not there."""
    return Job.objects.filter(state="done", ended_at__lt=before, event_count=0).delete()[0]
