"""Columns that many lists have: each says its record in one way and leads to its page."""

from __future__ import annotations

from typing import Any

from makegood.console.links import item_at, order_at
from makegood.console.tables import Column


def order_column() -> Column[Any]:
    """The order of rows with `order` and `channel`."""
    return Column(
        "order",
        "Order",
        lambda row: row.order,
        link=lambda row: order_at(row.order, row.channel),
        note=lambda row: row.channel,
    )


def sku_column() -> Column[Any]:
    """The SKU of rows with `sku`."""
    return Column("sku", "SKU", lambda row: row.sku, link=lambda row: item_at(row.sku))
