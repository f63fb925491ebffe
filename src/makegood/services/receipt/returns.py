"""Goods that customers send back: they count after inspection, and whoever waits is served from them (spec 8.2)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from makegood.db import facts, sql
from makegood.db.models import OrderLine, Task
from makegood.db.models import Return as ReturnRow
from makegood.db.rows import load, new
from makegood.db.sql import among
from makegood.db.tasks import RETURNED
from makegood.domain.decision.outcome import FinanceAction, Why
from makegood.domain.intake import components
from makegood.domain.receipt.arrival import Shelf, StockMove, inspect_return
from makegood.domain.terms import demand
from makegood.domain.terms.errors import DomainError
from makegood.queries.known import no_place
from makegood.services._holdings import Holding, Holdings, hold
from makegood.services._orders import OrderName, order_ids
from makegood.services._qty import check_qty
from makegood.services._shelf import shift, stock_rows
from makegood.services._tasks import crossed
from makegood.services._work import Work

CAUSE = "return"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedLine:
    """Units of a shipped line that came back to a location, and how many of them inspection found good.

    Of a bundle whole sets: one with a bad component is not good.
    """

    order: OrderName
    line: str
    returned_qty: int
    sellable_qty: int
    location: str = "main"


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """Take returned units in. All of them, or none: what makes no sense is named.

    `number` = the return's own: what is told again under it counts once; without one every return is another.
    """

    lines: tuple[ReturnedLine, ...]
    number: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "number", self.number.strip())


@dataclass(frozen=True, slots=True)
class Returned:
    """A line with all that came back of it so far, and what of this return may be sold again. `known` = the return had
    been told before."""

    order: str
    line: str
    returned_qty: int
    sellable_qty: int
    returned_in_all_qty: int
    known: bool = False


@dataclass(frozen=True, slots=True)
class _Inspected:
    """A return that makes sense, with what it puts on which shelf."""

    each: ReturnedLine
    holding: Holding
    moves: tuple[StockMove, ...]


def take_back(work: Work, command: Return) -> list[Returned]:
    """Count good units as on hand and quarantine the others. The order keeps what it was: nothing is owed again.

    A return that is known has no effect. Raises DomainError('order_unknown'), ('order_ambiguous'), and
    ('return_refused') with the problem of each line.
    """
    ids = order_ids(each.order for each in command.lines)
    left = _left(ids.values())
    holdings = hold(ids.values(), item_ids={item for own in left.values() for item in own})
    known = _known(ids.values(), command.number)
    catalogue = facts.items(holdings.items.values())
    inspected: list[_Inspected] = []
    problems: list[dict[str, Any]] = []
    told = _units(command, ids)
    for number, each in enumerate(command.lines, 1):
        holding = holdings.orders[ids[each.order]]
        try:
            before = known.get(holding.order.pk)
            if before is not None:
                _same(before, told[holding.order.pk])
                continue
            moves = _inspect(holdings, holding, each, catalogue, left)
        except DomainError as error:
            problems.append(
                {
                    "return": number,
                    "order": each.order.number,
                    "line": each.line,
                    "problem": error.code,
                    **error.data,
                }
            )
            continue
        line = holding.lines[each.line]
        work.set(line, returned_qty=line.returned_qty + each.returned_qty)
        inspected.append(_Inspected(each, holding, moves))
    if problems:
        raise DomainError("return_refused", {"problems": problems})
    _note(work, command, {pk: units for pk, units in told.items() if pk not in known})
    _shelve(work, holdings, inspected)
    _tell(work, inspected)
    return [_returned(each, holdings.orders[ids[each.order]], known) for each in command.lines]


def _returned(each: ReturnedLine, holding: Holding, known: Mapping[int, ReturnRow]) -> Returned:
    line = holding.lines[each.line]
    return Returned(
        holding.order.number,
        each.line,
        each.returned_qty,
        each.sellable_qty,
        line.returned_qty,
        holding.order.pk in known,
    )


def _known(order_ids: Iterable[int], number: str) -> dict[int, ReturnRow]:
    """Returns that were told under this number before, by order."""
    if not number:
        return {}
    return {
        row.order_id: row
        for row in load(ReturnRow.objects.filter(number=number, order_id__in=among(order_ids)))
    }


def _units(command: Return, ids: Mapping[OrderName, int]) -> dict[int, list[list[Any]]]:
    """What came back of each order, in one way of telling it: line, location, returned, good."""
    found: dict[int, dict[tuple[str, str], list[int]]] = {}
    for each in command.lines:
        counts = found.setdefault(ids[each.order], {}).setdefault((each.line, each.location), [0, 0])
        counts[0] += each.returned_qty
        counts[1] += each.sellable_qty
    return {pk: [[*at, *counts] for at, counts in sorted(own.items())] for pk, own in found.items()}


def _same(before: ReturnRow, units: list[list[Any]]) -> None:
    if before.units != units:
        raise DomainError(
            "return_differs", {"number": before.number, "found": units, "expected": before.units}
        )


def _note(work: Work, command: Return, told: Mapping[int, list[list[Any]]]) -> None:
    for order_pk, units in told.items():
        work.add(
            new(
                ReturnRow,
                order_id=order_pk,
                number=command.number,
                units=units,
                at=work.now,
                actor=work.actor,
            )
        )


def _left(order_ids: Iterable[int]) -> dict[int, dict[int, int]]:
    """Units of each stocked item in one unit of each line of which something left, by line and item, as its last parcel
    had them: what a bundle is made of may have changed since."""
    found: dict[int, tuple[int, dict[int, int]]] = {}
    for line, shipment, told, name, item, qty in sql.ask(_LEFT, sql.ids(order_ids)):
        units = (told if isinstance(told, dict) else json.loads(told)).get(name)
        newest, own = found.setdefault(line, (shipment, {}))
        if units and shipment == newest:
            own[item] = qty // units
    return {line: own for line, (_, own) in found.items()}


_LEFT = """
    SELECT a.line_id, h.id, h.units, l.line_id, s.item_id, sum(a.qty) FROM makegood_allocation a
    JOIN makegood_orderline l ON l.id = a.line_id JOIN makegood_stock s ON s.id = a.stock_id
    JOIN makegood_shipment h ON h.id = a.shipment_id
    WHERE a.state = 'shipped' AND l.order_id IN_LIST(%s)
    GROUP BY a.line_id, h.id, h.units, l.line_id, s.item_id ORDER BY a.line_id, h.id DESC, s.item_id
