"""Every part that pages are made of, on one page, for whoever changes how they look."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from makegood.console.charts import bars, over_days
from makegood.console.clock import shop_today
from makegood.console.door import ANYBODY, page
from makegood.console.icons import ICONS
from makegood.console.tables import Column, Money, Table


class _Sample(NamedTuple):
    order: str
    sku: str
    qty: int
    worth: Money
    state: str


_SAMPLES = (
    _Sample("1042", "KETTLE-STEEL-1.7L", 3, Money(12_900, "EUR"), "late"),
    _Sample("1043", "MUG", 1_200, Money(1_440_000, "EUR"), "good"),
    _Sample(
        "A-very-long-order-number-from-a-marketplace-0000001",
        "Dreifachverglasungsrahmen",
        1,
        Money(None, "EUR"),
        "bad",
    ),
)
_TABLE: Table[_Sample] = Table(
    name="samples",
    key=lambda row: row.order,
    columns=(
        Column("order", "Order", lambda row: row.order, link=lambda _: "#", note=lambda _: "store"),
        Column("sku", "SKU", lambda row: row.sku),
        Column("qty", "Units", lambda row: row.qty, wide=True),
        Column("worth", "Worth", lambda row: row.worth, wide=True),
        Column("state", "State", lambda row: row.state, tone=lambda row: row.state),
    ),
)


@page("design", verb=ANYBODY, name="design")
def design(request: HttpRequest) -> HttpResponseBase:
    """The parts, with samples that are long, large or missing."""
    _, today = shop_today()
    days = [today + timedelta(days=at) for at in range(30)]
    stock = [40.0 - 2 * at if at < 12 else 96.0 - 2 * at for at in range(30)]
    asked = [3.0 * at for at in range(30)]
    messages.info(request, "What is told once.")
    told = {
        "sheet": _TABLE.page(_SAMPLES),
        "empty": _TABLE.page((), empty="No order waits. What comes in short is listed here."),
        "icons": ICONS,
        "bars": bars(
            [
                ("0–3 days", 240, "240", "quiet", "#"),
                ("4–7 days", 80, "80", "info", ""),
                ("8–14 days", 31, "31", "late", ""),
                ("15+ days", 1, "1", "bad", ""),
            ]
        ),
        "chart": over_days(
            "Units by day", days, [("available", "good", stock), ("asked for", "late", asked)], today=today
        ),
        "tones": ("quiet", "info", "good", "late", "bad"),
    }
    return render(request, "console/design.html", told)
