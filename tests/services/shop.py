"""A small shop with a warehouse: its goods, its orders, and what the tests ask it. Today is Monday 23 November 2026."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import Q

from makegood import flow
from makegood.db.models import (
    Allocation,
    Backorder,
    BundlePart,
    Decision,
    Event,
    IncomingLot,
    Item,
    Location,
    Order,
    OrderLine,
    PurchaseOrder,
    Release,
    Shipment,
    Stock,
    StockMove,
    Supplier,
    Task,
)
from makegood.db.sql import ask
from makegood.domain.terms.errors import DomainError
from makegood.queries.shop import shop_now
from makegood.reports.evidence import evidence_texts
from makegood.services import release
from makegood.services._orders import OrderName
from makegood.services.intake import NewLine, NewOrder, TakeOrders
from makegood.services.receipt.receive import Delivered, Receive
from makegood.services.receipt.returns import Return, Returned, ReturnedLine

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
TODAY = NOW.date()


def do(command: Any, *, days: int = 0) -> Any:
    """Run a command today, or so many days later."""
    return flow.run(command, actor="test", now=NOW + timedelta(days=days))


def goods(sku: str, *, available_on: date | None = None, **parts: int) -> Item:
    """An item; `parts` make it a bundle of so many of each component."""
    item = Item.objects.create(sku=sku, available_on=available_on, unit_price=1000)
    for part, per in parts.items():
        BundlePart.objects.create(bundle=item, component=Item.objects.get(sku=part), per=per)
    return item


def lot(
    sku: str,
    qty: int,
    *,
    eta: date,
    number: str = "PO1",
    confirmed: bool = True,
    at: str = "main",
    supplier: str = "Acme",
) -> None:
    """So many units are expected."""
    place, _ = Location.objects.get_or_create(name=at)
    of, _ = Supplier.objects.get_or_create(name=supplier)
    order, _ = PurchaseOrder.objects.get_or_create(number=number, supplier=of, ordered_on=date(2026, 11, 2))
    IncomingLot.objects.create(
        purchase_order=order,
        item=Item.objects.get(sku=sku),
        location=place,
        line=order.lots.count() + 1,
        quantity=qty,
        open_qty=qty,
        eta=eta,
        first_eta=eta,
        confirmed=confirmed,
    )


def arrive(sku: str, qty: int, *, at: str = "main", days: int = 0) -> None:
    """Units come in at a location."""
    Location.objects.get_or_create(name=at)
    do(Receive(deliveries=(Delivered(sku=sku, counted_qty=qty, location=at),)), days=days)


def take(number: str, *lines: tuple[str, int], each: dict[str, Any] | None = None, **order: Any) -> None:
    """An order taken outside our own door; line ids are 1, 2, …; `each` = columns of its lines."""
    new = NewOrder(
        number=number,
        placed_at=NOW,
        lines=tuple(NewLine(sku=sku, quantity=qty, **(each or {})) for sku, qty in lines),
        external=True,
        **order,
    )
    (draft,) = do(TakeOrders(orders=(new,)))
    assert draft.refusal is None


def decide(number: str, choice: str, *lines: str) -> None:
    """The decision in force for an order, or for some of its lines."""
    Decision.objects.create(
        order=Order.objects.get(number=number),
        choice=choice,
        lines=list(lines),
        recommended=choice,
        by="test",
        # Both end units, so they need the customer's word.
        approved_by="customer" if choice in ("cancel", "substitute") else "",
        at=NOW,
        actor="test",
        policy_revision=0,
    )


def let_go(*numbers: str, at: str | None = None, days: int = 0) -> dict[str, tuple[int, tuple[str, ...]]]:
    """Release orders (none named = all that may go); by `order/line` what went and what holds the rest."""
    names = tuple(OrderName(number) for number in numbers) or None
    found = do(release.Release(orders=names, location=at), days=days)
    return {f"{each.order}/{each.line}": (each.qty, tuple(each.holds)) for each in found}


def send(number: str, parcel: str = "", *, days: int = 0, **rest: Any) -> release.Shipped:
    """Ship a parcel of an order; `lines` by line id, nothing = all that is released."""
    lines = tuple(release.ParcelLine(line=line, qty=qty) for line, qty in rest.pop("lines", {}).items())
    each = release.Parcel(order=OrderName(number), number=parcel, lines=lines, **rest)
    (shipped,) = do(release.Ship(parcels=(each,)), days=days)
    assert isinstance(shipped, release.Shipped)
    return shipped


def bring_back(number: str, line: str, qty: int, good: int, *, at: str = "main") -> Returned:
    """Units of a line come back; so many are good."""
    each = ReturnedLine(order=OrderName(number), line=line, returned_qty=qty, sellable_qty=good, location=at)
    (found,) = do(Return(lines=(each,)))
    assert isinstance(found, Returned)
    return found


def line(number: str, line_id: str = "1") -> dict[str, int]:
    """Where the units of a line are, those that are nowhere left out."""
    row = OrderLine.objects.get(order__number=number, line_id=line_id)
    names = ("shipped", "reserved", "backordered", "cancelled", "substituted", "returned")
    return {name: qty for name in names if (qty := getattr(row, f"{name}_qty"))}


def shelf(sku: str, at: str = "main") -> tuple[int, int, int]:
    """On hand, reserved, quarantine."""
    row = Stock.objects.get(item__sku=sku, location__name=at)
    return row.on_hand, row.reserved, row.quarantine


def cases(number: str) -> list[tuple[str, int]]:
    """State and units of an order's backorders, in the order they were made."""
    return list(Backorder.objects.filter(order__number=number).order_by("pk").values_list("state", "qty"))


def release_of(number: str, at: str = "main") -> Release:
    """The latest release of an order at a location."""
    return Release.objects.filter(order__number=number, location__name=at).latest("pk")


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """All rows a warehouse's command could change."""
    tables = (Allocation, Backorder, Event, Item, OrderLine, Release, Shipment, Stock, StockMove, Task)
    return {each.__name__: ask(f"SELECT * FROM {each._meta.db_table} ORDER BY id") for each in tables}


def problems(error: DomainError) -> list[dict[str, Any]]:
    """What was wrong with each part of a command that was refused."""
    found = error.data["problems"]
    assert isinstance(found, list)
    return found


def dispute(order: int) -> dict[str, Any]:
    """The file of an order for a dispute."""
    (text,) = evidence_texts(Q(pk=order), shop=shop_now(year=2026), now=NOW).values()
    found: dict[str, Any] = json.loads(text)
    return found
