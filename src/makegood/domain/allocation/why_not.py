"""Why not me, and what would change it (spec 7.5): an answer for any waiting line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Blocker(StrEnum):
    """What keeps a waiting line from stock on hand. The first stands alone: such a line asks for none."""

    PAST_CANCEL_AFTER = "past_cancel_after"
    NOTHING_ON_HAND = "nothing_on_hand"
    OUTRANKED = "outranked"
    LENT_AWAY = "lent_away"
    OTHER_LOCATION = "other_location"
    SAFETY_STOCK_PROTECTED = "safety_stock_protected"
    BELOW_MINIMUM_FILL = "below_minimum_fill"


class Change(StrEnum):
    """What would serve the line."""

    LATER_CANCEL_AFTER = "later_cancel_after"
    MORE_UNITS = "more_units"
    HIGHER_TIER = "higher_tier"
    OTHER_LOCATION = "other_location"
    RELEASE_SAFETY_STOCK = "release_safety_stock"
    LOWER_MINIMUM_FILL = "lower_minimum_fill"


@dataclass(frozen=True, slots=True)
class Place:
    """One line in the queue of a SKU: what it was given of stock on hand and what it still lacks, units of that SKU.

    `firm_qty` and `lent_qty` = units of `given_qty` that were picked, or lent by a parcel that completes late.
    `barred` = it asks for nothing more, so nobody waits for what it lacks.
    """

    order_id: str
    line_id: str
    rank: int
    tier: int
    given_qty: int
    missing_qty: int
    firm_qty: int = 0
    lent_qty: int = 0
    barred: bool = False


@dataclass(frozen=True, slots=True)
class Shelf:
    """What stayed on the shelf of a SKU: `reachable` by the line, `elsewhere` where it may not be served from,
    `protected` as safety stock that those who wait may not take."""

    reachable: int
    elsewhere: int
    protected: int


@dataclass(frozen=True, slots=True)
class WhyNot:
    """The answer. `place` counts from 1 in the SKU's queue; `served_before` = better-ranked lines that were
    given stock.

    `units_needed` = units that must arrive before this line is whole: what better-ranked lines lack, and its own.
    """

    sku: str
    place: int
    missing_qty: int
    blockers: tuple[Blocker, ...]
    served_before: tuple[Place, ...]
    served_after: tuple[Place, ...]
    units_needed: int
    changes: tuple[Change, ...]


def why_not(*, sku: str, line: Place, queue: Sequence[Place], shelf: Shelf) -> WhyNot:
    """Explain why `line` lacks units of `sku`, from the SKU's whole queue (any order) and what stayed on the shelf."""
    ranked = sorted(queue, key=lambda place: place.rank)
    before = [place for place in ranked if place.rank < line.rank]
    after = [place for place in ranked if place.rank > line.rank]
    served_before = tuple(place for place in before if place.given_qty)
    served_after = tuple(place for place in after if place.given_qty)
    found = {
        Blocker.PAST_CANCEL_AFTER: line.barred,
        Blocker.OUTRANKED: bool(served_before),
        Blocker.LENT_AWAY: any(place.lent_qty for place in served_after),
        Blocker.OTHER_LOCATION: shelf.elsewhere > 0,
        Blocker.SAFETY_STOCK_PROTECTED: shelf.protected > 0,
        Blocker.BELOW_MINIMUM_FILL: shelf.reachable > 0,
    }
    blockers = tuple(blocker for blocker, holds in found.items() if holds)
    if line.barred:
        blockers = blockers[:1]
    units_needed = line.missing_qty + sum(place.missing_qty for place in before if not place.barred)
    return WhyNot(
        sku=sku,
        place=len(before) + 1,
        missing_qty=line.missing_qty,
        blockers=blockers or (Blocker.NOTHING_ON_HAND,),
        served_before=served_before,
        served_after=served_after,
        units_needed=units_needed,
        changes=_changes(line, served_before, shelf),
    )


def _changes(line: Place, served_before: Sequence[Place], shelf: Shelf) -> tuple[Change, ...]:
    if line.barred:
        return (Change.LATER_CANCEL_AFTER,)
    winnable = sum(p.given_qty - p.firm_qty for p in served_before if p.tier < line.tier)
    found = {
        Change.MORE_UNITS: True,
        Change.HIGHER_TIER: winnable > 0,
        Change.OTHER_LOCATION: shelf.elsewhere > 0,
        Change.RELEASE_SAFETY_STOCK: shelf.protected > 0,
        Change.LOWER_MINIMUM_FILL: shelf.reachable > 0,
    }
    return tuple(change for change, holds in found.items() if holds)