"""


def _needed(
    holdings: Holdings, line: OrderLine, catalogue: Mapping[str, demand.Item], left: Mapping[int, int]
) -> Mapping[str, int]:
    """Units of each SKU in one unit of a line: as it left, or as it is made up today where another shop sent it or what
    left is a bundle by now."""
    needed: Counter[str] = Counter()
    for item, per in (left or {line.item_id: 1}).items():
        for part, units in components(sku=holdings.items[item].sku, items=catalogue).items():
            needed[part] += per * units
    return needed


def _inspect(
    holdings: Holdings,
    holding: Holding,
    each: ReturnedLine,
    catalogue: Mapping[str, demand.Item],
    left: Mapping[int, Mapping[int, int]],
) -> tuple[StockMove, ...]:
    line = holding.lines.get(each.line)
    if line is None:
        raise DomainError("line_unknown")
    if each.location not in holdings.places.values():
        raise no_place(each.location, holdings.places.values())
    check_qty(each.returned_qty)
    if each.returned_qty > line.shipped_qty - line.returned_qty:
        raise DomainError(
            "qty_exceeds_shipped",
            {"qty": each.returned_qty, "shipped_qty": line.shipped_qty, "returned_qty": line.returned_qty},
        )
    return tuple(
        move
        for part, per in sorted(_needed(holdings, line, catalogue, left.get(line.pk, {})).items())
        for move in inspect_return(
            sku=part,
            location=each.location,
            returned_qty=each.returned_qty * per,
            sellable_qty=each.sellable_qty * per,
        )
    )


def _shelve(work: Work, holdings: Holdings, inspected: list[_Inspected]) -> None:
    items = {row.sku: row for row in holdings.items.values()}
    places = {name: pk for pk, name in holdings.places.items()}
    rows = stock_rows(
        work, [(items[move.sku].pk, places[move.location]) for found in inspected for move in found.moves]
    )
    for found in inspected:
        order = found.holding.order
        changes: dict[str, dict[str, int]] = {}
        for move in found.moves:
            item = items[move.sku]
            row = rows[item.pk, places[move.location]]
            shift(work, row, shelf=move.shelf, qty=move.qty, cause=CAUSE, ref=str(order.pk))
            changes.setdefault(move.sku, {})[move.shelf.value] = move.qty
            if move.shelf is Shelf.ON_HAND:
                work.freed.add(item.pk)
        for sku, change in changes.items():
            data = {"order": order.pk, "line": found.each.line, "stock": {found.each.location: change}}
            work.tell(items[sku], "receipt.returned", data)


def _tell(work: Work, inspected: list[_Inspected]) -> None:
    """One event per order."""
    told: dict[int, tuple[Holding, dict[str, Any]]] = {}
    for found in inspected:
        each, holding = found.each, found.holding
        _, data = told.setdefault(holding.order.pk, (holding, {"lines": {}, "sellable": {}}))
        before = data["lines"].get(each.line, {"returned": 0})
        data["lines"][each.line] = {"returned": before["returned"] + each.returned_qty}
        data["sellable"][each.line] = data["sellable"].get(each.line, 0) + each.sellable_qty
    asked = Task.objects.filter(kind=FinanceAction.PARTIAL_CAPTURE.value, order_id__in=among(told))
    captures = set(asked.filter(done_at=None).values_list("order_id", flat=True))
    for holding, data in told.values():
        order = holding.order
        work.tell(order, "receipt.returned", data)
        if order.captured_amount != 0 or order.pk in captures:
            # Money may have to go back for them: finance says how much (spec 9.2).
            about: dict[str, Any] = {
                "units": {line: counts["returned"] for line, counts in data["lines"].items()}
            }
            if order.captured_amount is None:
                about["why"] = Why.CAPTURED_UNKNOWN.value
            key = f"{order.pk}:{order.event_count}"
            work.add(crossed(work, RETURNED, key=key, order_id=order.pk, **about))
