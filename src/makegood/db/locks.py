"""The one place for locks, in one order: items, then purchase orders, then orders; each by primary key.

SQLite has one writer, who holds the lock of the whole database from the first statement on (transactions begin
IMMEDIATE), so there a lock is only a read. Correctness never rests on a lock alone: see `bulk.compare_and_set`.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from makegood.db.models import BundlePart, Item, Order, PurchaseOrder
from makegood.db.rows import Row, by_id, load, stub

PART = 10_000
"""Rows locked by one statement."""


def items(ids: Iterable[int]) -> dict[int, Item]:
    """Items by id, locked with their families: nobody else changes their queue, stock or lots until we are done."""
    return _locked(Item.objects.all(), family(ids))


def items_of(skus: Iterable[str]) -> dict[str, Item]:
    """Items by SKU, locked with their families; unknown SKUs are left out."""
    ids = Item.objects.filter(sku__in=set(skus)).values_list("pk", flat=True)
    return {item.sku: item for item in items(ids).values()}


def family(ids: Iterable[int]) -> set[int]:
    """These items, the bundles they go into, and all components of those: stock of one concerns them all."""
    found: set[int] = set()
    level = set(ids)
    while level:
        found |= level
        pairs = BundlePart.objects.filter(Q(bundle_id__in=level) | Q(component_id__in=level))
        level = {pk for pair in pairs.values_list("bundle_id", "component_id") for pk in pair} - found
    return found


def purchase_orders(ids: Iterable[int]) -> dict[int, PurchaseOrder]:
    """Purchase orders by id, locked."""
    return _locked(PurchaseOrder.objects.all(), ids)


def orders(ids: Iterable[int]) -> dict[int, Order]:
    """Orders by id, locked: their lines, their cases and their history are ours to change."""
    return _locked(Order.objects.all(), ids)


def heads(ids: Iterable[int]) -> dict[int, Order]:
    """Orders by id, locked, only with the end of their history: enough to write an event."""
    wanted = sorted(set(ids))
    found: dict[int, Order] = {}
    for start in range(0, len(wanted), PART):
        rows = Order.objects.filter(pk__in=wanted[start : start + PART]).order_by("pk").select_for_update()
        for pk, count, head in rows.values_list("pk", "event_count", "event_head"):
            found[pk] = stub(Order, id=pk, event_count=count, event_head=head)
    return found


def _locked(rows: QuerySet[Row], ids: Iterable[int]) -> dict[int, Row]:
    wanted = sorted(set(ids))
    found: dict[int, Row] = {}
    for start in range(0, len(wanted), PART):
        part = wanted[start : start + PART]
        found |= by_id(load(rows.filter(pk__in=part).order_by("pk").select_for_update()))
    return found
