"""What has a history of its own, by the name of its stream."""

from __future__ import annotations

from makegood.db.models import Item, Order, Person, PurchaseOrder
from makegood.db.models.base import Streamed

STREAMS: dict[type[Streamed], str] = {
    Item: "item",
    Order: "order",
    Person: "person",
    PurchaseOrder: "purchase_order",
}
