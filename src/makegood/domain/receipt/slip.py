"""What a slip of incoming lots, in date or quantity, breaks (spec 3.7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

LotKey = tuple[str, str]
"""Purchase order and SKU."""

LineKey = tuple[str, str]
"""Order and line."""


@dataclass(frozen=True, slots=True)
class LotState:
    """What a lot will bring: open units, and the day by which they can surely be used (None = nobody knows)."""

    qty: int
    usable_to: date | None


@dataclass(frozen=True, slots=True)
class PromisedUnits:
    """Units of a line that rest on a lot. `needed_on` = last day they may become usable to keep the published window.

    `unit_price` in minor units of `currency`, None = unknown.
    """

    lot: LotKey
    line: LineKey
    qty: int
    needed_on: date
    unit_price: int | None
    currency: str


@dataclass(frozen=True, slots=True)
class BrokenPromise:
    """A promise that held before the slip and does not after it. `value` None = no price known."""

    line: LineKey
    late_qty: int
    uncovered_qty: int
    value: int | None
    currency: str


@dataclass(frozen=True, slots=True)
class Impact:
    """Everything a slip breaks, best rank first. `money` = value of the units at risk by currency, minor units."""

    broken: tuple[BrokenPromise, ...]
    orders: int
    units: int
    money: Mapping[str, int]


_GONE = LotState(qty=0, usable_to=None)


def impact_of_slip(
    *,
    promised: Sequence[PromisedUnits],
    before: Mapping[LotKey, LotState],
    after: Mapping[LotKey, LotState],
) -> Impact:
    """Which published promises a change of lots breaks. `promised` in rank order; a lot that is not named is gone.

    A lot serves the best ranks first, so a cut takes from the last. Units it no longer covers are at risk until fresh
    pegging finds them another lot. Promises already broken before are left out. Linear.
    """
    broken_before = {
        units.line for units, late, uncovered in _breaches(promised, before) if late or uncovered
    }
    found: dict[LineKey, list[tuple[PromisedUnits, int, int]]] = {}
    for breach in _breaches(promised, after):
        units, late, uncovered = breach
        if (late or uncovered) and units.line not in broken_before:
            found.setdefault(units.line, []).append(breach)
    broken = tuple(_broken(line, breaches) for line, breaches in found.items())
    money: dict[str, int] = {}
    for promise in broken:
        if promise.value is not None:
            money[promise.currency] = money.get(promise.currency, 0) + promise.value
    return Impact(
        broken=broken,
        orders=len({promise.line[0] for promise in broken}),
        units=sum(promise.late_qty + promise.uncovered_qty for promise in broken),
        money=dict(sorted(money.items())),
    )


def _breaches(
    promised: Sequence[PromisedUnits], lots: Mapping[LotKey, LotState]
) -> list[tuple[PromisedUnits, int, int]]:
    """Of each claim in rank order: units that come too late, and units that do not come."""
    left: dict[LotKey, int] = {}
    breaches = []
    for units in promised:
        lot = lots.get(units.lot, _GONE)
        remaining = left.get(units.lot, lot.qty)
        covered = min(units.qty, remaining)
        left[units.lot] = remaining - covered
        in_time = lot.usable_to is not None and lot.usable_to <= units.needed_on
        breaches.append((units, 0 if in_time else covered, units.qty - covered))
    return breaches


def _broken(line: LineKey, breaches: Sequence[tuple[PromisedUnits, int, int]]) -> BrokenPromise:
    first = breaches[0][0]
    late = sum(late for _, late, _ in breaches)
    uncovered = sum(uncovered for _, _, uncovered in breaches)
    value = None if first.unit_price is None else first.unit_price * (late + uncovered)
    return BrokenPromise(line, late, uncovered, value, first.currency)
