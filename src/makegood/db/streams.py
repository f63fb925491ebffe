"""What has a history of its own, by the name of its stream."""

from __future__ import annotations

from makegood.db.models import Item, Job, Order, Person, PurchaseOrder, Switch
from makegood.db.models.base import Streamed

STREAMS: dict[type[Streamed], str] = {
    Item: "item",
    Job: "job",
    Order: "order",
    Person: "person",
    PurchaseOrder: "purchase_order",
    Switch: "switch",
}
