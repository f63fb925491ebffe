"""Shipped units off the shelf, or back on it: one move per shipment and stock row, one event per item."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from makegood.db.models import Allocation, Shipment
from makegood.domain.receipt.arrival import Shelf
from makegood.services._holdings import Holdings
from makegood.services._shelf import shift
from makegood.services._work import Work


@dataclass(eq=False)
class Shelves:
    """Moves of on-hand units that are reserved before and after, collected until they are told."""

    work: Work
    holdings: Holdings
    cause: str
    kind: str
    _moved: dict[int, Counter[int]] = field(default_factory=dict)

    def move(self, shipment: Shipment, row: Allocation, qty: int) -> None:
        """Units of an allocation leave (negative) or come back with a shipment."""
        self._moved.setdefault(shipment.pk, Counter())[row.stock_id] += qty

    def tell(self) -> None:
        """Write the moves, the counters and the events of the items."""
        for shipment_id, moved in self._moved.items():
            by_item: dict[int, dict[str, dict[str, int]]] = {}
            for stock_id, qty in sorted(moved.items()):
                stock = self.holdings.stock[stock_id]
                shift(self.work, stock, shelf=Shelf.ON_HAND, qty=qty, cause=self.cause, ref=str(shipment_id))
                self.work.count(stock, reserved=qty)
                place = self.holdings.places[stock.location_id]
                by_item.setdefault(stock.item_id, {})[place] = {"on_hand": qty, "reserved": qty}
            for item_id, stock_at in sorted(by_item.items()):
                data = {"shipment": shipment_id, "stock": stock_at}
                self.work.tell(self.holdings.items[item_id], self.kind, data)
