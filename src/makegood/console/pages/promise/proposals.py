"""Windows that wait for the owner of dates: one look, and all or some of them are published."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from makegood.console import doing
from makegood.console.door import page
from makegood.console.links import order_at
from makegood.console.records import typed
from makegood.console.tables import Column, Table
from makegood.domain.terms.errors import DomainError
from makegood.queries.proposals import Proposal, proposals
from makegood.services.promise import Publish, Reject
from makegood.spreadsheet.writing.phrases import counted
from makegood.wording import words

_TABLE: Table[Proposal] = Table(
    name="proposals",
    key=lambda row: str(row.proposal),
    columns=(
        # A phone has room for what is decided on: the day, and how far it moves.
        Column(
            "order",
            "Order",
            lambda row: row.order,
            link=lambda row: order_at(row.order, row.channel),
            note=lambda row: f"{row.channel}, {row.sku}",
        ),
        Column("sku", "SKU", lambda row: row.sku, filed=True),
        Column("published_to", "Customer holds", lambda row: row.published_to, wide=True),
        Column("ship_from", "From", lambda row: row.ship_from, wide=True),
        Column("ship_to", "To", lambda row: row.ship_to),
        Column("days_later", "Moves", lambda row: _moves(row), tone=lambda row: _tone(row)),
        Column("why", "Because", lambda row: words(row.why), wide=True),
    ),
)


@page("proposals", verb="proposals", name="proposals", methods=("GET", "HEAD", "POST"))
def waiting(request: HttpRequest) -> HttpResponseBase:
    """All that wait; chosen ones are published, rejected, or shown with the messages that publishing would send."""
    if request.method == "POST":
        return _settle(request)
    sku = request.GET.get("sku", "")
    found = proposals(sku=sku or None)
    file = _TABLE.file(request, found)
    if file is not None:
        return file
    told = {"sheet": _TABLE.listed(request, found), "sku": sku, "number": found.number()}
    return render(request, "console/proposals.html", told)


def _settle(request: HttpRequest) -> HttpResponseBase:
    chosen = typed.numbers(request.POST, "row")
    to = doing.back_to(request, reverse("proposals"))
    if not chosen:
        return doing.nothing_chosen(request, to=to)
    wanted = request.POST.get("do", "")
    if wanted == "preview":
        return _preview(request, chosen, to)
    command: Any = Publish(proposals=chosen)
    said: Callable[[Any], str] = lambda found: f"{counted(len(found), 'window')} published."  # noqa: E731
    if wanted == "reject":
        command = Reject(proposals=chosen, why=request.POST.get("why", "").strip())
        said = lambda _: f"{counted(len(chosen), 'window')} rejected; what customers hold stands."  # noqa: E731
        return doing.done(request, command, said=said, to=to)
    return doing.done_and_told(request, command, said=said, to=to)


def _preview(request: HttpRequest, chosen: tuple[int, ...], to: str) -> HttpResponseBase:
    try:
        effect = doing.previewed(request, Publish(proposals=chosen))
    except DomainError as refusal:
        if refusal.code == "not_allowed":
            raise
        return doing.not_done(request, refusal, to=to)
    told = {"effect": effect, "chosen": chosen, "next": to, "action": reverse("proposals")}
    return render(request, "console/publish_preview.html", told)


def _moves(row: Proposal) -> str:
    if row.published_to is None:
        return "first date"
    if row.ship_to is None:
        return "no date any more"
    days = (row.ship_to - row.published_to).days
    return (
        f"{abs(days)} {'day' if abs(days) == 1 else 'days'} {'later' if days > 0 else 'earlier'}"
        if days
        else "same end"
    )


def _tone(row: Proposal) -> str:
    if row.published_to is None:
        return "info"
    return "late" if row.ship_to is None or row.ship_to > row.published_to else "good"
