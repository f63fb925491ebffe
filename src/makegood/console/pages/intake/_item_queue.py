"""Who waits for an item, in the order in which they are served."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from makegood.console.clock import shop_today
from makegood.console.links import case_at
from makegood.console.tables import Column, Table
from makegood.queries.line_up import InLine, line_up
from makegood.wording import words
from makegood.wording.sentences import short_window

_FIRST = 20


def show(request: HttpRequest, sku: str, around: Mapping[str, Any]) -> HttpResponseBase:
    """The first of them; all of them as a file."""
    shop, today = shop_today()
    found = line_up(sku, shop=shop, today=today)
    listing = _table(today, shop.policy.allocation.tiers)
    file = listing.file(request, found)
    if file is not None:
        return file
    sheet = listing.page(
        found[:_FIRST],
        asked=urlencode({"sku": sku, "view": "queue"}),
        empty="Nobody waits for it.",
    )
    told = {
        **around,
        "sheet": sheet,
        "lines": len(found),
        "units": sum(each.qty for each in found),
        "late": sum(each.qty for each in found if each.baseline < today),
        "undated": sum(each.qty for each in found if each.promised is None),
        "first": _FIRST,
    }
    return render(request, "console/item_queue.html", told)


def _table(today: date, tiers: tuple[str, ...]) -> Table[InLine]:
    return Table(
        name="queue",
        columns=(
            Column("place", "Place", lambda row: row.place),
            Column(
                "order",
                "Order",
                lambda row: row.order,
                link=lambda row: case_at(row.backorder),
                note=lambda row: _note(row),
            ),
            Column("qty", "Units", lambda row: row.qty),
            Column("ahead", "Units before it", lambda row: row.ahead, wide=True),
            Column("tier", "Served as", lambda row: _tier(row, tiers), wide=True),
            Column(
                "baseline",
                "Should ship",
                lambda row: row.baseline,
                tone=lambda row: "bad" if row.baseline < today else "",
            ),
            Column(
                "promised",
                "Customer holds",
                lambda row: short_window(row.promised, today) if row.promised else "no date",
                tone=lambda row: "" if row.promised else "late",
                wide=True,
            ),
        ),
    )


def _note(row: InLine) -> str:
    of = f", in {row.of}" if row.of else ""
    return f"{row.channel}{of}{', on hold' if row.on_hold else ''}"


def _tier(row: InLine, tiers: tuple[str, ...]) -> str:
    return words(tiers[row.tier - 1]) if row.tier <= len(tiers) else "The rest"
