"""How each supplier keeps its word (spec 3.3, 3.5): what came when, what was said first, what that adds to a date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any, NamedTuple

from django.db.models import Count, Min, Q, Sum

from makegood.db import facts
from makegood.db.models import IncomingLot as LotRow
from makegood.db.models import Supplier
from makegood.domain.promise.supply import SupplyDates
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.stock import IncomingLot
from makegood.queries.shop import Shop, supply_dates


class SupplierRecord(NamedTuple):
    """One supplier. Days are its working days after the first ETA, early ones negative.

    `receipts` = lots that came, `on_time` = of these by their first ETA; `median_days`, `worst_days` None = none came.
    `overdue` = open lots past their first ETA, `overdue_days` = the latest of them. `adds_from`, `adds_to` = what its
    record adds to a confirmed ETA at the policy's service level, by `source` (`supplier`, `pooled`, `default`);
    `within` = of its receipts, how many came within that: what the service level promises, beside what happened.
    `short_qty` = units that never came, of `ordered_qty`.
    """

    supplier: str
    receipts: int
    on_time: int
    median_days: float | None
    worst_days: int | None
    overdue: int
    overdue_days: int
    adds_from: int
    adds_to: int
    source: str
    within: int
    short_qty: int
    ordered_qty: int


class Owed(NamedTuple):
    """What a supplier has still to bring: open lots and their units, of these the lots past its present word, those not
    confirmed and those without a day; `next_eta` = the first day that lies ahead."""

    lots: int = 0
    units: int = 0
    overdue: int = 0
    unconfirmed: int = 0
    undated: int = 0
    next_eta: date | None = None


class SupplierNow(NamedTuple):
    """A supplier: its record (None = nothing came and nothing is overdue), and what it has still to bring."""

    supplier: str
    record: SupplierRecord | None
    owed: Owed


class PastLot(NamedTuple):
    """A lot that came, or is overdue (`received_on` None): days against its first ETA are the supplier's working
    days."""

    po: str
    sku: str
    quantity: int
    received_qty: int
    expected_on: date | None
    received_on: date | None
    days_late: int


@dataclass(frozen=True, slots=True)
class OneSupplier:
    """A supplier with every lot that its record is made of, the oldest first."""

    now: SupplierNow
    past: tuple[PastLot, ...]


def supplier_records(shop: Shop, *, today: date) -> list[SupplierRecord]:
    """Every supplier that delivered or is overdue, those that are late most often first."""
    dates = supply_dates(shop, today=today)
    by_supplier: dict[str, list[IncomingLot]] = {}
    for lot in facts.supplier_record(before=today):
        by_supplier.setdefault(lot.supplier, []).append(lot)
    return sorted((_record(lots, dates) for lots in by_supplier.values()), key=_worst_first)


def suppliers_now(shop: Shop, *, today: date) -> list[SupplierNow]:
    """Every supplier, those that are late most often first; those without a record last."""
    records = {each.supplier: each for each in supplier_records(shop, today=today)}
    owed = _owed(today)
    names = [*records, *(name for name in supplier_names() if name not in records)]
    return [SupplierNow(name, records.get(name), owed.get(name, Owed())) for name in names]


def supplier_names() -> list[str]:
    """Every supplier."""
    return list(Supplier.objects.order_by("name").values_list("name", flat=True))


def one_supplier(name: str, shop: Shop, *, today: date) -> OneSupplier:
    """A supplier as it stands. Raises DomainError('supplier_unknown')."""
    dates = supply_dates(shop, today=today)
    lots = facts.supplier_record(before=today, supplier=name)
    owed = _owed(today, name).get(name)
    if not lots and owed is None and not Supplier.objects.filter(name=name).exists():
        raise DomainError("supplier_unknown", {"supplier": name})
    past = [
        PastLot(
            lot.po, lot.sku, lot.quantity, lot.received_qty, lot.first_eta or lot.eta, lot.received_on, days
        )
        for lot in lots
        if (days := dates.days_late(lot)) is not None
    ]
    now = SupplierNow(name, _record(lots, dates) if lots else None, owed or Owed())
    return OneSupplier(now, tuple(sorted(past, key=lambda each: (each.expected_on or date.min, each.po))))


def _owed(today: date, supplier: str | None = None) -> dict[str, Owed]:
    rows = LotRow.objects.filter(open_qty__gt=0)
    if supplier is not None:
        rows = rows.filter(purchase_order__supplier__name=supplier)
    by: Any = rows.values_list("purchase_order__supplier__name").order_by()
    found: Sequence[tuple[Any, ...]] = by.annotate(
        lots=Count("pk"),
        units=Sum("open_qty"),
        overdue=Count("pk", filter=Q(eta__lt=today)),
        unconfirmed=Count("pk", filter=~Q(confirmed=True)),
        undated=Count("pk", filter=Q(eta__isnull=True)),
        next_eta=Min("eta", filter=Q(eta__gte=today)),
    )
    return {name: Owed(*rest) for name, *rest in found}


def _record(lots: Sequence[IncomingLot], dates: SupplyDates) -> SupplierRecord:
    late = [(lot, days) for lot in lots if (days := dates.days_late(lot)) is not None]
    came = [days for lot, days in late if lot.received_on]
    waits = [days for lot, days in late if not lot.received_on]
    adds = dates.lateness(lots[0])
    return SupplierRecord(
        supplier=lots[0].supplier,
        receipts=len(came),
        on_time=sum(days <= 0 for days in came),
        median_days=median(came) if came else None,
        worst_days=max(came, default=None),
        overdue=len(waits),
        overdue_days=max(waits, default=0),
        adds_from=adds.from_days,
        adds_to=adds.to_days,
        source=adds.source,
        within=sum(days <= adds.to_days for days in came),
        short_qty=_short(lots),
        ordered_qty=sum(lot.quantity for lot in lots if lot.received_on),
    )


def _short(lots: Iterable[IncomingLot]) -> int:
    return sum(
        max(0, lot.quantity - lot.received_qty) for lot in lots if lot.received_on and not lot.open_qty
    )


def _worst_first(each: SupplierRecord) -> tuple[float, str]:
    share = each.on_time / each.receipts if each.receipts else 0.0
    return (share, each.supplier)
