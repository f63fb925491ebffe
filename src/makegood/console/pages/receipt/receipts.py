"""What came in: every receipt, what one came to, and the undoing of those that were mistyped."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from makegood.console import doing
from makegood.console.door import page
from makegood.console.links import item_at
from makegood.console.pages.receipt._shown import GAINS, LOSSES, to_orders
from makegood.console.records import typed
from makegood.console.shown import Otherwise, mark, units
from makegood.console.tables import Column, Table
from makegood.domain.receipt.arrival import Finding
from makegood.domain.terms.errors import DomainError
from makegood.flow import Effect
from makegood.queries.allocations import Gain, gains, runs_of_receipts
from makegood.queries.arrivals import Came, last_receipts, receipts_named
from makegood.queries.catalogue import titles
from makegood.services.receipt.undoing import UndoReceipt
from makegood.spreadsheet.writing.phrases import counted
from makegood.wording import words

_MOST = 500
_SHOWN = 100
_TABLE: Table[Came] = Table(
    name="receipts",
    key=lambda row: str(row.receipt),
    columns=(
        Column(
            "sku", "SKU", lambda row: row.sku, link=lambda row: item_at(row.sku), note=lambda row: _note(row)
        ),
        Column("counted_qty", "Counted", lambda row: row.counted_qty),
        Column("damaged_qty", "Damaged", lambda row: row.damaged_qty, wide=True),
        Column("po", "Announced by", lambda row: row.po, wide=True),
        Column("location", "At", lambda row: row.location, wide=True),
        Column("received_on", "On", lambda row: row.received_on),
        Column("receipt", "Receipt", lambda row: row.receipt, wide=True),
    ),
)


class Put(NamedTuple):
    """What to do with the units of a receipt: those that go to orders, each with how many, and the rest."""

    sku: str
    title: str
    location: str
    po: str | None
    received_on: date
    good: int
    damaged: int
    orders: Sequence[Gain]
    shelf: int


@page("receive/receipts", verb="arrivals", name="receipts", methods=("GET", "HEAD", "POST"))
def receipts(request: HttpRequest) -> HttpResponseBase:
    """All receipts, the last one first; chosen ones are undone."""
    if request.method == "POST":
        return _undo(request)
    found = last_receipts()
    file = _TABLE.file(request, found)
    return file or render(request, "console/receipts.html", {"sheet": _TABLE.listed(request, found)})


@page("receive/done", verb="arrivals", name="received")
def received(request: HttpRequest) -> HttpResponseBase:
    """What receipts came to: who got their units, what the audit found, and what to print for the shelves."""
    asked = request.GET.get("receipts", "").split(",")[:_MOST]
    numbers = [int(each) for each in asked if each.isdecimal() and len(each) < 16]
    came = receipts_named(numbers)
    done = runs_of_receipts(numbers)
    served = gains(run.run for run in done)
    file = GAINS.file(request, served)
    if file is not None:
        return file
    puts = _puts(came, served)
    units, beside = to_orders({(each.sku, each.location): each.good for each in puts}, served)
    told = {
        "asked": request.GET.get("receipts", ""),
        "more": max(0, len(served) - _SHOWN),
        "came": came,
        "undone": len(set(numbers)) - len(came),
        "runs": done,
        "exceptions": [(finding, words(_rule(finding))) for run in done for finding in run.findings],
        "gains": GAINS.page(
            served[:_SHOWN],
            exports=True,
            asked=request.GET.urlencode(),
            empty="Nobody who waits got any of it: it went on the shelf.",
        ),
        "units": units,
        "beside": beside,
        "puts": puts,
    }
    return render(request, "console/received.html", told)


def _undo(request: HttpRequest) -> HttpResponseBase:
    chosen = typed.numbers(request.POST, "row")
    to = doing.back_to(request, reverse("receipts"))
    if not chosen:
        return doing.nothing_chosen(request, to=to)
    command = UndoReceipt(receipts=chosen, why=request.POST.get("why", "").strip())
    try:
        if request.POST.get("do") == "preview":
            return _look(request, command, to)
        outcome = doing.carry_out_as_shown(request, command, _told)
    except Otherwise as otherwise:
        return _look(request, command, to, otherwise.said)
    except DomainError as refusal:
        if refusal.code == "not_allowed":
            raise
        return doing.not_done(request, refusal, to=to)
    return doing.told(request, outcome, said=_undone, to=to)


def _look(
    request: HttpRequest, command: UndoReceipt, to: str, otherwise: Sequence[str] = ()
) -> HttpResponseBase:
    """Whose allocations would fall away; nothing is written. `otherwise` = what is not as it was shown before."""
    try:
        effect = doing.previewed(request, command)
    except DomainError as refusal:
        if refusal.code == "not_allowed":
            raise
        messages.error(request, " ".join(doing.why(refusal)))
        # What was typed stays: only other receipts, or none, are chosen next.
        shown = {"sheet": _TABLE.listed(request, last_receipts()), "why": command.why}
        return render(request, "console/receipts.html", shown, status=422)
    told = {
        "effect": effect,
        "shown": mark(_told(effect)),
        "otherwise": otherwise,
        "chosen": command.receipts,
        "why": command.why,
        "next": to,
        "losses": LOSSES.page(effect.losses, empty="Nobody: the units lie free on the shelf."),
        "gains": GAINS.page(effect.gains),
    }
    return render(request, "console/undo_preview.html", told, status=409 if otherwise else 200)


def _told(effect: Effect) -> dict[str, str]:
    """What an undoing comes to: who gives back and gets units, and what its lots wait for again."""
    again = {
        f"receipt {each.receipt}": f"{each.open_qty:,} to come again"
        for each in effect.outcome
        if each.open_qty is not None
    }
    return units(effect) | again


def _undone(found: Sequence[Any]) -> str:
    back = sum(each.given_back for each in found)
    said = f"{counted(len(found), 'receipt')} undone."
    return f"{said} {counted(back, 'unit')} went back to waiting." if back else said


def _note(row: Came) -> str:
    told = [words(Finding(each)) for each in row.findings if each != Finding.EXACT]
    if row.missing_qty:
        told.append(f"{row.missing_qty} never came")
    return ", ".join(told)


def _rule(finding: Any) -> str:
    return str(finding.get("rule") or finding.get("code") or "")


def _puts(came: Sequence[Came], served: Sequence[Gain]) -> list[Put]:
    """Of each SKU and place once: several receipts of it lie on one heap."""
    names = titles({each.sku for each in came})
    heaps: dict[tuple[str, str], list[Came]] = {}
    for each in came:
        heaps.setdefault((each.sku, each.location), []).append(each)
    labelled = set(served[:_SHOWN])
    found = []
    for (sku, location), own in heaps.items():
        orders = [each for each in served if (each.sku, each.location) == (sku, location)]
        damaged = sum(each.damaged_qty for each in own)
        good = sum(each.counted_qty for each in own) - damaged
        shelf = max(0, good - sum(each.qty for each in orders))
        title = names.get(sku, "")
        found.append(
            Put(
                sku,
                title,
                location,
                own[0].po,
                own[0].received_on,
                good,
                damaged,
                [each for each in orders if each in labelled],
                shelf,
            )
        )
    return found
