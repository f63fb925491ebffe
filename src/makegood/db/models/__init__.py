"""All tables, by the words of the house."""

from __future__ import annotations

from makegood.db.models.access import Person, PersonRole, SavedView, Token
from makegood.db.models.backorder import (
    Allocation,
    AllocationRun,
    Backorder,
    Decision,
    Promise,
    Release,
    Return,
    RunMention,
    Shipment,
)
from makegood.db.models.catalog import BundlePart, Item, Substitute
from makegood.db.models.channel import Channel
from makegood.db.models.event import Event, TypedText
from makegood.db.models.inbound import EtaRevision, IncomingLot, PurchaseOrder, Receipt, Supplier
from makegood.db.models.machine import Answer, Job, Switch
from makegood.db.models.notice import Contact, Letter, Link, Notice, Suppression, Task
from makegood.db.models.order import Customer, Order, OrderLine
from makegood.db.models.policy import Picture, PolicyVersion
from makegood.db.models.stock import Location, Stock, StockMove

__all__ = [
    "Allocation",
    "AllocationRun",
    "Answer",
    "Backorder",
    "BundlePart",
    "Channel",
    "Contact",
    "Customer",
    "Decision",
    "EtaRevision",
    "Event",
    "IncomingLot",
    "Item",
    "Job",
    "Letter",
    "Link",
    "Location",
    "Notice",
    "Order",
    "OrderLine",
    "Person",
    "PersonRole",
    "Picture",
    "PolicyVersion",
    "Promise",
    "PurchaseOrder",
    "Receipt",
    "Release",
    "Return",
    "RunMention",
    "SavedView",
    "Shipment",
    "Stock",
    "StockMove",
    "Substitute",
    "Supplier",
    "Suppression",
    "Switch",
    "Task",
    "Token",
    "TypedText",
]
