"""What lies there for lines: it is taken from them for others, or made firm, so that nobody takes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from makegood.console import doing
from makegood.console.columns import sku_column
from makegood.console.door import page
from makegood.console.keys import key_of, parts_of
from makegood.console.links import order_at
from makegood.console.tables import Column, Table
from makegood.queries.allocations import Held, held
from makegood.services._orders import OrderName
from makegood.services.allocation import Firm, FirmLine, HeldLine, Withdraw
from makegood.spreadsheet.writing.phrases import counted
from makegood.wording import words

_TABLE: Table[Held] = Table(
    name="held",
    key=lambda row: key_of(row.channel, row.order, row.line),
    columns=(
        Column(
            "order",
            "Order",
            lambda row: row.order,
            link=lambda row: order_at(row.order, row.channel),
            note=lambda row: f"{row.channel}, line {row.line}",
        ),
        sku_column(),
        Column("qty", "Units", lambda row: row.qty),
        Column("location", "At", lambda row: row.location, wide=True),
        Column("why", "Got them", lambda row: words(row.why), wide=True),
        Column("state", "State", lambda row: _state(row), tone=lambda row: _tone(row)),
    ),
)


@page("reallocate/held", verb="why_not", name="held", methods=("GET", "HEAD", "POST"))
def what_is_held(request: HttpRequest) -> HttpResponseBase:
    """All that is held, or of a SKU or an order; from chosen lines units are taken, or they are made firm."""
    if request.method == "POST":
        return _act(request)
    sku, order = (request.GET.get(name, "").strip()[:200] for name in ("sku", "order"))
    found = held(sku=sku or None, order=order or None)
    file = _TABLE.file(request, found)
    return file or render(
        request, "console/held.html", {"sku": sku, "order": order, "sheet": _TABLE.listed(request, found)}
    )


def _act(request: HttpRequest) -> HttpResponseBase:
    to = doing.back_to(request, reverse("held"))
    chosen = parts_of(request.POST.getlist("row"), 3)
    lines = [(OrderName(order, channel), line) for channel, order, line in chosen]
    if not lines:
        return doing.nothing_chosen(request, to=to)
    why = request.POST.get("why", "").strip()
    wanted = request.POST.get("do", "")
    if wanted in ("firm", "loosen"):
        named = tuple(FirmLine(order=order, line=line) for order, line in lines)
        now = "firm: nobody takes their units" if wanted == "firm" else "not firm any more"
        said = f"{counted(len(lines), 'line')} {now}."
        return doing.done(request, Firm(lines=named, on=wanted == "firm", why=why), said=said, to=to)
    first = tuple(map(OrderName, request.POST.get("first", "").replace(",", " ").split()))
    command = Withdraw(
        lines=tuple(HeldLine(order=order, line=line) for order, line in lines), why=why, first=first
    )
    return doing.done(request, command, said=_said, to=to)


def _said(found: Sequence[Any]) -> str:
    units = sum(each.qty for each in found)
    stayed = sum(each.firm_qty + each.released_qty for each in found)
    said = f"{counted(units, 'unit')} taken; whoever comes next was served."
    return f"{said} {counted(stayed, 'unit')} stayed: firm, or with the warehouse." if stayed else said


def _state(row: Held) -> str:
    return "With the warehouse" if row.released else "Firm" if row.firm else "Held"


def _tone(row: Held) -> str:
    return "info" if row.released else "good" if row.firm else "quiet"
