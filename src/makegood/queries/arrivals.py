"""What came last, and what comes next."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.db.models import Case, F, OuterRef, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, Greatest

from makegood.db.models import IncomingLot, Receipt
from makegood.domain.terms.limits import LATEST_ON
from makegood.queries.pages import Listing


class Arrival(NamedTuple):
    """An open lot: the supplier's present word, units that are still to come, and units that wait for its SKU."""

    po: str
    line: int
    sku: str
    supplier: str
    location: str
    eta: date | None
    confirmed: bool | None
    open_qty: int
    waiting_qty: int


class Came(NamedTuple):
    """A receipt; `findings` as in docs/rules/receipt.md. `missing_qty` = units of its lot that were never delivered,
    not even damaged, once it was the last one."""

    receipt: int
    received_on: date
    sku: str
    po: str | None
    location: str
    counted_qty: int
    damaged_qty: int
    missing_qty: int
    findings: list[str]


_LOT = (
    "purchase_order__number", "line", "item__sku", "purchase_order__supplier__name", "location__name", "eta",
    "confirmed", "open_qty", "item__backordered_qty",
)  # fmt: skip
_RECEIPT = (
    "pk", "received_on", "item__sku", "lot__purchase_order__number", "location__name", "counted_qty", "damaged_qty",
    "missing_qty", "findings",
)  # fmt: skip


def next_arrivals(*, awaited: bool = False) -> Listing[Arrival]:
    """Open lots in order of ETA, those without one last; `awaited` = only of SKUs that somebody waits for."""
    rows = IncomingLot.objects.filter(open_qty__gt=0)
    if awaited:
        rows = rows.filter(item__backordered_qty__gt=0)
    return Listing(
        found=rows.annotate(by=Coalesce("eta", Value(LATEST_ON))),
        order=("by", "purchase_order__number", "line"),
        names=_LOT,
        make=lambda found: [Arrival(*row) for row in found],
    )


def last_receipts() -> Listing[Came]:
    """Receipts that were not undone, the last one first."""
    of_lot = Receipt.objects.filter(lot=OuterRef("lot"), undone_at=None).order_by()
    damaged = Subquery(of_lot.values("lot").annotate(qty=Sum("damaged_qty")).values("qty"))
    # Damaged units were delivered, though they fill nothing.
    missing = Greatest(Value(0), F("lot__short_qty") - damaged)
    return Listing(
        found=Receipt.objects.filter(undone_at=None).annotate(
            missing_qty=Case(When(short_qty__gt=0, then=missing), default=Value(0))
        ),
        order=("-pk",),
        names=_RECEIPT,
        make=lambda found: [Came(*row) for row in found],
    )
