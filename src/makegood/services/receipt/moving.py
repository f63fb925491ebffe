"""Units change their shelf or their place: damaged ones turn out good, or good ones damaged; stock is brought over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from makegood.db import sql
from makegood.db.models import Item, Location, Stock
from makegood.domain.receipt.arrival import Shelf
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.reason import Reason
from makegood.services._shelf import shift, stock_rows
from makegood.services._shortfall import Turns, give_back, hold_stock
from makegood.services._withdrawal import Withdrawal
from makegood.services._work import Work

CAUSE = "move"


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedStock:
    """Units of a SKU that go from one shelf to another, here or at another place. `to_shelf` None = they leave the
    house, thrown away; `to_location` None = the place where they are."""

    sku: str
    qty: int
    location: str = "main"
    shelf: Shelf = Shelf.ON_HAND
    to_location: str | None = None
    to_shelf: Shelf | None = Shelf.ON_HAND
    why: str = ""

    @property
    def goes_to(self) -> str:
        """The place where the units will be."""
        return self.to_location or self.location


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveStock:
    """Move units. All moves are made, or none."""

    moves: tuple[MovedStock, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """A move with the units that lines gave back for it."""

    sku: str
    location: str
    qty: int
    given_back: int


def move_stock(work: Work, command: MoveStock) -> list[Moved]:
    """Move units between shelves. Reserved ones are taken from the lowest rank first; good ones serve whoever waits.

    Raises DomainError('move_refused') with every problem: released units are recalled first; ('changed_meanwhile').
    """
    places = dict(Location.objects.values_list("name", "pk"))
    turns = _hold(work, command)
    holdings = turns.holdings
    items = {item.sku: item for item in holdings.items.values()}
    problems = list(_problems(command, items, places))
    if problems:
        raise DomainError("move_refused", {"problems": problems})
    ends = [
        (items[each.sku].pk, places[place])
        for each in command.moves
        for place in (each.location, each.goes_to)
    ]
    rows = {key: holdings.stock.get(row.pk) or row for key, row in stock_rows(work, ends).items()}
    backs = {
        reason: Withdrawal(work, holdings, reason=reason, kind="receipt.moved_away")
        for reason in (Reason.DAMAGED, Reason.POLICY_EXCEPTION)
    }
    moved = []
    for number, each in enumerate(command.moves, 1):
        item = items[each.sku]
        source = rows[item.pk, places[each.location]]
        _check_there(each, source, turns.unreleased(source), number)
        good = each.to_shelf is Shelf.ON_HAND
        back = backs[Reason.POLICY_EXCEPTION if good else Reason.DAMAGED]
        given_back = 0
        if each.shelf is Shelf.ON_HAND:
            given_back = give_back(work, back, turns, source, source.reserved - (source.on_hand - each.qty))
        _shift(work, each, source, rows[item.pk, places[each.goes_to]])
        _tell(work, item, each)
        if good:
            work.freed.add(item.pk)
        moved.append(Moved(each.sku, each.location, each.qty, given_back))
    for back in backs.values():
        back.finish()
    return moved


def _hold(work: Work, command: MoveStock) -> Turns:
    skus = {each.sku for each in command.moves}
    items = set(Item.objects.filter(sku__in=sql.among(skus)).values_list("pk", flat=True))
    return hold_stock(work, item_ids=items, short=lambda: _short(command))


def _short(command: MoveStock) -> Mapping[int, int]:
    """By stock row, how many units lines hold of those that leave its shelf."""
    leaving: Counter[tuple[str, str]] = Counter()
    for each in command.moves:
        if each.shelf is Shelf.ON_HAND:
            leaving[each.sku, each.location] += each.qty
    rows = Stock.objects.filter(item__sku__in=sql.among(sku for sku, _ in leaving))
    names = ("pk", "reserved", "on_hand", "item__sku", "location__name")
    return {
        pk: reserved - on_hand + leaving[sku, place]
        for pk, reserved, on_hand, sku, place in rows.values_list(*names)
        if (sku, place) in leaving
    }


def _problems(
    command: MoveStock, items: Mapping[str, Item], places: Mapping[str, int]
) -> Iterator[dict[str, Any]]:
    for number, each in enumerate(command.moves, 1):
        at = {"move": number, "sku": each.sku}
        unknown = [place for place in (each.location, each.goes_to) if place not in places]
        if each.sku not in items:
            yield at | {"problem": "sku_unknown", "expected": "a SKU of the catalogue"}
        elif unknown:
            yield at | {"problem": "location_unknown", "found": unknown[0], "expected": "a known place"}
        elif each.qty < 1:
            yield at | {"problem": "qty_invalid", "found": each.qty, "expected": "at least 1"}
        elif (each.location, each.shelf) == (each.goes_to, each.to_shelf):
            yield at | {"problem": "nowhere", "expected": "another shelf, or another place"}


def _check_there(each: MovedStock, row: Stock, unreleased: int, number: int) -> None:
    there = unreleased if each.shelf is Shelf.ON_HAND else row.quarantine
    if each.qty > there:
        raise DomainError(
            "move_refused",
            {
                "problems": [
                    {
                        "move": number,
                        "sku": each.sku,
                        "problem": "qty_exceeds_shelf",
                        "found": each.qty,
                        "expected": f"at most {there}, recall what is released first",
                    }
                ]
            },
        )


def _shift(work: Work, each: MovedStock, source: Stock, target: Stock) -> None:
    ref = each.why[:100]
    shift(work, source, shelf=each.shelf, qty=-each.qty, cause=CAUSE, ref=ref)
    if each.to_shelf is not None:
        shift(work, target, shelf=each.to_shelf, qty=each.qty, cause=CAUSE, ref=ref)


def _tell(work: Work, item: Item, each: MovedStock) -> None:
    stock: dict[str, dict[str, int]] = {each.location: {each.shelf.value: -each.qty}}
    if each.to_shelf is not None:
        stock.setdefault(each.goes_to, {})[each.to_shelf.value] = each.qty
    work.tell(item, "receipt.moved", {"stock": stock, "why": each.why})
