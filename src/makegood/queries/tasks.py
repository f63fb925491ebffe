"""What people are asked to do: open tasks, overdue ones first, and how long each kind takes (spec 6.3, 9.2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from statistics import mean
from typing import Any, NamedTuple, get_args

from django.db.models import Count, F, Min, Q, QuerySet, Value, Window
from django.db.models.functions import Coalesce, RowNumber

from makegood.db.models import Task
from makegood.db.tasks import GOODWILL as GOODWILL
from makegood.db.tasks import HANDOFF_OF as HANDOFF_OF
from makegood.db.tasks import OF_AN_ANSWER as OF_AN_ANSWER
from makegood.domain.terms.handoff import Handoff
from makegood.domain.terms.policy.decision import Role
from makegood.queries.pages import Listing

ROLES: tuple[str, ...] = get_args(Role)
"""Those whom anything is asked of."""
_HANDOFFS: tuple[Handoff, ...] = get_args(Handoff)


class OpenTask(NamedTuple):
    """A task to be done. `order`, `channel` and `sku` = what it is about, where it is about one; `days_late` = calendar
    days since its day has gone by, 0 = it has not; `events` = the length of the history of its order, else of its item;
    None = it is about neither."""

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
    events: int | None


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
    "events",
)


def open_tasks(
    *,
    today: date,
    role: str | None = None,
    roles: Collection[str] | None = None,
    kind: str | None = None,
    asking: bool = True,
) -> Listing[OpenTask]:
    """Open tasks of a role or of several, of a kind, None = of all: whose day came first stands first, so overdue ones
    stand on top. `asking` False = without those that wait for a yes or a no."""
    found = _open(role) if asking else _open(role).exclude(kind__in=OF_AN_ANSWER)
    found = found.annotate(events=Coalesce("order__event_count", "item__event_count"))
    if roles is not None:
        # Written so that they are read by their day, as they are listed: the first page costs the same however long
        # the list is. By role, all of them would be sorted first.
        found = found.annotate(whose=Coalesce("role", Value(""))).filter(whose__in=roles)
    return Listing(
        found=found if kind is None else found.filter(kind=kind),
        order=("due_on", "pk"),
        names=_COLUMNS,
        make=lambda found: [
            OpenTask(pk, kind, role, due_on, max(0, (today - due_on).days), *rest)
            for pk, kind, role, due_on, *rest in found
        ],
    )


def slowness(
    *, now: datetime, today: date, role: str | None = None, kinds: Collection[str] | None = None
) -> list[Slowness]:
    """Of each kind with open tasks of a role and of these kinds, None = of all, how long they have waited; the slowest
    first. Two statements, which count: no task is read."""
    found = _open(role) if kinds is None else _open(role).filter(kind__in=kinds)
    counts = found.values_list("kind").annotate(
        open=Count("pk"), overdue=Count("pk", filter=Q(due_on__lt=today)), oldest=Min("opened_at")
    )
    middle = _middle(found, now)
    told = [
        Slowness(
            kind, HANDOFF_OF.get(kind), number, overdue, round(middle[kind], 1), round(_days(oldest, now), 1)
        )
        for kind, number, overdue, oldest in counts.order_by()
    ]
    return sorted(told, key=lambda each: (-each.median_days, each.kind))


def _middle(found: QuerySet[Task], now: datetime) -> dict[str, float]:
    """By kind the median age in days: that of the one in the middle, or between the two that are."""
    placed = found.annotate(
        number=Window(Count("pk"), partition_by="kind"),
        place=Window(RowNumber(), partition_by="kind", order_by="opened_at"),
    ).filter(Q(place=(F("number") + 1) / 2) | Q(place=(F("number") + 2) / 2))
    ages: dict[str, list[float]] = {}
    for kind, opened_at in placed.order_by().values_list("kind", "opened_at"):
        ages.setdefault(kind, []).append(_days(opened_at, now))
    return {kind: mean(own) for kind, own in ages.items()}


def _days(since: datetime, now: datetime) -> float:
    return (now - since).total_seconds() / 86_400


@dataclass(frozen=True, slots=True)
class Clock:
    """What crossed a handoff and waits: open tasks by days until they are due (below 0 = overdue), and how slow each
    kind of them is."""

    due: Mapping[int, int]
    kinds: tuple[Slowness, ...]

    @property
    def open(self) -> int:
        """All of them."""
        return sum(self.due.values())

    @property
    def overdue(self) -> int:
        """Those whose day has gone by."""
        return sum(number for days, number in self.due.items() if days < 0)


def clocks(*, now: datetime, today: date) -> Mapping[Handoff, Clock]:
    """Of every handoff."""
    due: dict[Handoff, Counter[int]] = {each: Counter() for each in _HANDOFFS}
    rows = Task.objects.filter(done_at=None, kind__in=HANDOFF_OF).values_list("kind", "due_on")
    for kind, due_on, number in rows.annotate(number=Count("pk")).order_by():
        due[HANDOFF_OF[kind]][(due_on - today).days] += number
    slow = slowness(now=now, today=today, kinds=HANDOFF_OF)
    return {
        each: Clock(dict(due[each]), tuple(own for own in slow if own.handoff == each)) for each in _HANDOFFS
    }


def _open(role: str | None) -> QuerySet[Task]:
    found = Task.objects.filter(done_at__isnull=True)
    return found if role is None else found.filter(role=role)
