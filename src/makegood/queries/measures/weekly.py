"""The figures of weeks in a row: facts are read once for all of them, the formulas are those of `domain.metrics`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from makegood.domain.metrics.facts import Origin, PromiseOutcome
from makegood.domain.metrics.figures import HitRate, Rate, total
from makegood.domain.metrics.weekly import WeekFacts, WeeklyFigures, weekly
from makegood.domain.review import Buckets
from makegood.domain.terms.dates import Window
from makegood.queries.measures import demand, ended
from makegood.queries.measures.promised import promised
from makegood.queries.measures.span import WEEKS, Span
from makegood.queries.shop import Shop

_NO_HITS = HitRate(Rate(0, 0), 0)


@dataclass(frozen=True, slots=True)
class Week:
    """The figures of a week, all SKUs and suppliers together; each with what it is a part of. `waiting` = backorders
    open at its end, by ageing bucket; `split_cost` in minor units of the shop's currency."""

    from_on: date
    to_on: date
    backorder_rate: Rate
    waiting: Mapping[str, Rate]
    first_hits: HitRate
    latest_hits: HitRate
    checkout_hits: HitRate
    cancellations: Rate
    split_cost: Rate
    contacts: Rate
    on_time: Rate
    accuracy: Rate


@dataclass(frozen=True, slots=True)
class Measures:
    """Weeks in a row, the oldest first, and the last of them by SKU and supplier."""

    currency: str
    weeks: tuple[Week, ...]
    last: WeeklyFigures


def measures(shop: Shop, *, today: date, weeks: int = WEEKS, last: date | None = None) -> Measures:
    """So many weeks, up to the last one that is over, or the one that begins on `last`.

    Raises DomainError('week_invalid').
    """
    span = Span(shop, today=today, weeks=weeks, last=last)
    found = _figures(span)
    made = tuple(_week(week, each) for week, each in zip(span.weeks, found, strict=True))
    return Measures(shop.policy.shop.currency, made, found[-1])


def week_of(shop: Shop, *, today: date, monday: date | None = None) -> Measures:
    """One week by itself."""
    return measures(shop, today=today, weeks=1, last=monday)


def _figures(span: Span) -> list[WeeklyFigures]:
    by_sku = ended.suppliers()
    lines = span.sorted(demand.ordered(span))
    over = ended.ended(span)
    waited = demand.waited(span, over)
    closed = span.sorted(ended.closed(over, by_sku))
    contacts = span.sorted(ended.contacts(span))
    splits = span.sorted(ended.splits(span))
    shipments = span.sorted(ended.due(span))
    shipped = span.sorted(ended.left(span))
    promises = _by_week(span, promised(span, by_sku))
    buckets = Buckets(span.shop.policy.review)
    return [
        weekly(
            facts=WeekFacts(
                lines=lines[at],
                waiting=demand.waiting_at_end(waited, week),
                closed=closed[at],
                promises=promises[at],
                splits=splits[at],
                contacts=contacts[at],
                backorders=demand.waiting_in(waited, week),
                shipments=shipments[at],
                shipped=shipped[at],
            ),
            week=week,
            buckets=buckets,
        )
        for at, week in enumerate(span.weeks)
    ]


def _by_week(span: Span, promises: Iterable[PromiseOutcome]) -> list[list[PromiseOutcome]]:
    """A promise belongs to the week of its first window, and to that of its latest; once where they are the same."""
    pairs = ((day, each) for each in promises for day in _ends(each))
    return span.sorted(pairs)


def _ends(each: PromiseOutcome) -> set[date]:
    first, latest = each.first.to_on, each.latest.to_on
    same = first.isocalendar()[:2] == latest.isocalendar()[:2]
    return {first} if same else {first, latest}


def _week(week: Window, each: WeeklyFigures) -> Week:
    return Week(
        week.from_on,
        week.to_on,
        total(each.backorder_rate_by_sku),
        each.backorder_age,
        each.hits_by_origin.first.get(Origin.BACKORDER, _NO_HITS),
        each.hits_by_origin.latest.get(Origin.BACKORDER, _NO_HITS),
        each.hits_by_origin.first.get(Origin.CHECKOUT, _NO_HITS),
        total(each.cancellation_rate_by_sku),
        each.split_cost,
        each.contacts_per_backorder,
        each.on_time_shipping,
        each.order_accuracy,
    )
