"""The weekly figures (spec 10.1): pure, linear, and always with numerator and denominator.

A week is a window of days, both included. A figure per key (SKU, supplier, bucket …) comes in order of the key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from makegood.domain.metrics.facts import (
    ClosedCase,
    Contact,
    DueShipment,
    OrderedLine,
    PromiseOutcome,
    ShippedOrder,
    SplitOrder,
    WaitingCase,
)
from makegood.domain.review import Buckets
from makegood.domain.terms.dates import Window
from makegood.domain.terms.state import BackorderState


@dataclass(frozen=True, slots=True)
class Rate:
    """A part of a whole. Rates of parts add up to the rate of all."""

    numerator: int
    denominator: int

    @property
    def value(self) -> float | None:
        """The quotient; None when there was nothing to measure it by, which is neither 0 nor 100 %."""
        return self.numerator / self.denominator if self.denominator > 0 else None

    def __add__(self, other: Rate) -> Rate:
        return Rate(self.numerator + other.numerator, self.denominator + other.denominator)


@dataclass(frozen=True, slots=True)
class HitRate:
    """Promises kept, and how wide they were: a wide window is easily kept. `width_days` add up over promises due."""

    kept: Rate
    width_days: int

    @property
    def mean_width(self) -> float | None:
        """Mean width of the windows due, calendar days; 0 = a single day."""
        return Rate(self.width_days, self.kept.denominator).value


def backorder_rate(*, lines: Iterable[OrderedLine], week: Window) -> dict[str, Rate]:
    """Per SKU: units that were short when ordered, of all units ordered that week."""
    return _by_key((line.sku, line.backordered_qty, line.qty) for line in lines if _in(line.ordered_on, week))


def backorder_age(*, cases: Iterable[WaitingCase], buckets: Buckets) -> dict[str, Rate]:
    """Per ageing bucket, youngest first and none left out: open backorders in it, of all open backorders."""
    counts = dict.fromkeys(buckets.names, 0)
    for case in cases:
        counts[buckets.name(case.days_delayed)] += case.number
    total = sum(counts.values())
    return {name: Rate(count, total) for name, count in counts.items()}


def first_hit_rate(
    *, promises: Iterable[PromiseOutcome], week: Window, key: Callable[[PromiseOutcome], str]
) -> dict[str, HitRate]:
    """Promise hit rate on the first window, which is never overwritten, of promises whose first window ended that week.

    Kept = the last unit shipped no later than the window's end. A customer's cancellation no later than the window's
    end is left out; ours counts as not kept (spec 3.6). `key` groups: by origin, supplier or SKU.
    """
    return _hit_rate(((promise, promise.first) for promise in promises), week, key)


def latest_hit_rate(
    *, promises: Iterable[PromiseOutcome], week: Window, key: Callable[[PromiseOutcome], str]
) -> dict[str, HitRate]:
    """The same on the latest window: shown beside the first one, never instead of it."""
    return _hit_rate(((promise, promise.latest) for promise in promises), week, key)


def cancellation_rate(
    *, cases: Iterable[ClosedCase], week: Window, key: Callable[[ClosedCase], str]
) -> dict[str, Rate]:
    """Backorders that ended as cancelled, of all that ended that week. `key` groups: by SKU or supplier."""
    return _by_key(
        (key(case), case.number * (case.end is BackorderState.CANCELLED), case.number)
        for case in cases
        if _in(case.closed_on, week)
    )


def split_cost(*, orders: Iterable[SplitOrder], week: Window) -> Rate:
    """What further parcels cost, of the margin those orders would have made without them; minor units.

    Above 1 the splits cost more than the orders earned. Without a margin there is no value, only the two sums.
    """
    return _total((order.extra_cost, order.margin) for order in orders if _in(order.split_on, week))


def contacts_per_backorder(*, contacts: Iterable[Contact], backorders: int, week: Window) -> Rate:
    """Contacts that week per backorder that was open on any of its days; `backorders` counts those."""
    return Rate(sum(_in(contact.contacted_on, week) for contact in contacts), backorders)


def on_time_shipping(*, shipments: Iterable[DueShipment], week: Window) -> Rate:
    """Lines shipped no later than the day they were due, of all that were due that week."""
    return _total(
        (_so_many(shipment.shipped_on, shipment.due_on, shipment.number), shipment.number)
        for shipment in shipments
        if _in(shipment.due_on, week)
    )


def order_accuracy(*, orders: Iterable[ShippedOrder], week: Window) -> Rate:
    """Orders that left without an error, of all that left that week."""
    return _total(
        (order.number * order.correct, order.number) for order in orders if _in(order.shipped_on, week)
    )


def total(rates: Mapping[str, Rate]) -> Rate:
    """All keys together."""
    return _total((rate.numerator, rate.denominator) for rate in rates.values())


def _hit_rate(
    windows: Iterable[tuple[PromiseOutcome, Window]], week: Window, key: Callable[[PromiseOutcome], str]
) -> dict[str, HitRate]:
    found: dict[str, list[int]] = {}
    for promise, window in windows:
        cancelled_on = promise.customer_cancelled_on
        if not _in(window.to_on, week) or (cancelled_on is not None and cancelled_on <= window.to_on):
            continue
        sums = found.setdefault(key(promise), [0, 0, 0])
        sums[0] += _so_many(promise.shipped_on, window.to_on, promise.number)
        sums[1] += promise.number
        sums[2] += window.width_days * promise.number
    return {name: HitRate(Rate(kept, due), width) for name, (kept, due, width) in sorted(found.items())}


def _by_key(parts: Iterable[tuple[str, int, int]]) -> dict[str, Rate]:
    found: dict[str, list[int]] = {}
    for key, part, whole in parts:
        sums = found.setdefault(key, [0, 0])
        sums[0] += part
        sums[1] += whole
    return {key: Rate(*sums) for key, sums in sorted(found.items())}


def _total(parts: Iterable[tuple[int, int]]) -> Rate:
    numerator = denominator = 0
    for part, whole in parts:
        numerator += part
        denominator += whole
    return Rate(numerator, denominator)


def _so_many(shipped_on: date | None, by: date, number: int) -> int:
    """All of them when they left in time, else none."""
    return number if shipped_on is not None and shipped_on <= by else 0


def _in(day: date, week: Window) -> bool:
    return week.from_on <= day <= week.to_on
