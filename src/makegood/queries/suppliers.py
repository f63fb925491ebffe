"""How each supplier keeps its word (spec 3.3, 3.5): what came when, what was said first, what that adds to a date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from statistics import median
from typing import NamedTuple

from makegood.db import facts
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


def supplier_records(shop: Shop, *, today: date) -> list[SupplierRecord]:
    """Every supplier that delivered or is overdue, those that are late most often first."""
    dates = supply_dates(shop, today=today)
    by_supplier: dict[str, list[IncomingLot]] = {}
    for lot in facts.supplier_record(before=today):
        by_supplier.setdefault(lot.supplier, []).append(lot)
    found = []
    for supplier, lots in by_supplier.items():
        late = [(lot, days) for lot in lots if (days := dates.days_late(lot)) is not None]
        came = [days for lot, days in late if lot.received_on]
        waits = [days for lot, days in late if not lot.received_on]
        adds = dates.lateness(lots[0])
        found.append(
            SupplierRecord(
                supplier=supplier,
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
        )
    return sorted(found, key=_worst_first)


def _short(lots: Iterable[IncomingLot]) -> int:
    return sum(
        max(0, lot.quantity - lot.received_qty) for lot in lots if lot.received_on and not lot.open_qty
    )


def _worst_first(each: SupplierRecord) -> tuple[float, str]:
    share = each.on_time / each.receipts if each.receipts else 0.0
    return (share, each.supplier)
