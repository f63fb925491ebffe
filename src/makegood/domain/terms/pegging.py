"""Pegging: demand in rank order, matched to stock and then to incoming lots by usable date (spec 3.2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from makegood.domain.terms.demand import Demand
from makegood.domain.terms.stock import IncomingLot


class Source(StrEnum):
    """Where units come from. `LEAD_TIME` = an open lot without an ETA, dated by its lead time."""

    STOCK = "stock"
    LOT = "lot"
    LEAD_TIME = "lead_time"


@dataclass(frozen=True, slots=True, eq=False)
class Supply:
    """Units of a SKU at a location that can be used from a day within the usable window on.

    `ref` = the location of stock or the purchase order of a lot; `steps` are the named working-day ranges behind the
    usable window, as (name, from, to, source). `kept_qty` = safety stock, which only picked units may come out of.
    """

    sku: str
    location: str
    source: Source
    ref: str
    qty: int
    usable_from: date
    usable_to: date
    lot: IncomingLot | None = None
    steps: tuple[tuple[str, int, int, str], ...] = ()
    kept_qty: int = 0

    @property
    def confirmed(self) -> bool:
        """True for stock, and for a lot the supplier has confirmed."""
        return self.lot is None or bool(self.lot.confirmed)


Peg = tuple[Supply, int]
Serving = Callable[[Demand], Sequence[str]]


class _Place:
    """The supplies of one SKU at one location: its stock, and its lots in the order they can be used."""

    __slots__ = ("_head", "_left", "_lots", "kept_back", "name", "stock", "stock_left")

    def __init__(self, name: str, supplies: list[Supply]) -> None:
        if len(supplies) > 1:
            supplies.sort(key=usable_order)
        self.name = name
        self.stock = supplies[0] if supplies[0].source is Source.STOCK else None
        self.stock_left = self.stock.qty if self.stock else 0
        self.kept_back = 0
        self._lots = supplies[1:] if self.stock else supplies
        self._left = [supply.qty for supply in self._lots]
        self._head = 0

    def keep_safety_stock(self) -> None:
        """From now on give no unit of the safety stock that is to be kept, as far as it is still there."""
        if self.stock:
            self.kept_back = min(self.stock_left, self.stock.kept_qty)
            self.stock_left -= self.kept_back

    def next_lot(self) -> Supply | None:
        """The first lot with units left."""
        while self._head < len(self._lots):
            if self._left[self._head]:
                return self._lots[self._head]
            self._head += 1
        return None

    def take_stock(self, qty: int, pegs: list[Peg]) -> int:
        """Give at most `qty` units on hand; how many were given."""
        part = min(qty, self.stock_left)
        if part and self.stock:
            self.stock_left -= part
            pegs.append((self.stock, part))
        return part

    def take_lot(self, qty: int, pegs: list[Peg]) -> int:
        """Give at most `qty` units of the first lot with units left; how many were given."""
        part = min(qty, self._left[self._head])
        self._left[self._head] -= part
        pegs.append((self._lots[self._head], part))
        return part

    def give_back(self, lot: Supply, qty: int) -> None:
        """Units of a lot nobody needs any more."""
        at = self._lots.index(lot)
        self._left[at] += qty
        self._head = min(self._head, at)

    def left(self) -> list[Peg]:
        """Stock and lots with units that nobody was given."""
        found = [(lot, left) for lot, left in zip(self._lots, self._left, strict=True) if left]
        return [(self.stock, self.stock_left), *found] if self.stock and self.stock_left else found


def usable_order(supply: Supply) -> tuple[object, ...]:
    """Sort key: stock before lots, then the day by which the units can surely be used; the rest makes it total, so
    that lots are pegged alike whatever order they come in."""
    return (
        supply.lot is not None,
        supply.usable_to,
        supply.usable_from,
        supply.ref,
        supply.location,
        supply.qty,
        supply.confirmed,
        supply.steps,
        _lot_order(supply.lot) if supply.lot else (),
    )


def _lot_order(lot: IncomingLot) -> tuple[object, ...]:
    """Sort key of lots that can be used on the same days: by ETA, then by all else that tells them apart."""
    return (
        lot.eta or date.max,
        lot.supplier,
        lot.ordered_on or date.max,
        lot.first_eta or date.max,
        lot.quantity,
        lot.received_qty,
        lot.received_on or date.max,
        lot.confirmed is None,
    )


def merged(*pegs: Peg) -> tuple[Peg, ...]:
    """Pegs on the same supply added up, none of zero, in usable order; a negative quantity takes away."""
    held: dict[Supply, int] = {}
    for supply, qty in pegs:
        held[supply] = held.get(supply, 0) + qty
    return tuple(sorted((peg for peg in held.items() if peg[1]), key=lambda peg: usable_order(peg[0])))


class Pegboard:
    """What is left of every supply while demand is matched to it, one demand at a time in rank order.

    `serving` answers which locations may serve a demand, first choice first. Cost: constant per demand and peg.
    """

    def __init__(self, *, supplies: Iterable[Supply], serving: Serving, minimum_fill: int = 1) -> None:
        grouped: dict[str, dict[str, list[Supply]]] = {}
        for supply in supplies:
            grouped.setdefault(supply.sku, {}).setdefault(supply.location, []).append(supply)
        self._skus = {
            sku: {name: _Place(name, found) for name, found in places.items()}
            for sku, places in grouped.items()
        }
        self._serving = serving
        self._minimum_fill = minimum_fill

    def stock_left(self, sku: str, location: str) -> int:
        """Units on hand there that nobody was given."""
        place = self._skus.get(sku, {}).get(location)
        return place.stock_left if place else 0

    def kept_back(self, sku: str, location: str) -> int:
        """Units of safety stock there that those who wait may not take."""
        place = self._skus.get(sku, {}).get(location)
        return place.kept_back if place else 0

    def keep_safety_stock(self) -> None:
        """Picked units have been given: hold the safety stock of protected SKUs back from all others."""
        for places in self._skus.values():
            for place in places.values():
                place.keep_safety_stock()

    def left(self, sku: str) -> list[Peg]:
        """The SKU's supplies with units that nobody was given, in usable order."""
        unused = [peg for place in self._skus.get(sku, {}).values() for peg in place.left()]
        return sorted(unused, key=lambda peg: usable_order(peg[0])) if len(unused) > 1 else unused

    def take_stock(
        self, demand: Demand, qty: int, *, home: str | None = None, minimum: int | None = None
    ) -> tuple[Peg, ...]:
        """Give up to `qty` units on hand: from `home` when it can fill them, else from the first location that can,
        else from all in turn. Fewer than the minimum fill (of a bundle, for so many whole ones), or than all that is
        wanted, are not worth giving."""
        places = self._places(demand)
        if len(places) > 1:
            places = _one_place_first(places, qty, home)
        worth = min(self._minimum_fill * demand.per if minimum is None else minimum, qty)
        pegs: list[Peg] = []
        if sum([place.stock_left for place in places]) >= worth:
            for place in places:
                qty -= place.take_stock(qty, pegs)
        return tuple(pegs)

    def take_lots(self, demand: Demand, qty: int) -> tuple[Peg, ...]:
        """Give up to `qty` units of incoming lots, by the day they can be used."""
        places = self._places(demand)
        pegs: list[Peg] = []
        while qty:
            heads = [(lot, place) for place in places if (lot := place.next_lot())]
            if not heads:
                break
            _, place = heads[0] if len(heads) == 1 else min(heads, key=lambda head: usable_order(head[0]))
            qty -= place.take_lot(qty, pegs)
        return tuple(pegs)

    def give_back(self, lots: Iterable[Peg]) -> None:
        """Take back units of lots that a demand no longer needs."""
        for lot, qty in lots:
            self._skus[lot.sku][lot.location].give_back(lot, qty)

    def _places(self, demand: Demand) -> list[_Place]:
        there = self._skus.get(demand.sku)
        return [there[name] for name in self._serving(demand) if name in there] if there else []


def _one_place_first(places: list[_Place], qty: int, home: str | None) -> list[_Place]:
    """The order's own location when it can fill the line, else the first that can, else all as given."""
    filling = [place for place in places if place.stock_left >= qty]
    return [place for place in filling if place.name == home] or filling[:1] or places
