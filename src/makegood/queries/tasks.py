"""What people are asked to do: open tasks, overdue ones first, and how long each kind takes (spec 6.3, 9.2)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median
from typing import Any, NamedTuple, get_args

from django.db.models import QuerySet

from makegood.db.models import Task
from makegood.db.tasks import HANDOFF_OF
from makegood.domain.terms.handoff import Handoff
from makegood.domain.terms.policy.decision import Role
from makegood.queries.pages import Listing

ROLES: tuple[str, ...] = get_args(Role)
"""Those whom anything is asked of."""


class OpenTask(NamedTuple):
    """A task to be done. `order`, `channel` and `sku` = what it is about, where it is about one; `days_late` = calendar
    days since its day has gone by, 0 = it has not."""

    task: int
    kind: str
    role: str
    due_on: date
    days_late: int
    order: str | None
    channel: str | None
    sku: str | None
    data: Mapping[str, Any]
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Slowness:
    """How long open tasks of one kind have waited for somebody, in days. `handoff` = the one that each
    is the crossing of."""

    kind: str
    handoff: Handoff | None
    open: int
    overdue: int
    median_days: float
    oldest_days: float


_COLUMNS = (
    "pk",
    "kind",
    "role",
    "due_on",
    "order__number",
    "order__channel__name",
    "item__sku",
    "data",
    "opened_at",
)


def open_tasks(
    *, today: date, role: str | None = None, roles: Collection[str] | None = None, kind: str | None = None
) -> Listing[OpenTask]:
    """Open tasks of a role or of several, of a kind, None = of all: whose day came first stands first, so overdue ones
    stand on top."""
    found = _open(role)
    if roles is not None:
        found = found.filter(role__in=roles)
    return Listing(
        found=found if kind is None else found.filter(kind=kind),
        order=("due_on", "pk"),
        names=_COLUMNS,
        make=lambda found: [
            OpenTask(pk, kind, role, due_on, max(0, (today - due_on).days), *rest)
            for pk, kind, role, due_on, *rest in found
        ],
    )


def slowness(*, now: datetime, today: date, role: str | None = None) -> list[Slowness]:
    """Of each kind with open tasks of a role, None = of all, how long they have waited; the slowest first."""
    ages: dict[str, list[float]] = {}
    overdue: dict[str, int] = {}
    rows = _open(role).values_list("kind", "opened_at", "due_on")
    for kind, opened_at, due_on in rows.iterator():
        ages.setdefault(kind, []).append((now - opened_at).total_seconds() / 86_400)
        overdue[kind] = overdue.get(kind, 0) + (due_on < today)
    found = [
        Slowness(
            kind, HANDOFF_OF.get(kind), len(own), overdue[kind], round(median(own), 1), round(max(own), 1)
        )
        for kind, own in ages.items()
    ]
    return sorted(found, key=lambda each: (-each.median_days, each.kind))


def _open(role: str | None) -> QuerySet[Task]:
    found = Task.objects.filter(done_at__isnull=True)
    return found if role is None else found.filter(role=role)
