"""The state of affairs: what an operations lead sees first on a Monday morning.

A handful of statements over what is open; however many orders were shipped, they are not read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, F, Max, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from makegood.db.models import Backorder, Notice, OrderLine, Promise, Release, Task
from makegood.domain.metrics.facts import Origin, PromiseOutcome
from makegood.domain.metrics.figures import HitRate, Rate, first_hit_rate
from makegood.domain.review import Buckets
from makegood.domain.terms.dates import Window
from makegood.queries.arrivals import Arrival, Came, last_receipts, next_arrivals
from makegood.queries.cases import OpenCase, open_cases
from makegood.queries.line_ends import given_up, left_on
from makegood.queries.proposals import Proposal, proposals
from makegood.queries.shop import Shop, sold_in_others

_SHOWN = 5


class Age(NamedTuple):
    """Lines that wait, of one ageing bucket, with their units and what these are worth (minor units, shop currency)."""

    bucket: str
    lines: int
    units: int
    value: int


class Awaited(NamedTuple):
    """A SKU that is waited for: open cases, units, and what these are worth (minor units, shop currency)."""

    sku: str
    title: str | None
    cases: int
    units: int
    value: int


class TasksOf(NamedTuple):
    """Open tasks of a kind that a role has, how many of them are overdue, and the first day one was due."""

    role: str
    kind: str
    number: int
    overdue: int
    due_on: date


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What waits, counted. Of lines: `late` = past the day they should have shipped, `broken` = past the window their
    customer holds, `undated` = without one, `foreign` = sold in another currency than the shop's, so that no amount
    here has them in it."""

    today: date
    currency: str
    ages: Sequence[Age]
    late: int
    broken: int
    undated: int
    foreign: int

    @property
    def lines(self) -> int:
        """Lines of every age that wait."""
        return sum(each.lines for each in self.ages)

    @property
    def units(self) -> int:
        """Units that wait."""
        return sum(each.units for each in self.ages)

    @property
    def value(self) -> int:
        """What they are worth, minor units of the shop's currency."""
        return sum(each.value for each in self.ages)


@dataclass(frozen=True, kw_only=True)
class Affairs(Standing):
    """What is open today. `cases` = open backorders, `orders` = that they are of, `reviews` = to be looked at today,
    `notices` = queued, `released` = releases not shipped. `hits` = promises whose first window ended in the `week`."""

    name: str
    cases: int
    orders: int
    reviews: int
    reviews_overdue: int
    proposals: Sequence[Proposal]
    oversells: Sequence[OpenCase]
    tasks: Sequence[TasksOf]
    notices: int
    released: int
    stuck: int
    by_units: Sequence[Awaited]
    by_value: Sequence[Awaited]
    receipts: Sequence[Came]
    arrivals: Sequence[Arrival]
    overdue_lots: int
    week: Window
    hits: HitRate


def affairs(shop: Shop, *, today: date) -> Affairs:
    """The shop as it stands on its day."""
    waiting = Backorder.objects.filter(state="open")
    released = Release.objects.filter(ended_at=None)
    coming = list(next_arrivals(awaited=True))
    week = last_week(today)
    skus = _skus(waiting, shop.policy.shop.currency)
    looks = _looks()
    return Affairs(
        **vars(standing(shop, today=today)),
        name=shop.policy.shop.name,
        cases=sum(looks.values()),
        reviews=looks.get(today, 0),
        reviews_overdue=sum(number for day, number in looks.items() if day < today),
        orders=waiting.aggregate(number=Count("order", distinct=True))["number"],
        proposals=list(proposals()),
        oversells=list(open_cases(oversold=True)),
        tasks=tasks_by_kind(today=today),
        notices=Notice.objects.filter(state="queued").count(),
        released=released.count(),
        stuck=released.exclude(stuck_on=None).count(),
        by_units=sorted(skus, key=lambda each: (-each.units, each.sku))[:_SHOWN],
        by_value=sorted(skus, key=lambda each: (-each.value, each.sku))[:_SHOWN],
        receipts=last_receipts().first(_SHOWN),
        arrivals=coming[:_SHOWN],
        overdue_lots=sum(1 for each in coming if each.eta is not None and each.eta < today),
        week=week,
        hits=hits(shop, week),
    )


