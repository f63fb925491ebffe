"""A mistyped receipt is taken back before its units were released (spec 8.2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Max

from makegood.db import locks, sql
from makegood.db.models import IncomingLot, Item, PurchaseOrder, Receipt, Stock
from makegood.db.rows import by_id, load
from makegood.domain.receipt import arrival
from makegood.domain.receipt.arrival import Arrival, Shelf, StockMove
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.reason import Reason
from makegood.services._bundles import bundle_problems
from makegood.services._shelf import shift
from makegood.services._shortfall import give_back, hold_stock
from makegood.services._withdrawal import Withdrawal
from makegood.services._work import Work

CAUSE = "undo"


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoReceipt:
    """Take receipts back as if they had never been typed, each with all of its delivery; `why` = what was mistyped. All
    of them, or none."""

    receipts: tuple[int, ...]
    why: str = ""


@dataclass(frozen=True, slots=True)
class Undone:
    """A receipt that was taken back: good and damaged units that are gone, units that lines gave back for it, and what
    its lot waits for again (None = it had no lot)."""

    receipt: int
    sku: str
    location: str
    good_qty: int
    damaged_qty: int
    given_back: int
    open_qty: int | None


def undo(work: Work, command: UndoReceipt) -> list[Undone]:
    """Take units off the shelf and open the lot again; lines that hold more than is left give back, lowest rank first.

    Raises DomainError('receipt_unknown'), ('receipt_undone'), ('receipt_released') with how many of its good units are
    not released yet, ('receipt_moved') when its damaged units are no longer in quarantine, ('purchase_refused') where
    its lot would wait for units of what is a bundle by now, ('text_required') where nobody says what was mistyped,
    ('changed_meanwhile').
    """
    if not command.why.strip():
        raise DomainError("text_required", {"expected": "what was mistyped"})
    wanted = _wanted(command)
    found = _receipts(wanted)
    lots = by_id(
        load(IncomingLot.objects.filter(pk__in=sql.among(row.lot_id for row in found.values() if row.lot_id)))
    )
    stock = _stock(found.values())
    turns = hold_stock(
        work,
        item_ids={row.item_id for row in found.values()},
        short=lambda: _short(found.values(), stock),
        purchase_order_ids={lot.purchase_order_id for lot in lots.values()},
    )
    holdings = turns.holdings
    # Now that nobody else can change them.
    found = _receipts(wanted)
    lots = by_id(load(IncomingLot.objects.filter(pk__in=sql.among(lots))))
    orders = locks.purchase_orders({lot.purchase_order_id for lot in lots.values()})
    _check_lots(found.values(), holdings.items, lots, orders)
    came_on = _came_on(lots, but=wanted)
    back = Withdrawal(
        work, holdings, reason=Reason.COUNT_ERROR, kind="receipt.counted_short", why=command.why
    )
    undone = []
    for row in found.values():
        shelf = holdings.stock[stock[row.item_id, row.location_id]]
        place, item = holdings.places[row.location_id], holdings.items[row.item_id]
        moves = _moves(row, item.sku, place, shelf, turns.unreleased(shelf))
        given_back = give_back(work, back, turns, shelf, shelf.reserved - (shelf.on_hand - _good(row)))
        for move in moves:
            shift(work, shelf, shelf=move.shelf, qty=move.qty, cause=CAUSE, ref=str(row.pk))
        work.set(row, undone_at=work.now)
        lot = lots.get(row.lot_id or 0)
        if lot is not None:
            told = _open_again(work, row, lot, received_on=came_on.get(lot.pk))
            work.tell(orders[lot.purchase_order_id], "receipt.undone", {**told, "why": command.why})
        _tell(work, item, row, place, moves, command.why)
        again = lot.open_qty if lot else None
        undone.append(Undone(row.pk, item.sku, place, _good(row), row.damaged_qty, given_back, again))
    back.finish()
    return undone


def _wanted(command: UndoReceipt) -> list[int]:
    """The receipts that are named, and those of the same deliveries: what was mistyped is the delivery."""
    named = Receipt.objects.filter(pk__in=sql.among(command.receipts)).values_list("pk", "first_part_id")
    firsts = {first or pk for pk, first in named}
    others = Receipt.objects.filter(first_part__in=sql.among(firsts)).values_list("pk", flat=True)
    return list(dict.fromkeys([*command.receipts, *sorted({*firsts, *others})]))


def _receipts(wanted: Iterable[int]) -> dict[int, Receipt]:
    ids = list(wanted)
    found = by_id(load(Receipt.objects.filter(pk__in=sql.among(ids))))
    unknown = [pk for pk in ids if pk not in found]
    if unknown:
        raise DomainError("receipt_unknown", {"receipts": unknown})
    undone = [pk for pk in ids if found[pk].undone_at is not None]
    if undone:
        raise DomainError("receipt_undone", {"receipts": undone})
    return {pk: found[pk] for pk in ids}


def _check_lots(
    receipts: Iterable[Receipt],
    items: Mapping[int, Item],
    lots: Mapping[int, IncomingLot],
    orders: Mapping[int, PurchaseOrder],
) -> None:
    bundles = bundle_problems(items[row.item_id] for row in receipts)
    problems = []
    for row in receipts:
        lot, sku = lots.get(row.lot_id or 0), items[row.item_id].sku
        if lot is not None and sku in bundles and row.filled_qty + min(row.short_qty, lot.short_qty):
            number = orders[lot.purchase_order_id].number
            problems.append({"po": number, "line": lot.line, "sku": sku, **bundles[sku]})
    if problems:
        raise DomainError("purchase_refused", {"problems": problems})


def _stock(receipts: Iterable[Receipt]) -> Mapping[tuple[int, int], int]:
    """Ids of the stock rows that receipts were put into, by item and place."""
    wanted = {(row.item_id, row.location_id) for row in receipts}
    rows = Stock.objects.filter(item_id__in=sql.among(item for item, _ in wanted))
    names = ("pk", "item_id", "location_id")
    return {(item, place): pk for pk, item, place in rows.values_list(*names) if (item, place) in wanted}


def _short(receipts: Iterable[Receipt], stock: Mapping[tuple[int, int], int]) -> Mapping[int, int]:
    """By stock row, how many units lines hold of those that leave."""
    left = {
        pk: reserved - on_hand
        for pk, reserved, on_hand in Stock.objects.filter(pk__in=sql.among(stock.values())).values_list(
            "pk", "reserved", "on_hand"
        )
    }
    for row in receipts:
        left[stock[row.item_id, row.location_id]] += _good(row)
    return left


def _good(row: Receipt) -> int:
    return row.filled_qty + row.over_qty


def _moves(row: Receipt, sku: str, place: str, shelf: Stock, unreleased_qty: int) -> tuple[StockMove, ...]:
    if row.damaged_qty > shelf.quarantine:
        raise DomainError(
            "receipt_moved",
            {
                "receipt": row.pk,
                "sku": sku,
                "damaged_qty": row.damaged_qty,
                "quarantine_qty": shelf.quarantine,
            },
        )
    came = (
        StockMove(sku, place, Shelf.ON_HAND, _good(row)),
        StockMove(sku, place, Shelf.QUARANTINE, row.damaged_qty),
    )
    typed = Arrival(
        filled_qty=row.filled_qty,
        over_qty=row.over_qty,
        damaged_qty=row.damaged_qty,
        open_qty=0,
        short_qty=row.short_qty,
        findings=(),
        moves=tuple(move for move in came if move.qty),
    )
    return arrival.undo(arrival=typed, unreleased_qty=unreleased_qty)


def _came_on(lots: Iterable[int], *, but: Iterable[int]) -> dict[int, date]:
    """The last day on which units of lots came, by the receipts that stand."""
    stand = Receipt.objects.filter(lot__in=sql.among(lots), undone_at__isnull=True, filled_qty__gt=0)
    days = stand.exclude(pk__in=sql.among(but)).order_by().values_list("lot")
    return dict(days.annotate(last=Max("received_on")))


def _open_again(work: Work, row: Receipt, lot: IncomingLot, *, received_on: date | None) -> dict[str, int]:
    """Let the lot wait again; what its purchase order is told of it."""
    # Units that were never to come may be on their way again, by the supplier's later word.
    short = min(row.short_qty, lot.short_qty)
    work.set(
        lot,
        received_qty=lot.received_qty - row.filled_qty,
        short_qty=lot.short_qty - short,
        open_qty=lot.open_qty + row.filled_qty + short,
        received_on=received_on,
    )
    work.moved.add(lot.item_id)
    return {"receipt": row.pk, "lot": lot.pk, "filled": -row.filled_qty, "open": lot.open_qty}


def _tell(work: Work, item: Item, row: Receipt, place: str, moves: Iterable[StockMove], why: str) -> None:
    changes = {move.shelf.value: move.qty for move in moves}
    work.tell(item, "receipt.undone", {"receipt": row.pk, "stock": {place: changes}, "why": why})
