"""What is expected: suppliers, purchase orders and lots that we do not have yet; received ones are the record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from makegood.db.models import EtaRevision, IncomingLot, PurchaseOrder, Receipt, Supplier
from makegood.db.rows import load, new
from makegood.domain.terms import stock
from makegood.domain.terms.limits import LONGEST_ID
from makegood.services._work import Work
from makegood.services.cutover.catalogue import IMPORT, Ground
from makegood.services.cutover.commands import Imported

_Key = tuple[str, str, date | None]


def expect(
    work: Work, lots: Iterable[stock.IncomingLot], ground: Ground, found: Imported
) -> list[stock.IncomingLot]:
    """Make what is new, and hold the rest against what we have; the lots that were made."""
    lots = list(lots)
    suppliers = _suppliers(work, lots, found)
    orders, fresh_orders = _orders(work, lots, suppliers, found)
    known = _known(orders.values(), fresh_orders)
    last: dict[int, int] = {}
    for own in known.values():
        for row in own:
            last[row.purchase_order_id] = max(row.line, last.get(row.purchase_order_id, 0))
    made: list[tuple[stock.IncomingLot, IncomingLot]] = []
    for lot in lots:
        order = orders[_key(lot)]
        place = order.pk, ground.items[lot.sku].pk, ground.places[lot.location].pk
        earlier = known.get(place)
        if earlier:
            _compare(lot, earlier.pop(0), order, found)
            continue
        last[order.pk] = last.get(order.pk, 0) + 1
        made.append((lot, _row(lot, place, last[order.pk])))
    work.add_numbered(IncomingLot, [row for _, row in made])
    told: dict[int, list[int]] = {}
    for lot, row in made:
        _revise(work, lot, row)
        if row.received_qty:
            work.add(_receipt(work, lot, row))
        told.setdefault(row.purchase_order_id, []).append(row.pk)
    for order in orders.values():
        if order.pk in told:
            work.tell(order, "receipt.expected", {"lots": told[order.pk]})
    found.made["lots"] += len(made)
    return [lot for lot, _ in made]


def _key(lot: stock.IncomingLot) -> _Key:
    return lot.po, lot.supplier, lot.ordered_on


def _suppliers(work: Work, lots: Iterable[stock.IncomingLot], found: Imported) -> dict[str, Supplier]:
    known = {row.name: row for row in load(Supplier.objects.all())}
    fresh = [new(Supplier, name=name) for name in sorted({lot.supplier for lot in lots} - set(known))]
    work.add_numbered(Supplier, fresh)
    found.made["suppliers"] += len(fresh)
    return known | {row.name: row for row in fresh}


def _orders(
    work: Work, lots: Iterable[stock.IncomingLot], suppliers: Mapping[str, Supplier], found: Imported
) -> tuple[dict[_Key, PurchaseOrder], list[PurchaseOrder]]:
    """A purchase order has one supplier and one day. Where the files give one number to several, the second is told
    apart by a number behind its own."""
    by_number = {row.number: row for row in load(PurchaseOrder.objects.all())}
    orders: dict[_Key, PurchaseOrder] = {}
    fresh: list[PurchaseOrder] = []
    for lot in lots:
        key = _key(lot)
        if key in orders:
            continue
        supplier = suppliers[lot.supplier].pk
        number, copies = lot.po, 1
        while number in by_number and not _is(by_number[number], supplier, lot.ordered_on):
            copies += 1
            end = f" ({copies})"
            number = f"{lot.po[: LONGEST_ID - len(end)]}{end}"
        if number not in by_number:
            by_number[number] = new(
                PurchaseOrder, number=number, supplier_id=supplier, ordered_on=lot.ordered_on
            )
            fresh.append(by_number[number])
        orders[key] = by_number[number]
    work.add_numbered(PurchaseOrder, fresh)
    found.made["purchase_orders"] += len(fresh)
    return orders, fresh


def _is(row: PurchaseOrder, supplier_id: int, ordered_on: date | None) -> bool:
    return row.supplier_id == supplier_id and row.ordered_on == ordered_on


def _known(
    orders: Iterable[PurchaseOrder], fresh: Iterable[PurchaseOrder]
) -> dict[tuple[int, int, int], list[IncomingLot]]:
    """Lots that we have, by purchase order, item and location, in the order of their lines."""
    ours = {order.pk for order in orders} - {order.pk for order in fresh}
    found: dict[tuple[int, int, int], list[IncomingLot]] = {}
    if ours:
        for row in load(IncomingLot.objects.order_by("purchase_order_id", "line")):
            if row.purchase_order_id in ours:
                found.setdefault((row.purchase_order_id, row.item_id, row.location_id), []).append(row)
    return found


def _row(lot: stock.IncomingLot, place: tuple[int, int, int], line: int) -> IncomingLot:
    order_id, item_id, location_id = place
    # More than was ordered leaves nothing open; how much more is no longer of use.
    received = min(lot.received_qty, lot.quantity - lot.cancelled_qty)
    return new(
        IncomingLot,
        purchase_order_id=order_id,
        item_id=item_id,
        location_id=location_id,
        line=line,
        quantity=lot.quantity,
        received_qty=received,
        cancelled_qty=lot.cancelled_qty,
        eta=lot.eta,
        first_eta=lot.first_eta or lot.eta,
        confirmed=lot.confirmed,
        received_on=lot.received_on,
        open_qty=lot.open_qty,
    )


def _revise(work: Work, lot: stock.IncomingLot, row: IncomingLot) -> None:
    """The supplier's first word, and its present one where that is another."""
    words = [row.first_eta] if row.first_eta == row.eta else [row.first_eta, row.eta]
    for number, eta in enumerate(words, 1):
        revision: dict[str, Any] = {
            "lot_id": row.pk,
            "number": number,
            "eta": eta,
            "confirmed": row.confirmed,
        }
        work.add(
            new(EtaRevision, **revision, quantity=lot.quantity, at=work.now, actor=work.actor, why=IMPORT)
        )


def _receipt(work: Work, lot: stock.IncomingLot, row: IncomingLot) -> Receipt:
    """What came before we knew of it; its units are in the count of the stock."""
    over = max(0, lot.received_qty - row.received_qty)
    return new(
        Receipt,
        item_id=row.item_id,
        location_id=row.location_id,
        lot_id=row.pk,
        received_on=lot.received_on or work.today,
        at=work.now,
        counted_qty=row.received_qty + over,
        filled_qty=row.received_qty,
        over_qty=over,
        findings=[IMPORT],
    )


def _compare(lot: stock.IncomingLot, row: IncomingLot, order: PurchaseOrder, found: Imported) -> None:
    theirs = _row(lot, (row.purchase_order_id, row.item_id, row.location_id), row.line)
    names = ("quantity", "received_qty", "cancelled_qty", "eta", "confirmed", "received_on")
    pairs = {name: (getattr(row, name), getattr(theirs, name)) for name in names}
    found.compare("lots", f"{order.number} / {lot.sku} / {row.line}", pairs)
