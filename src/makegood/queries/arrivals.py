"""What came last, and what comes next."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from django.db.models import Case, Count, F, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, Greatest

from makegood.db import sql
from makegood.db.models import IncomingLot, Receipt
from makegood.domain.terms.limits import LATEST_ON
from makegood.queries.pages import Listing


class Arrival(NamedTuple):
    """An open lot: the supplier's present word and its first, units still to come, and units that wait for its SKU."""

    po: str
    line: int
    sku: str
    supplier: str
    location: str
    eta: date | None
    confirmed: bool | None
    open_qty: int
    waiting_qty: int
    first_eta: date | None


class OnDay(NamedTuple):
    """What one purchase order brings on a day: its lots and their units, and whether somebody waits for one of them."""

    eta: date
    po: str
    supplier: str
    lots: int
    units: int
    awaited: bool
    unconfirmed: bool


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
    "confirmed", "open_qty", "item__backordered_qty", "first_eta",
)  # fmt: skip
_RECEIPT = (
    "pk", "received_on", "item__sku", "lot__purchase_order__number", "location__name", "counted_qty", "damaged_qty",
    "missing_qty", "findings",
)  # fmt: skip


def next_arrivals(
    *,
    awaited: bool = False,
    sku: str | None = None,
    supplier: str | None = None,
    overdue_on: date | None = None,
    unconfirmed: bool = False,
    on: date | None = None,
    until: date | None = None,
) -> Listing[Arrival]:
    """Open lots in order of ETA, those without one last.

    `awaited` = only of SKUs that somebody waits for; `overdue_on` = only those whose ETA is gone by on that day;
    `on` = only those of this ETA, `until` = of this one or an earlier.
    """
    wanted = {
        "item__sku": sku,
        "purchase_order__supplier__name": supplier,
        "eta__lt": overdue_on,
        "eta": on,
        "eta__lte": until,
    }
    rows = IncomingLot.objects.filter(
        open_qty__gt=0, **{name: value for name, value in wanted.items() if value is not None}
    )
    if awaited:
        rows = rows.filter(item__backordered_qty__gt=0)
    if unconfirmed:
        rows = rows.exclude(confirmed=True)
    return Listing(
        found=rows.annotate(by=Coalesce("eta", Value(LATEST_ON))),
        order=("by", "purchase_order__number", "line"),
        names=_LOT,
        make=lambda found: [Arrival(*row) for row in found],
    )


def expected_days(first: date, last: date) -> list[OnDay]:
    """What comes from one day to another, both included, by day and purchase order: what is awaited first."""
    rows = (
        IncomingLot.objects.filter(open_qty__gt=0, eta__gte=first, eta__lte=last)
        .values_list("eta", "purchase_order__number", "purchase_order__supplier__name")
        .annotate(
            lots=Count("pk"),
            units=Sum("open_qty"),
            awaited=Count("pk", filter=Q(item__backordered_qty__gt=0)),
            unconfirmed=Count("pk", filter=~Q(confirmed=True)),
        )
        .order_by("eta", "-awaited", "purchase_order__number")
    )
    return [
        OnDay(eta, po, supplier, lots, units, awaited > 0, unconfirmed > 0)
        for eta, po, supplier, lots, units, awaited, unconfirmed in rows
    ]


def lots_of(*, po: str | None = None, skus: Collection[str] = ()) -> list[Arrival]:
    """Open lots of a purchase order, or of some SKUs, in the order they are expected."""
    rows = IncomingLot.objects.filter(open_qty__gt=0).annotate(by=Coalesce("eta", Value(LATEST_ON)))
    rows = rows.filter(item__sku__in=set(skus)) if po is None else rows.filter(purchase_order__number=po)
    return [Arrival(*row) for row in rows.order_by("by", "purchase_order__number", "line").values_list(*_LOT)]


def receipts_named(numbers: Collection[int]) -> list[Came]:
    """These receipts, in the order they were typed; undone ones are left out."""
    return sorted((each for each in last_receipts(among=numbers)), key=lambda each: each.receipt)


def came_before(receipt: int, skus: Collection[str]) -> dict[str, int]:
    """Units of these SKUs that were counted by earlier receipts, damaged ones too, but for those that were undone."""
    earlier = Receipt.objects.filter(pk__lt=receipt, undone_at=None, item__sku__in=sql.among(skus)).order_by()
    return dict(earlier.values_list("item__sku").annotate(qty=Sum("counted_qty")))


def last_receipts(*, among: Collection[int] | None = None) -> Listing[Came]:
    """Receipts that were not undone, the last one first; only `among` these, None = all."""
    of_lot = Receipt.objects.filter(lot=OuterRef("lot"), undone_at=None).order_by()
    damaged = Subquery(of_lot.values("lot").annotate(qty=Sum("damaged_qty")).values("qty"))
    # Damaged units were delivered, though they fill nothing.
    missing = Greatest(Value(0), F("lot__short_qty") - damaged)
    rows = Receipt.objects.filter(undone_at=None)
    return Listing(
        found=(rows if among is None else rows.filter(pk__in=list(among))).annotate(
            missing_qty=Case(When(short_qty__gt=0, then=missing), default=Value(0))
        ),
        order=("-pk",),
        names=_RECEIPT,
        make=lambda found: [Came(*row) for row in found],
    )
