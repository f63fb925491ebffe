"""Every order: what of it is open, and what became of its units."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from makegood.console.door import page
from makegood.console.links import order_at
from makegood.console.tables import Column, Money, Table
from makegood.queries.board import channels
from makegood.queries.orders import ONLY, OrderHead, order_heads

SAYS = {"open": "Not finished", "backordered": "Something waits"}


@page("orders", verb="orders", name="orders")
def orders(request: HttpRequest) -> HttpResponseBase:
    """Every order, the newest first."""
    asked = {name: request.GET.get(name, "").strip()[:100] for name in ("search", "channel", "only", "sku")}
    found = order_heads(
        begins=asked["search"],
        channel=asked["channel"] or None,
        sku=asked["sku"] or None,
        only=asked["only"] if asked["only"] in ONLY else None,
    )
    file = TABLE.file(request, found)
    if file is not None:
        return file
    told: dict[str, Any] = {
        "sheet": TABLE.listed(request, found),
        "asked": asked,
        "narrowed": any(asked.values()),
        "channels": channels(),
        "only": {code: SAYS[code] for code in ONLY},
    }
    return render(request, "console/orders.html", told)


def _state(row: OrderHead) -> str:
    if row.on_hold:
        return "on hold"
    if row.backordered_qty:
        return f"{row.backordered_qty:,} waiting"
    if row.reserved_qty:
        return "ready"
    return "shipped" if row.shipped_qty else "ended"


def _tone(row: OrderHead) -> str:
    if row.on_hold or row.backordered_qty:
        return "late"
    return "info" if row.reserved_qty else "good" if row.shipped_qty else "quiet"


TABLE: Table[OrderHead] = Table(
    name="orders",
    columns=(
        Column("order", "Order", lambda row: row.order, link=lambda row: order_at(row.order, row.channel)),
        Column("channel", "Channel", lambda row: row.channel, wide=True),
        Column("placed_on", "Placed", lambda row: row.placed_on, wide=True),
        Column("state", "State", _state, tone=_tone),
        Column("lines", "Lines", lambda row: row.lines, wide=True),
        Column("ordered_qty", "Ordered", lambda row: row.ordered_qty, wide=True),
        Column("shipped_qty", "Shipped", lambda row: row.shipped_qty, wide=True),
        Column("reserved_qty", "Reserved", lambda row: row.reserved_qty, wide=True),
        Column("backordered_qty", "Backordered", lambda row: row.backordered_qty, wide=True),
        Column("cancelled_qty", "Cancelled", lambda row: row.cancelled_qty, wide=True),
        Column("value", "Value", lambda row: Money(row.value, row.currency)),
    ),
)
