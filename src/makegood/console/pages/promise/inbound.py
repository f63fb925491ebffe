"""What is on its way: by day, and lot by lot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from makegood.console.clock import shop_today
from makegood.console.columns import sku_column
from makegood.console.door import page
from makegood.console.links import po_at, supplier_at
from makegood.console.records.typed import day_of
from makegood.console.tables import Column, Table
from makegood.queries.arrivals import Arrival, OnDay, expected_days, next_arrivals
from makegood.queries.suppliers import supplier_names
from makegood.wording.sentences import days_of

_WEEKS = 5
_A_DAY = 4
_LONGEST = 100
_ONLY = {
    "overdue": "Overdue",
    "unconfirmed": "Not confirmed",
    "awaited": "Somebody waits for it",
}


@dataclass(frozen=True, slots=True)
class Square:
    """A day of the calendar: what comes first, and how many purchase orders more."""

    on: date
    today: bool
    gone: bool
    first: Sequence[tuple[OnDay, str, str]]
    more: int
    units: int
    all_at: str


@page("inbound", verb="arrivals", name="inbound")
def inbound(request: HttpRequest) -> HttpResponseBase:
    """Five weeks of what comes, and every open lot: of a supplier, a SKU, a day, or of those to worry about."""
    _, today = shop_today()
    supplier, sku = _text(request, "supplier"), _text(request, "sku")
    only, on = request.GET.get("only", ""), day_of(request.GET.get("on", ""))
    found = next_arrivals(
        awaited=only == "awaited",
        sku=sku or None,
        supplier=supplier or None,
        overdue_on=today if only == "overdue" else None,
        unconfirmed=only == "unconfirmed",
        on=on,
    )
    listing = lots_table(today)
    file = listing.file(request, found)
    if file is not None:
        return file
    monday = day_of(request.GET.get("from", "")) or today
    monday -= timedelta(days=monday.weekday())
    narrowed = bool(supplier or sku or only or on)
    told = {
        "sheet": listing.listed(request, found),
        "supplier": supplier,
        "sku": sku,
        "only": only,
        "onlys": _ONLY.items(),
        "on": on,
        "suppliers": supplier_names(),
        "narrowed": narrowed,
        "weeks": None if narrowed else _weeks(monday, today),
        "earlier": _from(monday - timedelta(weeks=_WEEKS)),
        "later": _from(monday + timedelta(weeks=_WEEKS)),
        "last": monday + timedelta(weeks=_WEEKS, days=-1),
        "monday": monday,
    }
    return render(request, "console/inbound.html", told)


def lots_table(today: date, *, of_sku: bool = False, of_supplier: bool = False) -> Table[Arrival]:
    """Open lots as a list, on a day; `of_sku`, `of_supplier` = all of one, which needs no column."""
    sku: Column[Arrival] = sku_column()
    supplier: Column[Arrival] = Column(
        "supplier",
        "Supplier",
        lambda row: row.supplier,
        link=lambda row: supplier_at(row.supplier),
        wide=True,
    )
    return Table(
        name="lots",
        columns=(
            Column("po", "PO", lambda row: row.po, link=lambda row: po_at(row.po)),
            Column("line", "Line", lambda row: row.line, wide=True),
            *(() if of_sku else (sku,)),
            *(() if of_supplier else (supplier,)),
            Column("open_qty", "To come", lambda row: row.open_qty),
            Column("waiting_qty", "Waiting", lambda row: row.waiting_qty or None, wide=True),
            *word_columns(today),
        ),
    )


def word_columns(today: date) -> tuple[Column[Any], ...]:
    """What the supplier of a lot says now and said first, and where it is to come."""
    return (
        Column(
            "eta",
            "Supplier ETA",
            lambda row: row.eta,
            tone=lambda row: "bad" if row.eta and row.eta < today else "",
            note=lambda row: _moved(row, today),
        ),
        Column("first_eta", "First ETA", lambda row: row.first_eta, wide=True),
        Column(
            "confirmed",
            "Confirmed",
            lambda row: {True: "yes", False: "no", None: "not said"}[row.confirmed],
            tone=lambda row: "" if row.confirmed else "late",
            wide=True,
        ),
        Column("location", "Where", lambda row: row.location, wide=True),
    )


def _moved(row: Arrival, today: date) -> str:
    """What there is to say of its day."""
    if row.eta is None:
        return "no date"
    if row.eta < today:
        return f"{days_of((today - row.eta).days)} overdue"
    days = (row.eta - row.first_eta).days if row.first_eta else 0
    return f"{days_of(abs(days))} {'later' if days > 0 else 'earlier'}" if days else ""


def _weeks(monday: date, today: date) -> list[list[Square]]:
    by_day: defaultdict[date, list[OnDay]] = defaultdict(list)
    last = monday + timedelta(weeks=_WEEKS, days=-1)
    for each in expected_days(monday, last):
        by_day[each.eta].append(each)
    squares = [_square(monday + timedelta(days=at), by_day, today) for at in range(7 * _WEEKS)]
    return [squares[at : at + 7] for at in range(0, len(squares), 7)]


def _square(on: date, by_day: dict[date, list[OnDay]], today: date) -> Square:
    found = by_day.get(on, [])
    return Square(
        on=on,
        today=on == today,
        gone=on < today,
        first=[(each, po_at(each.po), _tone(each, today)) for each in found[:_A_DAY]],
        more=max(0, len(found) - _A_DAY),
        units=sum(each.units for each in found),
        all_at=f"{reverse('inbound')}?{urlencode({'on': on.isoformat()})}",
    )


def _tone(each: OnDay, today: date) -> str:
    if each.eta < today:
        return "bad"
    if each.unconfirmed:
        return "late"
    return "info" if each.awaited else "quiet"


def _from(day: date) -> str:
    return f"{reverse('inbound')}?from={day.isoformat()}"


def _text(request: HttpRequest, name: str) -> str:
    return request.GET.get(name, "")[:_LONGEST]
