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

from makegood.db.models import Allocation, Backorder, Notice, OrderLine, Promise, Release, Task
from makegood.domain.metrics.facts import Origin, PromiseOutcome
from makegood.domain.metrics.figures import HitRate, Rate, first_hit_rate
from makegood.domain.review import Buckets
from makegood.domain.terms.dates import Window
from makegood.queries.arrivals import Arrival, Came, last_receipts, next_arrivals
from makegood.queries.cases import OpenCase, open_cases
from makegood.queries.proposals import Proposal, proposals
from makegood.queries.shop import Shop

_SHOWN = 5


class Age(NamedTuple):
    """Open cases of one ageing bucket, with their units and what these are worth (minor units, shop currency)."""

    bucket: str
    cases: int
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Affairs:
    """What is open today. Cases are open backorders: `late` = past the day they should have shipped, `broken` = past
    the window their customer holds, `undated` = without one; `reviews` = to be looked at today. `notices` = queued,
    `released` = releases not shipped. `hits` = promises whose first window ended in the `week`."""

    name: str
    today: date
    currency: str
    orders: int
    ages: Sequence[Age]
    late: int
    broken: int
    undated: int
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

    @property
    def cases(self) -> int:
        """Open backorders of every age."""
        return sum(each.cases for each in self.ages)

    @property
    def units(self) -> int:
        """Units that wait."""
        return sum(each.units for each in self.ages)

    @property
    def value(self) -> int:
        """What they are worth, minor units of the shop's currency."""
        return sum(each.value for each in self.ages)


def affairs(shop: Shop, *, today: date) -> Affairs:
    """The shop as it stands on its day."""
    currency = shop.policy.shop.currency
    waiting = Backorder.objects.filter(state="open")
    released = Release.objects.filter(ended_at=None)
    coming = list(next_arrivals(awaited=True))
    week = Window(today - timedelta(days=7), today - timedelta(days=1))
    skus = _skus(waiting, currency)
    return Affairs(
        name=shop.policy.shop.name,
        today=today,
        currency=currency,
        orders=waiting.aggregate(number=Count("order", distinct=True))["number"],
        ages=_ages(waiting, Buckets(shop.policy.review), currency, today),
        late=waiting.filter(line__baseline__lt=today).count(),
        broken=waiting.filter(line__published_to__lt=today).count(),
        undated=waiting.filter(line__published_to=None).count(),
        reviews=waiting.filter(next_review_on=today).count(),
        reviews_overdue=waiting.filter(next_review_on__lt=today).count(),
        proposals=list(proposals()),
        oversells=list(open_cases(oversold=True)),
        tasks=_tasks(today),
        notices=Notice.objects.filter(state="queued").count(),
        released=released.count(),
        stuck=released.exclude(stuck_on=None).count(),
        by_units=sorted(skus, key=lambda each: (-each.units, each.sku))[:_SHOWN],
        by_value=sorted(skus, key=lambda each: (-each.value, each.sku))[:_SHOWN],
        receipts=last_receipts().first(_SHOWN),
        arrivals=coming[:_SHOWN],
        overdue_lots=sum(1 for each in coming if each.eta is not None and each.eta < today),
        week=week,
        hits=_hits(shop, week),
    )


def _worth(currency: str) -> Any:
    """The price of waiting units, where it is in the shop's own money."""
    return Sum(F("qty") * F("line__unit_price"), filter=Q(order__currency=currency))


def _ages(waiting: QuerySet[Backorder], buckets: Buckets, currency: str, today: date) -> list[Age]:
    counts: dict[str, Counter[str]] = {name: Counter() for name in buckets.names}
    # Grouped by day: the rows are as many as the days on which somebody should have been served.
    days = waiting.values("line__baseline").annotate(
        cases=Count("pk"), units=Sum("qty"), value=_worth(currency)
    )
    for row in days.order_by():
        own = counts[buckets.name(max(0, (today - row["line__baseline"]).days))]
        own.update(cases=row["cases"], units=row["units"], value=row["value"] or 0)
    return [Age(name, own["cases"], own["units"], own["value"]) for name, own in counts.items()]


def _skus(waiting: QuerySet[Backorder], currency: str) -> list[Awaited]:
    rows = waiting.values("item__sku", "item__title").annotate(
        cases=Count("pk"), units=Sum("qty"), value=_worth(currency)
    )
    return [
        Awaited(row["item__sku"], row["item__title"], row["cases"], row["units"], row["value"] or 0)
        for row in rows.order_by()
    ]


def _tasks(today: date) -> list[TasksOf]:
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


def _hits(shop: Shop, week: Window) -> HitRate:
    """First windows that ended that week. What the customer gave up, or had swapped, is not waited for."""
    firsts = Promise.objects.filter(version=1, ship_to__range=(week.from_on, week.to_on))
    lines = OrderLine.objects.filter(promises__in=firsts)
    given_up = Q(state="substituted") | Q(state="cancelled", approved_by="customer")
    ended = {
        line: (units, shop.day(last))
        for line, units, last in Backorder.objects.filter(given_up, line__in=lines)
        .order_by()
        .values_list("line")
        .annotate(units=Sum("qty"), last=Max("closed_at"))
    }
    left = dict(
        Allocation.objects.filter(state="shipped", line__in=lines)
        .order_by()
        .values_list("line")
        .annotate(last=Max("shipment__shipped_on"))
    )
    names = ("line_id", "ship_from", "ship_to", "line__ordered_qty", "line__shipped_qty")
    outcomes = []
    for line, ship_from, ship_to, ordered, shipped in firsts.order_by("pk").values_list(*names):
        units, ended_on = ended.get(line, (0, None))
        window = Window(ship_from, ship_to)
        outcomes.append(
            PromiseOutcome(
                sku="",
                supplier="",
                origin=Origin.BACKORDER,
                first=window,
                latest=window,
                shipped_on=left.get(line) if shipped + units == ordered else None,
                customer_cancelled_on=None if shipped else ended_on,
            )
        )
    found = first_hit_rate(promises=outcomes, week=week, key=lambda each: each.origin.value)
    return found.get(Origin.BACKORDER.value, HitRate(Rate(0, 0), 0))
