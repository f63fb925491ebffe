"""How many units of each item wait: a counter on the item, of a bundle also on its components."""

from __future__ import annotations

from collections.abc import Mapping

from makegood.db.models import Item
from makegood.domain.intake import components
from makegood.domain.terms import demand
from makegood.services._work import Work


class Waits:
    """Changes the counters of locked items. `items` by id hold whole families; `catalogue` by SKU."""

    def __init__(self, items: Mapping[int, Item], catalogue: Mapping[str, demand.Item]) -> None:
        self._items = items
        self._by_sku = {item.sku: item for item in items.values()}
        self._catalogue = catalogue

    def change(self, work: Work, item_id: int, qty: int) -> None:
        """So many more units of an order line's item wait (fewer when negative), and of what it is made of."""
        item = self._items[item_id]
        work.count(item, backordered_qty=qty)
        if self._catalogue[item.sku].bundle_of:
            for sku, per in components(sku=item.sku, items=self._catalogue).items():
                work.count(self._by_sku[sku], backordered_qty=qty * per)
