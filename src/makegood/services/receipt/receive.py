"""Goods at the dock: counted, matched with their lot, put on the shelf (spec 7.1, 7.2). Allocation follows in flow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import NamedTuple

from makegood.db import locks, sql
from makegood.db.models import IncomingLot, Item, Location, PurchaseOrder, Receipt, Stock
from makegood.db.rows import load, new
from makegood.domain.receipt import arrival
from makegood.domain.terms import stock as facts
from makegood.domain.terms.errors import DomainError
from makegood.services._bundles import bundle_problems
from makegood.services._shelf import shift, stock_rows
from makegood.services._work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """Units of one SKU counted at one place, damaged ones included. `po` None = nothing says what they belong to.

    `line` = the purchase order's line; None = all its lines of the SKU for here: what comes fills them in the order of
    their ETA. `last` = the supplier sends no more of it; `received_on` None = today.
    """

    sku: str
    counted_qty: int
    damaged_qty: int = 0
    location: str = "main"
    po: str | None = None
    line: int | None = None
    last: bool = False
    received_on: date | None = None

    def __post_init__(self) -> None:
        if self.po is not None:
            object.__setattr__(self, "po", self.po.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class Receive:
    """Take deliveries in. All of them, or none: what makes no sense is named."""

    deliveries: tuple[Delivered, ...]


@dataclass(frozen=True, slots=True)
class Received:
    """What a delivery came to, or the part of it that is of one lot; `line` = its purchase order's line, None = it
    is of no lot; `findings` as in docs/rules/receipt.md."""

    receipt_id: int
    sku: str
    location: str
    filled_qty: int
    over_qty: int
    damaged_qty: int
    open_qty: int
    short_qty: int
    findings: tuple[str, ...]
    line: int | None


class _Came(NamedTuple):
    """What is of one lot, or of none: its receipt, and what it comes to."""

    row: Receipt
    each: Delivered
    found: arrival.Arrival
    lot: IncomingLot | None


def receive(work: Work, command: Receive) -> list[Received]:
    """Put deliveries on the shelf and fill their lots: of each as many receipts as it is of lots.

    Raises DomainError('delivery_refused') with each problem.
    """
    items = locks.items_of(each.sku for each in command.deliveries)
    lots = _lots(command.deliveries)
    orders = locks.purchase_orders(lot.purchase_order_id for own in lots.values() for lot in own)
    places = dict(Location.objects.values_list("name", "pk"))
    _check(work, command, items, lots, places)
    shelf = stock_rows(work, [(items[each.sku].pk, places[each.location]) for each in command.deliveries])
    came: list[list[_Came]] = []
    for number, each in enumerate(command.deliveries):
        came.append([])
        for part, lot in _shared(each, lots.get(number, ())):
            found = arrival.arrive(delivery=part, lot=_fact(each, lot) if lot else None)
            came[-1].append(_Came(_row(work, each, part, lot, items, places, found), each, found, lot))
            if lot is not None:
                _fill(work, lot, found, each.received_on or work.today)
    receipts = list(chain.from_iterable(came))
    work.add_numbered(Receipt, [row for row, *_ in receipts])
    for first, *others in came:
        for other in others:
            work.set(other.row, first_part_id=first.row.pk)
    for row, each, found, lot in receipts:
        _shelve(work, row, each, found, items, shelf)
        if lot is not None:
            _tell_order(work, orders[lot.purchase_order_id], row, each, found)
    return [_received(*each) for each in receipts]


def _shared(
    each: Delivered, lots: Sequence[IncomingLot]
) -> list[tuple[arrival.Delivery, IncomingLot | None]]:
    """A delivery, divided among the lots that still wait for units after what came before in the same breath; where
    none does, it is of the last."""
    whole = arrival.Delivery(
        sku=each.sku,
        location=each.location,
        counted_qty=each.counted_qty,
        damaged_qty=each.damaged_qty,
        last=each.last,
    )
    waiting = [lot for lot in lots if lot.open_qty] or lots[-1:]
    if not waiting:
        return [(whole, None)]
    parts = arrival.share(delivery=whole, lots=[_fact(each, lot) for lot in waiting])
    return [(part, lot) for part, lot in zip(parts, waiting, strict=True) if part is not None]


def _lots(deliveries: Sequence[Delivered]) -> dict[int, list[IncomingLot]]:
    """The lots each delivery may belong to, by its place in the list; of one SKU those first that are to come first."""
    named = {each.po for each in deliveries if each.po is not None}
    if not named:
        return {}
    found = load(IncomingLot.objects.filter(purchase_order__number__in=sql.among(named)))
    found.sort(key=lambda lot: (lot.eta or date.max, lot.line))
    numbers = dict(PurchaseOrder.objects.filter(number__in=sql.among(named)).values_list("pk", "number"))
    skus = dict(Item.objects.filter(pk__in=sql.among(lot.item_id for lot in found)).values_list("pk", "sku"))
    places = dict(Location.objects.values_list("pk", "name"))
    there: dict[tuple[str, str, str], list[IncomingLot]] = {}
    for lot in found:
        key = numbers[lot.purchase_order_id], skus[lot.item_id], places[lot.location_id]
        there.setdefault(key, []).append(lot)
    matched: dict[int, list[IncomingLot]] = {}
    for number, each in enumerate(deliveries):
        own = there.get((each.po, each.sku, each.location), ()) if each.po is not None else ()
        fitting = [lot for lot in own if each.line in (None, lot.line)]
        if fitting:
            matched[number] = fitting
    return matched


def _check(
    work: Work,
    command: Receive,
    items: Mapping[str, Item],
    lots: Mapping[int, Sequence[IncomingLot]],
    places: Mapping[str, int],
) -> None:
    problems = []
    bundles = bundle_problems(items.values())
    for number, each in enumerate(command.deliveries):
        found = {"delivery": number + 1, "sku": each.sku}
        if each.sku not in items:
            problems.append({**found, "problem": "sku_unknown", "expected": "a SKU of the catalogue"})
        elif each.sku in bundles and each.counted_qty:
            problems.append({**found, **bundles[each.sku]})
        elif each.location not in places:
            problems.append(
                {**found, "problem": "location_unknown", "found": each.location, "expected": "a known place"}
            )
        elif each.po is not None and number not in lots:
            problems.append(
                {
                    **found,
                    "problem": "lot_unknown",
                    "found": each.po,
                    "expected": "a purchase order of this SKU for here",
                }
            )
        elif not 0 <= each.damaged_qty <= each.counted_qty or not each.counted_qty + each.last:
            problems.append(
                {**found, "problem": "count_invalid", "expected": "0 <= damaged <= counted, not nothing"}
            )
        elif each.received_on is not None and each.received_on > work.today:
            problems.append({**found, "problem": "received_in_future", "expected": "today or before"})
    if problems:
        raise DomainError("delivery_refused", {"problems": problems})


def _fact(each: Delivered, lot: IncomingLot) -> facts.IncomingLot:
    return facts.IncomingLot(
        po=each.po or "",
        sku=each.sku,
        quantity=lot.quantity,
        location=each.location,
        received_qty=lot.received_qty,
        cancelled_qty=lot.cancelled_qty + lot.short_qty,
    )


def _row(
    work: Work,
    each: Delivered,
    part: arrival.Delivery,
    lot: IncomingLot | None,
    items: Mapping[str, Item],
    places: Mapping[str, int],
    found: arrival.Arrival,
) -> Receipt:
    return new(
        Receipt,
        item_id=items[each.sku].pk,
        location_id=places[each.location],
        lot_id=lot.pk if lot else None,
        received_on=each.received_on or work.today,
        at=work.now,
        counted_qty=part.counted_qty,
        damaged_qty=found.damaged_qty,
        filled_qty=found.filled_qty,
        over_qty=found.over_qty,
        short_qty=found.short_qty,
        findings=[finding.value for finding in found.findings],
    )


def _fill(work: Work, lot: IncomingLot, found: arrival.Arrival, day: date) -> None:
    work.set(
        lot,
        received_qty=lot.received_qty + found.filled_qty,
        short_qty=lot.short_qty + found.short_qty,
        open_qty=found.open_qty,
        received_on=day if found.filled_qty else lot.received_on,
    )


def _shelve(
    work: Work,
    row: Receipt,
    each: Delivered,
    found: arrival.Arrival,
    items: Mapping[str, Item],
    shelf: Mapping[tuple[int, int], Stock],
) -> None:
    item = items[each.sku]
    changes: dict[str, int] = {}
    for move in found.moves:
        shift(
            work,
            shelf[item.pk, row.location_id],
            shelf=move.shelf,
            qty=move.qty,
            cause="receipt",
            ref=str(row.pk),
        )
        changes[move.shelf.value] = changes.get(move.shelf.value, 0) + move.qty
    if found.short_qty:
        work.moved.add(item.pk)
    if changes.get("on_hand"):
        work.freed.add(item.pk)
    work.tell(
        item,
        "receipt.received",
        {"receipt": row.pk, "stock": {each.location: changes}, "findings": row.findings},
    )


def _tell_order(
    work: Work, order: PurchaseOrder, row: Receipt, each: Delivered, found: arrival.Arrival
) -> None:
    work.tell(
        order,
        "receipt.received",
        {
            "lot": row.lot_id,
            "receipt": row.pk,
            "sku": each.sku,
            "filled": found.filled_qty,
            "over": found.over_qty,
            "damaged": found.damaged_qty,
            "short": found.short_qty,
            "open": found.open_qty,
        },
    )


def _received(row: Receipt, each: Delivered, found: arrival.Arrival, lot: IncomingLot | None) -> Received:
    return Received(
        receipt_id=row.pk,
        sku=each.sku,
        location=each.location,
        filled_qty=found.filled_qty,
        over_qty=found.over_qty,
        damaged_qty=found.damaged_qty,
        open_qty=found.open_qty,
        short_qty=found.short_qty,
        findings=tuple(row.findings),
        line=lot.line if lot else None,
    )
