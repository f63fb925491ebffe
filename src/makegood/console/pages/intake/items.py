"""Every item: how much is there, how much waits, and how it is sold."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from makegood.console.clock import shop_today
from makegood.console.columns import sku_column
from makegood.console.door import page
from makegood.console.tables import Column, Table
from makegood.queries.items import ListedItem, families
from makegood.queries.items import items as every_item
from makegood.wording import words

SELL_TONES = {"in_stock": "good", "backorder": "late", "preorder": "info", "out_of_stock": "quiet"}
_ONLY = {"waiting": "Somebody waits for it", "short": "More waits than is on its way"}
_LONGEST = 100

TABLE: Table[ListedItem] = Table(
    name="items",
    columns=(
        sku_column(),
        Column("title", "Title", lambda row: row.title, wide=True),
        Column("family", "Family", lambda row: row.family, wide=True),
        Column("on_hand", "On hand", lambda row: row.on_hand, wide=True),
        Column("reserved", "Reserved", lambda row: row.reserved, wide=True),
        Column("available", "Available", lambda row: row.available, wide=True),
        Column("incoming", "Incoming", lambda row: row.incoming, wide=True),
        Column(
            "backordered",
            "Waiting",
            lambda row: row.backordered,
            tone=lambda row: _tone_of_waiting(row),
        ),
        Column("atp", "ATP", lambda row: row.atp),
        Column("listed_qty", "Listed", lambda row: row.listed_qty, wide=True),
        Column(
            "sell_state",
            "Sold as",
            lambda row: words(row.sell_state),
            tone=lambda row: SELL_TONES[row.sell_state],
        ),
    ),
)


@page("items", verb="catalogue", name="items")
def items(request: HttpRequest) -> HttpResponseBase:
    """Items by SKU; of a family, of those that somebody waits for, of those of which too little comes."""
    shop, today = shop_today()
    begins = request.GET.get("q", "").strip()[:_LONGEST]
    family, only = request.GET.get("family", ""), request.GET.get("only", "")
    found = every_item(
        shop,
        today=today,
        begins=begins,
        family=family or None,
        waiting=only == "waiting",
        short=only == "short",
    )
    file = TABLE.file(request, found)
    if file is not None:
        return file
    told = {
        "sheet": TABLE.listed(request, found),
        "begins": begins,
        "family": family,
        "families": families(),
        "only": only,
        "onlys": _ONLY.items(),
        "asked": bool(begins or family or only),
    }
    return render(request, "console/items.html", told)


def _tone_of_waiting(row: ListedItem) -> str:
    if not row.backordered:
        return ""
    return "bad" if row.backordered > row.available + row.incoming else "late"
