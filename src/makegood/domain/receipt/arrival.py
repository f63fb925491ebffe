"""What an arriving quantity covers, which stock moves it makes, and what stays open of its lot (spec 7.1, 7.2, 8.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.stock import IncomingLot


class Finding(StrEnum):
    """How a delivery compares with what was expected. `DAMAGED` may stand beside any other."""

    EXACT = "exact"
    PARTIAL = "partial"
    SHORT = "short"
    OVER = "over"
    UNEXPECTED = "unexpected"
    DAMAGED = "damaged"


class Shelf(StrEnum):
    """Where units go: `ON_HAND` may be given to orders, `QUARANTINE` may not."""

    ON_HAND = "on_hand"
    QUARANTINE = "quarantine"


@dataclass(frozen=True, slots=True)
class StockMove:
    """A change of quantity at a location; negative takes away."""

    sku: str
    location: str
    shelf: Shelf
    qty: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Units counted at the dock, damaged ones included. `last` = the supplier will send no more of the lot."""

    sku: str
    location: str
    counted_qty: int
    damaged_qty: int = 0
    last: bool = False


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a delivery comes to. Counted = filled + over + damaged; expected before it = filled + open + short.

    `filled_qty` = good units the lot was waiting for, `over_qty` = good units nobody ordered, `open_qty` = still to
    come, `short_qty` = will never come.
    """

    filled_qty: int
    over_qty: int
    damaged_qty: int
    open_qty: int
    short_qty: int
    findings: tuple[Finding, ...]
    moves: tuple[StockMove, ...]


def arrive(*, delivery: Delivery, lot: IncomingLot | None) -> Arrival:
    """Match a delivery with its lot; `lot` None = nothing was expected.

    Damaged units are quarantined and fill nothing: they stay open as replacements until the supplier says it is all.
    Raises DomainError('count_invalid') when quantities make no sense, 'lot_mismatch' when the lot is another's.
    """
    counted, damaged = delivery.counted_qty, delivery.damaged_qty
    if not 0 <= damaged <= counted:
        raise DomainError("count_invalid", {"counted_qty": counted, "damaged_qty": damaged})
    if lot and (lot.sku, lot.location) != (delivery.sku, delivery.location):
        raise DomainError("lot_mismatch", {"po": lot.po, "sku": delivery.sku, "location": delivery.location})
    good = counted - damaged
    expected = lot.open_qty if lot else 0
    filled = min(good, expected)
    missing = expected - filled
    return Arrival(
        filled_qty=filled,
        over_qty=good - filled,
        damaged_qty=damaged,
        open_qty=0 if delivery.last else missing,
        short_qty=missing if delivery.last else 0,
        findings=_findings(good=good, expected=expected, damaged=damaged, last=delivery.last),
        moves=_moves(delivery.sku, delivery.location, good=good, damaged=damaged),
    )


def share(*, delivery: Delivery, lots: Sequence[IncomingLot]) -> tuple[Delivery | None, ...]:
    """What each of the lots that a delivery may be of is given of it, in their order; None = nothing.

    Each takes the good units that it waits for. Damaged ones are of the first that stays open, units beyond all lots
    of the last. Where the supplier sends no more, that is so of each lot.
    """
    good, damaged = delivery.counted_qty - delivery.damaged_qty, delivery.damaged_qty
    parts: list[Delivery | None] = []
    for lot in lots:
        last = len(parts) == len(lots) - 1
        units = good if last else min(good, lot.open_qty)
        bad = damaged if last or units < lot.open_qty else 0
        good, damaged = good - units, damaged - bad
        part = replace(delivery, counted_qty=units + bad, damaged_qty=bad)
        parts.append(part if part.counted_qty or part.last else None)
    return tuple(parts)


def undo(*, arrival: Arrival, unreleased_qty: int) -> tuple[StockMove, ...]:
    """The moves that take back a mistyped receipt; reservations above what is left are withdrawn by allocation.

    Raises DomainError('receipt_released') when fewer of its good units are still unreleased on the shelf.
    """
    good = arrival.filled_qty + arrival.over_qty
    if good > unreleased_qty:
        first = arrival.moves[0]
        raise DomainError(
            "receipt_released",
            {
                "sku": first.sku,
                "location": first.location,
                "received_qty": good,
                "unreleased_qty": unreleased_qty,
            },
        )
    return tuple(StockMove(move.sku, move.location, move.shelf, -move.qty) for move in arrival.moves)


def inspect_return(*, sku: str, location: str, returned_qty: int, sellable_qty: int) -> tuple[StockMove, ...]:
    """Returned units count as on hand only after inspection found them good; the others are quarantined.

    Raises DomainError('count_invalid') when more were found good than came back.
    """
    if not 0 <= sellable_qty <= returned_qty:
        raise DomainError("count_invalid", {"returned_qty": returned_qty, "sellable_qty": sellable_qty})
    return _moves(sku, location, good=sellable_qty, damaged=returned_qty - sellable_qty)


def _findings(*, good: int, expected: int, damaged: int, last: bool) -> tuple[Finding, ...]:
    if not expected:
        found = Finding.UNEXPECTED
    elif good > expected:
        found = Finding.OVER
    elif good == expected:
        found = Finding.EXACT
    else:
        found = Finding.SHORT if last else Finding.PARTIAL
    return (found, Finding.DAMAGED) if damaged else (found,)


def _moves(sku: str, location: str, *, good: int, damaged: int) -> tuple[StockMove, ...]:
    moves = (
        StockMove(sku, location, Shelf.ON_HAND, good),
        StockMove(sku, location, Shelf.QUARANTINE, damaged),
    )
    return tuple(move for move in moves if move.qty)
