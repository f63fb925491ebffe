"""What suppliers said will come, and every time they changed their mind (spec 3.4). No promise moves by it (I8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any

from django.db.models import Max

from makegood.db import locks, sql
from makegood.db.models import EtaRevision, IncomingLot, Item, Location, PurchaseOrder, Supplier
from makegood.db.rows import load, new
from makegood.db.tasks import SUPPLIER_DELAY
from makegood.domain.intake import lot_fault
from makegood.domain.terms.errors import DomainError
from makegood.services._bundles import bundle_problems
from makegood.services._tasks import crossed
from makegood.services._work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedLot:
    """One expected arrival of a purchase order. `line` None = the next free number; `confirmed` None = not said."""

    sku: str
    quantity: int
    line: int | None = None
    location: str = "main"
    eta: date | None = None
    confirmed: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedOrder:
    """A purchase order that was placed. Blanks around its number and its supplier mean nothing."""

    number: str
    supplier: str
    lots: tuple[ExpectedLot, ...]
    ordered_on: date | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "number", self.number.strip())
        object.__setattr__(self, "supplier", self.supplier.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class Expect:
    """Purchase orders that were placed: all of them are written down, or none."""

    orders: tuple[ExpectedOrder, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEta:
    """A supplier's present word about a line of a purchase order. `quantity` = units in all, what came already among
    them: less than before is a cut, and more than came opens a line again of which nothing more was to come, where
    that or the day is new. None = as it was."""

    po: str
    line: int
    eta: date | None
    confirmed: bool | None = None
    quantity: int | None = None
    why: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "po", self.po.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeEta:
    """Suppliers changed dates or quantities."""

    changes: tuple[NewEta, ...]


def expect(work: Work, command: Expect) -> list[PurchaseOrder]:
    """Write purchase orders down with the first word about each lot.

    Raises DomainError('purchase_refused') with every problem; an order that is there already is one.
    """
    items = locks.items_of(lot.sku for order in command.orders for lot in order.lots)
    places = dict(Location.objects.values_list("name", "pk"))
    problems = list(_problems(work, command, items, places))
    if problems:
        raise DomainError("purchase_refused", {"problems": problems})
    suppliers = _suppliers({order.supplier for order in command.orders})
    rows = [
        new(
            PurchaseOrder,
            number=order.number,
            supplier_id=suppliers[order.supplier],
            ordered_on=order.ordered_on,
        )
        for order in command.orders
    ]
    work.add_numbered(PurchaseOrder, rows)
    lots = [
        _lot(row, number, lot, items, places)
        for row, order in zip(rows, command.orders, strict=True)
        for number, lot in _numbered(order)
    ]
    work.add_numbered(IncomingLot, lots)
    told: dict[int, list[dict[str, Any]]] = {}
    for lot_row in lots:
        _revise(work, lot_row, number=1, why="")
        told.setdefault(lot_row.purchase_order_id, []).append(_told(lot_row))
        work.moved.add(lot_row.item_id)
    for row in rows:
        work.tell(row, "receipt.expected", {"lots": told.get(row.pk, [])})
    return rows


def change_eta(work: Work, command: ChangeEta) -> list[IncomingLot]:
    """Write the supplier's new word down; the same word again changes nothing. The lots, as they are now.

    Raises DomainError('lot_unknown'), ('lot_twice'), ('quantity_below_received') with what came already,
    ('purchase_refused') where more units are said to come of what is a bundle by now.
    """
    named = {(each.po, each.line) for each in command.changes}
    found = IncomingLot.objects.filter(purchase_order__number__in=sql.among(po for po, _ in named))
    items = locks.items(found.values_list("item_id", flat=True))
    orders = locks.purchase_orders(found.values_list("purchase_order_id", flat=True))
    lots = {(orders[lot.purchase_order_id].number, lot.line): lot for lot in load(found.order_by("pk"))}
    missing = sorted(named - set(lots))
    if missing:
        raise DomainError("lot_unknown", {"lots": [f"{po}/{line}" for po, line in missing]})
    if len(named) < len(command.changes):
        raise DomainError("lot_twice", {"expected": "one word about each lot"})
    revisions = dict(
        EtaRevision.objects.filter(lot__in=sql.among(lot.pk for lot in lots.values()))
        .values_list("lot")
        .annotate(last=Max("number"))
    )
    bundles = bundle_problems(items.values())
    changed = []
    for each in command.changes:
        lot = lots[each.po, each.line]
        before, number = (lot.eta, lot.open_qty), revisions.get(lot.pk, 0) + 1
        if _change(work, lot, each, number=number):
            sku = items[lot.item_id].sku
            if sku in bundles and lot.open_qty > before[1]:
                problem = {"po": each.po, "line": each.line, "sku": sku, **bundles[sku]}
                raise DomainError("purchase_refused", {"problems": [problem]})
            if items[lot.item_id].backordered_qty and _delays(lot, *before):
                # Those who talk to customers hear of it (spec 9.2).
                about = {"po": each.po, "line": each.line, "eta": str(lot.eta or ""), "open": lot.open_qty}
                work.add(
                    crossed(work, SUPPLIER_DELAY, key=f"{lot.pk}:{number}", item_id=lot.item_id, **about)
                )
            order = orders[lot.purchase_order_id]
            work.tell(order, "receipt.eta_changed", {**_told(lot), "why": each.why})
            work.moved.add(lot.item_id)
        changed.append(lot)
    return changed


def _delays(lot: IncomingLot, eta: date | None, open_qty: int) -> bool:
    """True when units of it come later than was said, or never."""
    later = eta is not None and (lot.eta is None or lot.eta > eta)
    return later or lot.open_qty < open_qty


def _change(work: Work, lot: IncomingLot, each: NewEta, *, number: int) -> bool:
    values: dict[str, Any] = {
        "eta": each.eta,
        "first_eta": lot.first_eta or each.eta,
        "confirmed": each.confirmed,
    }
    # A program tells the same day and units every night: that is no later word than the dock's.
    same = (each.quantity, each.eta) == (lot.quantity - lot.cancelled_qty, lot.eta)
    if each.quantity is not None and not same:
        values |= _in_all(lot, each, each.quantity)
    if all(getattr(lot, name) == value for name, value in values.items()):
        return False
    work.set(lot, **values)
    _revise(work, lot, number=number, why=each.why)
    return True


def _in_all(lot: IncomingLot, each: NewEta, quantity: int) -> dict[str, int]:
    """So many units are to come, what came already among them. That is a later word than the dock's that nothing more
    would come."""
    if quantity < lot.received_qty:
        raise DomainError(
            "quantity_below_received",
            {"po": each.po, "line": each.line, "quantity": quantity, "received_qty": lot.received_qty},
        )
    ordered = max(lot.quantity, quantity)
    return {
        "quantity": ordered,
        "cancelled_qty": ordered - quantity,
        "short_qty": 0,
        "open_qty": quantity - lot.received_qty,
    }


def _problems(
    work: Work, command: Expect, items: Mapping[str, Item], places: Mapping[str, int]
) -> Iterator[dict[str, Any]]:
    numbers = [order.number for order in command.orders]
    bundles = bundle_problems(items.values())
    known = set(PurchaseOrder.objects.filter(number__in=sql.among(numbers)).values_list("number", flat=True))
    for place, order in enumerate(command.orders):
        at: dict[str, Any] = {"po": order.number}
        if not order.number.strip() or not order.supplier.strip():
            yield at | {"problem": "number_missing", "expected": "a number and a supplier"}
        if order.ordered_on is not None and order.ordered_on > work.today:
            found = order.ordered_on.isoformat()
            yield at | {"problem": "ordered_in_future", "found": found, "expected": "today or before"}
        if order.number in known or order.number in numbers[:place]:
            yield at | {
                "problem": "purchase_order_known",
                "expected": "a new number; to change a date, change its ETA",
            }
        for number, lot in _numbered(order):
            spot = at | {"line": number, "sku": lot.sku}
            fault = lot_fault(today=work.today, quantity=lot.quantity, ordered_on=order.ordered_on)
            if lot.sku not in items:
                yield spot | {"problem": "sku_unknown", "expected": "a SKU of the catalogue"}
            elif lot.sku in bundles:
                yield spot | bundles[lot.sku]
            elif lot.location not in places:
                yield spot | {
                    "problem": "location_unknown",
                    "found": lot.location,
                    "expected": "a known place",
                }
            elif fault is not None:
                yield spot | {
                    "problem": fault.value,
                    "found": lot.quantity,
                    "expected": "a lot that can be true",
                }
        if len({number for number, _ in _numbered(order)}) < len(order.lots):
            yield at | {"problem": "line_twice", "expected": "each line once"}


def _numbered(order: ExpectedOrder) -> list[tuple[int, ExpectedLot]]:
    named = {lot.line for lot in order.lots}
    free = (number for number in count(1) if number not in named)
    return [(lot.line or next(free), lot) for lot in order.lots]


def _suppliers(names: set[str]) -> dict[str, int]:
    Supplier.objects.bulk_create([Supplier(name=name) for name in sorted(names)], ignore_conflicts=True)
    return dict(Supplier.objects.filter(name__in=names).values_list("name", "pk"))


def _lot(
    order: PurchaseOrder, line: int, lot: ExpectedLot, items: Mapping[str, Item], places: Mapping[str, int]
) -> IncomingLot:
    return new(
        IncomingLot,
        purchase_order_id=order.pk,
        item_id=items[lot.sku].pk,
        location_id=places[lot.location],
        line=line,
        quantity=lot.quantity,
        open_qty=lot.quantity,
        eta=lot.eta,
        first_eta=lot.eta,
        confirmed=lot.confirmed,
    )


def _revise(work: Work, lot: IncomingLot, *, number: int, why: str) -> None:
    work.add(
        new(
            EtaRevision,
            lot_id=lot.pk,
            number=number,
            eta=lot.eta,
            confirmed=lot.confirmed,
            quantity=lot.quantity - lot.cancelled_qty,
            at=work.now,
            actor=work.actor,
            why=why,
        )
    )


def _told(lot: IncomingLot) -> dict[str, Any]:
    eta = lot.eta.isoformat() if lot.eta else None
    return {"lot": lot.pk, "line": lot.line, "eta": eta, "confirmed": lot.confirmed, "open": lot.open_qty}
