"""One supplier: how late it was and is, what that adds to a date, and what to ask it now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from makegood.console.charts import Plot, dots
from makegood.console.clock import shop_today
from makegood.console.columns import sku_column
from makegood.console.door import page
from makegood.console.links import po_at
from makegood.console.pages.promise.inbound import lots_table
from makegood.console.pages.receipt.suppliers import adds_said, chase_table
from makegood.console.tables import Column, Table
from makegood.queries.arrivals import next_arrivals
from makegood.queries.chase import chase_list
from makegood.queries.suppliers import OneSupplier, PastLot, SupplierRecord, one_supplier
from makegood.spreadsheet.writing.phrases import counted
from makegood.wording.chasing import letter_to
from makegood.wording.sentences import days_of, short_day

_LOTS = 10
_PAST = 20
_DRAWN_DAYS = 550
_MOST_LOTS = 1000
_NAMED = 3
_TONES = (("good", "on time"), ("info", "late, as expected"), ("bad", "later than that"), ("late", "overdue"))


@page("suppliers/one", verb="suppliers", name="supplier")
def supplier(request: HttpRequest) -> HttpResponseBase:
    """Its record, drawn and listed; its open lots; the questions to it."""
    shop, today = shop_today()
    name = request.GET.get("name", "")
    if not name:
        return HttpResponseRedirect(reverse("suppliers"))
    found = one_supplier(name, shop, today=today)
    past = _table(found.now.record)
    file = past.file(request, reversed(found.past))
    if file is not None:
        return file
    asks = chase_list(shop, today=today, supplier=name)
    lots = next_arrivals(supplier=name).first(_LOTS + 1)
    record = found.now.record
    told = {
        "name": name,
        "found": found,
        "record": record,
        "adds": adds_said(found.now),
        "level": shop.policy.promise.service_level,
        "figures": _figures(record) if record else None,
        "plot": _plot(found, today),
        "chasing": chase_table(shop.policy.shop.currency, today, of_one=True).page(asks),
        "letter": letter_to(name, asks, shop=shop.policy.shop.name, today=today) if asks else "",
        "lots": lots_table(today, of_supplier=True).page(lots[:_LOTS], empty="Nothing of it is on order."),
        "more_lots": max(0, found.now.owed.lots - _LOTS),
        "lots_at": f"{reverse('inbound')}?{urlencode({'supplier': name})}",
        "sheet": past.page(
            found.past[::-1][:_PAST], asked=urlencode({"name": name}), empty="Nothing of it ever came."
        ),
        "first": _PAST,
    }
    return render(request, "console/supplier.html", told)


def _figures(record: SupplierRecord) -> dict[str, Any]:
    came = record.receipts
    return {
        "on_time": record.on_time / came if came else None,
        "within": record.within / came if came else None,
        "short": record.short_qty / record.ordered_qty if record.ordered_qty else None,
        "usual": None if record.median_days is None else _against_eta(record.median_days),
        "worst": None if record.worst_days is None else _against_eta(record.worst_days),
    }


def _against_eta(days: float) -> str:
    if not days:
        return "on the day"
    said = days_of(round(abs(days))) if abs(days) == round(abs(days)) else f"{abs(days):g} days"
    return f"{said} {'late' if days > 0 else 'early'}"


def _table(record: SupplierRecord | None) -> Table[PastLot]:
    return Table(
        name="record",
        columns=(
            Column("po", "PO", lambda row: row.po, link=lambda row: po_at(row.po)),
            sku_column(),
            Column("expected_on", "First ETA", lambda row: row.expected_on),
            Column("received_on", "Came", lambda row: row.received_on, wide=True),
            Column(
                "days_late",
                "Working days late",
                lambda row: row.days_late,
                tone=lambda row: _tone(row, record),
            ),
            Column("quantity", "Ordered", lambda row: row.quantity, wide=True),
            Column("received_qty", "Received", lambda row: row.received_qty, wide=True),
        ),
    )


def _tone(row: PastLot, record: SupplierRecord | None) -> str:
    if row.received_on is None:
        return "late"
    if row.days_late <= 0:
        return "good"
    return "info" if record and row.days_late <= record.adds_to else "bad"


def _plot(found: OneSupplier, today: date) -> Plot | None:
    """The lots of the last year and a half, by the day they were expected on."""
    record = found.now.record
    since = today - timedelta(days=_DRAWN_DAYS)
    drawn = [each for each in found.past if each.expected_on and each.expected_on >= since][-_MOST_LOTS:]
    if not drawn or record is None:
        return None
    together: defaultdict[tuple[date, float, str], list[PastLot]] = defaultdict(list)
    for each in drawn:
        if each.expected_on:
            together[each.expected_on, float(each.days_late), _tone(each, record)].append(each)
    return dots(
        "Working days after the first ETA",
        [(*place, len(lots), _said(lots, today)) for place, lots in together.items()],
        today=today,
        tones=_TONES,
        band=(record.adds_from, record.adds_to),
        band_said="what dates allow for",
    )


def _said(lots: Sequence[PastLot], today: date) -> str:
    """What the lots of one dot are."""
    first = lots[0]
    what = (
        f"{first.po}, {first.sku}" if len(lots) == 1 else f"{counted(len(lots), 'lot')}, of {_orders(lots)}"
    )
    came = f"came {short_day(first.received_on, today)}" if first.received_on else "not here yet"
    expected = short_day(first.expected_on, today) if first.expected_on else ""
    return f"{what}: expected {expected}, {came}, {_against_eta(first.days_late)}"


def _orders(lots: Sequence[PastLot]) -> str:
    return ", ".join(sorted({each.po for each in lots})[:_NAMED])
