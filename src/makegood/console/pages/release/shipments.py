"""Parcels that left; those that did not leave after all are cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from makegood.console import doing
from makegood.console.columns import order_column
from makegood.console.door import page
from makegood.console.records import typed
from makegood.console.tables import Column, Table
from makegood.queries.releases import Sent, sent
from makegood.services.release import CancelShipments
from makegood.spreadsheet.writing.phrases import counted

_TABLE: Table[Sent] = Table(
    name="shipments",
    key=lambda row: str(row.shipment),
    columns=(
        order_column(),
        Column("shipped_on", "Left", lambda row: row.shipped_on),
        Column("units", "Units", lambda row: sum(row.units.values())),
        Column("carrier", "Carrier", lambda row: row.carrier, wide=True),
        Column("tracking", "Tracking", lambda row: row.tracking, wide=True),
        Column("number", "Parcel", lambda row: row.number, wide=True),
        Column("location", "From", lambda row: row.location, wide=True),
        Column(
            "state",
            "State",
            lambda row: "Cancelled" if row.cancelled_at else "Left",
            tone=lambda row: "late" if row.cancelled_at else "quiet",
        ),
    ),
)


@page("releases/shipped", verb="releases", name="shipments", methods=("GET", "HEAD", "POST"))
def shipments(request: HttpRequest) -> HttpResponseBase:
    """All parcels, the last one first; chosen ones never left."""
    if request.method == "POST":
        return _cancel(request)
    order = request.GET.get("order", "").strip()[:200]
    found = sent(order=order or None)
    file = _TABLE.file(request, found)
    return file or render(
        request, "console/shipments.html", {"order": order, "sheet": _TABLE.listed(request, found)}
    )


def _cancel(request: HttpRequest) -> HttpResponseBase:
    chosen = typed.numbers(request.POST, "row")
    to = doing.back_to(request, reverse("shipments"))
    if not chosen:
        return doing.nothing_chosen(request, to=to)
    command = CancelShipments(shipments=chosen, why=request.POST.get("why", "").strip())
    return doing.done(request, command, said=_said, to=to)


def _said(found: Sequence[Any]) -> str:
    new = [each for each in found if not each.known]
    units = sum(qty for each in new for qty in each.units.values())
    return f"{counted(len(new), 'parcel')} cancelled; {counted(units, 'unit')} lie there again, for the same lines."
