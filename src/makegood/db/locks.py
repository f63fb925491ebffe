"""The one place for locks, in one order: items, then purchase orders, then orders; each by primary key.

SQLite has one writer, who holds the lock of the whole database from the first statement on (transactions begin
IMMEDIATE), so there a lock is only a read. Correctness never rests on a lock alone: see `bulk.compare_and_set`.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from makegood.db.models import Item, Order, PurchaseOrder
from makegood.db.rows import Row, by_id, load


def items(ids: Iterable[int]) -> dict[int, Item]:
    """Items by id, locked: nobody else changes their queue, their stock or their lots until we are done."""
    return _locked(Item.objects.all(), ids)


def items_of(skus: Iterable[str]) -> dict[str, Item]:
    """Items by SKU, locked; unknown SKUs are left out."""
    found = load(Item.objects.filter(sku__in=set(skus)).order_by("pk").select_for_update())
    return {item.sku: item for item in found}


def purchase_orders(ids: Iterable[int]) -> dict[int, PurchaseOrder]:
    """Purchase orders by id, locked."""
    return _locked(PurchaseOrder.objects.all(), ids)


def orders(ids: Iterable[int]) -> dict[int, Order]:
    """Orders by id, locked: their lines, their cases and their history are ours to change."""
    return _locked(Order.objects.all(), ids)


def _locked(rows: QuerySet[Row], ids: Iterable[int]) -> dict[int, Row]:
    wanted = sorted(set(ids))
    found: dict[int, Row] = {}
    for start in range(0, len(wanted), 10_000):
        part = wanted[start : start + 10_000]
        found |= by_id(load(rows.filter(pk__in=part).order_by("pk").select_for_update()))
    return found
