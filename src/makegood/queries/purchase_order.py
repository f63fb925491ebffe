"""One purchase order: every word of its supplier about each lot, and what came of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from makegood.db.models import EtaRevision, IncomingLot, PurchaseOrder, Receipt
from makegood.domain.terms.dates import Window
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.stock import IncomingLot as Lot
from makegood.queries.actors import names_of
from makegood.queries.shop import Shop, supply_dates


class Word(NamedTuple):
    """What the supplier said: the day (None = none), whether it is sure, and how many units."""

    number: int
    eta: date | None
    confirmed: bool | None
    quantity: int
    at: datetime
    by: str
    why: str


class CameIn(NamedTuple):
    """A receipt of a lot; `undone` = it was mistyped and taken back."""

    at: datetime
    received_on: date
    counted_qty: int
    damaged_qty: int
    undone: bool


@dataclass(frozen=True, slots=True)
class OrderedLot:
    """A lot: `expected_qty` = units that were to come after all cuts, `usable` = when the open ones can be used (None =
    nothing credible says so), `waiting_qty` = units that wait for its SKU."""

    line: int
    sku: str
    title: str | None
    location: str
    expected_qty: int
    open_qty: int
    received_qty: int
    short_qty: int
    eta: date | None
    first_eta: date | None
    confirmed: bool | None
    waiting_qty: int
    usable: Window | None
    words: tuple[Word, ...]
    receipts: tuple[CameIn, ...]


@dataclass(frozen=True, slots=True)
class Ordered:
    """A purchase order. `events` = how long its history is."""

    order: int
    events: int
    number: str
    supplier: str
    ordered_on: date | None
    lots: tuple[OrderedLot, ...]


def purchase_order(number: str, *, shop: Shop, today: date) -> Ordered:
    """A purchase order as it stands. Raises DomainError('po_unknown')."""
    related = ("item", "location", "purchase_order__supplier")
    lots = list(
        IncomingLot.objects.filter(purchase_order__number=number).select_related(*related).order_by("line")
    )
    if not lots:
        raise DomainError("po_unknown", {"po": number})
    row = lots[0].purchase_order
    dates = supply_dates(shop, today=today)
    words, receipts = _words(row.pk), _receipts(row.pk)
    found = []
    for lot in lots:
        supply = dates.of_lot(_fact(row, lot))
        found.append(
            OrderedLot(
                line=lot.line,
                sku=lot.item.sku,
                title=lot.item.title,
                location=lot.location.name,
                expected_qty=lot.quantity - lot.cancelled_qty,
                open_qty=lot.open_qty,
                received_qty=lot.received_qty,
                short_qty=lot.short_qty,
                eta=lot.eta,
                first_eta=lot.first_eta,
                confirmed=lot.confirmed,
                waiting_qty=lot.item.backordered_qty,
                usable=Window(supply.usable_from, supply.usable_to) if supply else None,
                words=tuple(words[lot.pk]),
                receipts=tuple(receipts[lot.pk]),
            )
        )
    return Ordered(row.pk, row.event_count, row.number, row.supplier.name, row.ordered_on, tuple(found))


def _words(order: int) -> defaultdict[int, list[Word]]:
    """What was said about each lot, the last word first."""
    rows = list(EtaRevision.objects.filter(lot__purchase_order=order).order_by("lot", "-number"))
    names = names_of(row.actor for row in rows)
    found: defaultdict[int, list[Word]] = defaultdict(list)
    for row in rows:
        by = names.get(row.actor, row.actor)
        found[row.lot_id].append(Word(row.number, row.eta, row.confirmed, row.quantity, row.at, by, row.why))
    return found


def _receipts(order: int) -> defaultdict[int, list[CameIn]]:
    found: defaultdict[int, list[CameIn]] = defaultdict(list)
    rows: Any = Receipt.objects.filter(lot__purchase_order=order).order_by("pk")
    names = ("lot_id", "at", "received_on", "counted_qty", "damaged_qty", "undone_at")
    for lot, at, day, counted, damaged, undone in rows.values_list(*names):
        found[lot].append(CameIn(at, day, counted, damaged, undone is not None))
    return found


def _fact(order: PurchaseOrder, lot: IncomingLot) -> Lot:
    return Lot(
        po=order.number,
        sku=lot.item.sku,
        quantity=lot.quantity,
        supplier=order.supplier.name,
        location=lot.location.name,
        ordered_on=order.ordered_on,
        eta=lot.eta,
        first_eta=lot.first_eta,
        confirmed=lot.confirmed,
        received_on=lot.received_on,
        received_qty=lot.received_qty,
        cancelled_qty=lot.cancelled_qty + lot.short_qty,
    )
