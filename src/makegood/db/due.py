"""What jobs there are: due, late, newest of their kind, done long ago."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Max, Min, Q, QuerySet

from makegood.db.models import Job


class Counts(NamedTuple):
    """How many jobs there are by state, and since when the oldest one that is due waits; None = none is due."""

    states: Mapping[str, int]
    oldest_due_at: datetime | None


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
    return Counts(states, due(now, None).aggregate(oldest=Min("due_at"))["oldest"])


def newest(kinds: Collection[str], *, only_done: bool = False) -> dict[str, str]:
    """The greatest key of each kind, `only_done` = of those that are: of periodic work that of the newest due date."""
    found = Job.objects.filter(kind__in=kinds)
    found = found.filter(state="done") if only_done else found
    # Named otherwise than the column: Django would take the alias for the column itself.
    return dict(found.values_list("kind").annotate(greatest=Max("key")))


def forget_done(*, before: datetime, but: Collection[str]) -> int:
    """Drop what was done long ago, except these keys; how many."""
    return Job.objects.filter(state="done", ended_at__lt=before).exclude(key__in=but).delete()[0]