def standing(shop: Shop, *, today: date) -> Standing:
    """What waits, counted: a statement, and one for its currencies, however much it is."""
    currency, buckets = shop.policy.shop.currency, Buckets(shop.policy.review)
    ages: dict[str, Counter[str]] = {name: Counter() for name in buckets.names}
    counts: Counter[str] = Counter()
    for day, end, lines, units, ours, value in _by_day(currency):
        ages[buckets.name(max(0, (today - day).days))].update(lines=lines, units=units, value=value or 0)
        counts["foreign"] += lines - ours
        counts["late"] += lines if day < today else 0
        counts["undated"] += lines if end is None else 0
        counts["broken"] += lines if end is not None and end < today else 0
    return Standing(
        today=today,
        currency=currency,
        ages=[Age(name, own["lines"], own["units"], own["value"]) for name, own in ages.items()],
        late=counts["late"],
        broken=counts["broken"],
        undated=counts["undated"],
        foreign=counts["foreign"],
    )


def last_week(today: date) -> Window:
    """The seven days before this one."""
    return Window(today - timedelta(days=7), today - timedelta(days=1))


def _by_day(currency: str) -> Any:
    """Lines that wait, by the day on which somebody should have been served and the last day that they hold: how many,
    their units, how many are in this currency, and what these are worth. The index is in this order and holds all that
    is asked of a line, so nothing is sorted and no line is read; nor is an order, while all are in one currency."""
    ours: Any = {"filter": Q(order__currency=currency)} if sold_in_others(currency) else {}
    rows = OrderLine.objects.filter(backordered_qty__gt=0).values_list("baseline", "published_to")
    found = rows.annotate(
        lines=Count("pk"),
        units=Sum("backordered_qty"),
        ours=Count("pk", **ours),
        value=Sum(F("backordered_qty") * F("unit_price"), **ours),
    )
    return found.order_by()


def _looks() -> dict[date, int]:
    """Open cases by the day somebody looks at them next, from their index."""
    rows = Backorder.objects.filter(state="open").values_list("next_review_on").annotate(number=Count("*"))
    return dict(rows.order_by())


def _skus(waiting: QuerySet[Backorder], currency: str) -> list[Awaited]:
    rows = waiting.values("item__sku", "item__title").annotate(
        cases=Count("pk"),
        units=Sum("qty"),
        value=Sum(F("qty") * F("line__unit_price"), filter=Q(order__currency=currency)),
    )
    return [
        Awaited(row["item__sku"], row["item__title"], row["cases"], row["units"], row["value"] or 0)
        for row in rows.order_by()
    ]


def tasks_by_kind(*, today: date) -> list[TasksOf]:
    """Open tasks, counted by role and kind."""
    rows = (
        Task.objects.filter(done_at=None)
        .values_list("role", "kind", "due_on")
        .annotate(number=Count("pk"))
        .order_by("role", "kind", "due_on")
    )
    found: dict[tuple[str, str], TasksOf] = {}
    for role, kind, due_on, number in rows:
        own = found.get((role, kind), TasksOf(role, kind, 0, 0, due_on))
        overdue = number if due_on < today else 0
        found[role, kind] = own._replace(number=own.number + number, overdue=own.overdue + overdue)
    return list(found.values())


def hits(shop: Shop, week: Window) -> HitRate:
    """First windows that ended that week. What the customer gave up, or had swapped, is not waited for."""
    firsts = Promise.objects.filter(version=1, ship_to__range=(week.from_on, week.to_on))
    rows = firsts.annotate(
        left=left_on("line"),
        gave=Coalesce(given_up("line", Sum("qty")), 0),
        gone_at=given_up("line", Max("closed_at")),
    ).order_by("pk")
    names = ("ship_from", "ship_to", "line__ordered_qty", "line__shipped_qty", "left", "gave", "gone_at")
    outcomes = []
    for ship_from, ship_to, ordered, shipped, left, gave, gone_at in rows.values_list(*names):
        window = Window(ship_from, ship_to)
        outcomes.append(
            PromiseOutcome(
                sku="",
                supplier="",
                origin=Origin.BACKORDER,
                first=window,
                latest=window,
                shipped_on=left if shipped + gave == ordered else None,
                customer_cancelled_on=None if shipped or gone_at is None else shop.day(gone_at),
            )
        )
    found = first_hit_rate(promises=outcomes, week=week, key=lambda each: each.origin.value)
    return found.get(Origin.BACKORDER.value, HitRate(Rate(0, 0), 0))
