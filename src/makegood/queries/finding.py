"""What goes by a number that somebody typed: orders, SKUs, purchase orders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import QuerySet

from makegood.db.models import Item, Order, PurchaseOrder

_MOST = 20


class FoundOrder(NamedTuple):
    """An order by its number and channel."""

    number: str
    channel: str


class FoundItem(NamedTuple):
    """An item by its SKU."""

    sku: str
    title: str | None


class FoundPurchase(NamedTuple):
    """A purchase order by its number."""

    number: str
    supplier: str


@dataclass(frozen=True, slots=True)
class Found:
    """At most 20 of each kind."""

    orders: list[FoundOrder]
    items: list[FoundItem]
    purchase_orders: list[FoundPurchase]


def find(text: str) -> Found:
    """What begins with this text, whatever its case; exact matches first. Nothing is found by an empty one."""
    if not text or "\x00" in text:
        return Found([], [], [])
    return Found(
        [FoundOrder(*row) for row in _by(Order.objects.all(), "number", text, "channel__name")],
        [FoundItem(*row) for row in _by(Item.objects.all(), "sku", text, "title")],
        [FoundPurchase(*row) for row in _by(PurchaseOrder.objects.all(), "number", text, "supplier__name")],
    )


def _by(rows: QuerySet[Any], name: str, text: str, *more: str) -> list[tuple[Any, ...]]:
    """By index where the text is exact; else what begins with it in its own case or in capitals: a range of the same
    index, never every row."""
    found: dict[tuple[Any, ...], None] = {}
    for begins in dict.fromkeys((text, text.upper())):
        reach = rows.filter(**{f"{name}__gte": begins, f"{name}__lt": begins + "\U0010ffff"})
        found.update(dict.fromkeys(reach.order_by(name).values_list(name, *more)[:_MOST]))
    return list(found)[:_MOST]
