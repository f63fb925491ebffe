"""All figures of one week in one call (spec 10.1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from makegood.domain.metrics.facts import (
    ClosedCase,
    Contact,
    DueShipment,
    OrderedLine,
    Origin,
    PromiseOutcome,
    ShippedOrder,
    SplitOrder,
    WaitingCase,
)
from makegood.domain.metrics.figures import (
    HitRate,
    Rate,
    backorder_age,
    backorder_rate,
    cancellation_rate,
    contacts_per_backorder,
    first_hit_rate,
    latest_hit_rate,
    on_time_shipping,
    order_accuracy,
    split_cost,
)
from makegood.domain.review import Buckets
from makegood.domain.terms.dates import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekFacts:
    """What happened; facts of other weeks are ignored. `backorders` = cases open on any day of the week."""

    lines: Sequence[OrderedLine] = ()
    waiting: Sequence[WaitingCase] = ()
    closed: Sequence[ClosedCase] = ()
    promises: Sequence[PromiseOutcome] = ()
    splits: Sequence[SplitOrder] = ()
    contacts: Sequence[Contact] = ()
    backorders: int = 0
    shipments: Sequence[DueShipment] = ()
    shipped: Sequence[ShippedOrder] = ()


@dataclass(frozen=True, slots=True)
class HitRates:
    """Promises kept by the first window, and beside it by the latest; the two weeks' promises need not be the same."""

    first: Mapping[str, HitRate]
    latest: Mapping[str, HitRate]


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklyFigures:
    """The week. What checkout showed and what the backorder promise said are never mixed: hit rates are per origin,
    and those by supplier and SKU are of backorder promises."""

    backorder_rate_by_sku: Mapping[str, Rate]
    backorder_age: Mapping[str, Rate]
    hits_by_origin: HitRates
    hits_by_supplier: HitRates
    hits_by_sku: HitRates
    cancellation_rate_by_sku: Mapping[str, Rate]
    cancellation_rate_by_supplier: Mapping[str, Rate]
    split_cost: Rate
    contacts_per_backorder: Rate
    on_time_shipping: Rate
    order_accuracy: Rate


def weekly(*, facts: WeekFacts, week: Window, buckets: Buckets) -> WeeklyFigures:
    """Every figure of the week, each with numerator and denominator; trends and drill-downs keep the facts."""
    backorder_promises = [promise for promise in facts.promises if promise.origin is Origin.BACKORDER]
    return WeeklyFigures(
        backorder_rate_by_sku=backorder_rate(lines=facts.lines, week=week),
        backorder_age=backorder_age(cases=facts.waiting, buckets=buckets),
        hits_by_origin=_hits(facts.promises, week, lambda promise: promise.origin),
        hits_by_supplier=_hits(backorder_promises, week, lambda promise: promise.supplier),
        hits_by_sku=_hits(backorder_promises, week, lambda promise: promise.sku),
        cancellation_rate_by_sku=cancellation_rate(cases=facts.closed, week=week, key=lambda case: case.sku),
        cancellation_rate_by_supplier=cancellation_rate(
            cases=facts.closed, week=week, key=lambda case: case.supplier
        ),
        split_cost=split_cost(orders=facts.splits, week=week),
        contacts_per_backorder=contacts_per_backorder(
            contacts=facts.contacts, backorders=facts.backorders, week=week
        ),
        on_time_shipping=on_time_shipping(shipments=facts.shipments, week=week),
        order_accuracy=order_accuracy(orders=facts.shipped, week=week),
    )


def _hits(promises: Sequence[PromiseOutcome], week: Window, key: Callable[[PromiseOutcome], str]) -> HitRates:
    return HitRates(
        first=first_hit_rate(promises=promises, week=week, key=key),
        latest=latest_hit_rate(promises=promises, week=week, key=key),
    )
