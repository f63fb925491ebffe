"""What a shop came to, in words that do not depend on who was first."""

from __future__ import annotations

from typing import Any

from django.db.models import Model

from makegood.db.models import (
    Allocation,
    Backorder,
    Decision,
    EtaRevision,
    Event,
    IncomingLot,
    Item,
    Job,
    Notice,
    Order,
    OrderLine,
    Person,
    PolicyVersion,
    Promise,
    PurchaseOrder,
    Receipt,
    Release,
    Shipment,
    Stock,
    StockMove,
    Switch,
    Task,
)
from makegood.db.streams import STREAMS


def state() -> dict[str, list[tuple[Any, ...]]]:
    """All that matters of the shop, in names and numbers that do not depend on who came first."""
    return {
        "items": _rows(Item, "sku", "backordered_qty", "available_on"),
        "stock": _rows(
            Stock, "item__sku", "location__name", "on_hand", "reserved", "quarantine", "safety_stock"
        ),
        "moves": _rows(StockMove, "stock__item__sku", "shelf", "qty", "cause"),
        "orders": _rows(Order, "number", "value", "on_hold"),
        "lines": _rows(
            OrderLine,
            "order__number",
            "line_id",
            "item__sku",
            "ordered_qty",
            "reserved_qty",
            "backordered_qty",
            "shipped_qty",
            "cancelled_qty",
            "returned_qty",
            "substituted_qty",
            "oversell",
            "published_from",
            "published_to",
        ),
        "decisions": _rows(Decision, "order__number", "choice", "replaced_at"),
        "cases": _rows(
            Backorder, "order__number", "line__line_id", "state", "qty", "reason", "owner", "split_approved"
        ),
        "allocations": _rows(
            Allocation, "line__order__number", "line__line_id", "stock__item__sku", "state", "firm", "qty"
        ),
        "promises": _rows(
            Promise, "line__order__number", "line__line_id", "state", "version", "ship_from", "ship_to"
        ),
        "bought": _rows(PurchaseOrder, "number"),
        "lots": _rows(
            IncomingLot, "purchase_order__number", "item__sku", "eta", "open_qty", "received_qty", "short_qty"
        ),
        "revisions": _rows(EtaRevision, "lot__purchase_order__number", "number", "eta"),
        "receipts": _rows(Receipt, "item__sku", "counted_qty", "undone_at"),
        "releases": _rows(Release, "order__number", "location__name", "ended_at", "picking", "stuck_on"),
        "shipments": _rows(Shipment, "order__number", "number", "cancelled_at"),
        "notices": _rows(Notice, "order__number", "kind", "state", "why_not"),
        "tasks": _rows(Task, "order__number", "kind", "role", "done_at", "data__said", "data__answer"),
        "policies": _rows(PolicyVersion, "revision", "area", "document"),
        "jobs": _rows(Job, "key", "state", "due_at"),
        "switches": _rows(Switch, "name", "state", "why"),
        "history": _history(),
    }


def _rows(model: type[Model], *names: str) -> list[tuple[Any, ...]]:
    return sorted(model._default_manager.values_list(*names), key=repr)


def _history() -> list[tuple[Any, ...]]:
    """What each order, item, purchase order, job and switch went through, in its order."""
    own: dict[Any, str] = {
        Order: "number",
        Person: "email",
        Item: "sku",
        PurchaseOrder: "number",
        Job: "key",
        Switch: "name",
    }
    names = {
        (STREAMS[model], pk): str(text)
        for model, name in own.items()
        for pk, text in model._default_manager.values_list("pk", name)
    }
    found: dict[str, list[str]] = {}
    for stream, ref, kind in Event.objects.order_by("stream", "ref", "seq").values_list(
        "stream", "ref", "kind"
    ):
        found.setdefault(f"{stream} {names[stream, ref]}", []).append(kind)
    return sorted((name, tuple(kinds)) for name, kinds in found.items())
