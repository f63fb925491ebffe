"""A stock count: what lies there, shown with who would give back, and taken as the truth."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from makegood.console import doing
from makegood.console.door import page
from makegood.console.pages.receipt import _typed
from makegood.console.pages.receipt._shown import GAINS, LOSSES
from makegood.console.shown import Otherwise, mark, units
from makegood.console.sure import Doubt, doubt
from makegood.domain.terms.errors import DomainError
from makegood.flow import Effect
from makegood.queries.stock import places, stock
from makegood.services.receipt.counting import Count, CountedStock
from makegood.spreadsheet.writing.phrases import counted

_WRONG, _CONFLICT = 422, 409


@page("receive/count", verb="Count", name="count", methods=("GET", "HEAD", "POST"))
def count(request: HttpRequest) -> HttpResponseBase:
    """What was counted, line by line; what it would change; then it counts."""
    if request.method != "POST":
        return _form(request, _typed.Sheet())
    sheet = _typed.read(request.POST)
    wanted = request.POST.get("do", "add")
    if wanted in ("preview", "count"):
        return _meant(request, sheet, wanted)
    sheet = _typed.changed(sheet, request.POST)
    return _form(request, sheet, status=_WRONG if sheet.unknown or sheet.wrong else 200)


def _form(request: HttpRequest, sheet: _typed.Sheet, *, status: int = 200) -> HttpResponse:
    told = {
        "sheet": sheet,
        "lines": sheet.shown(),
        "places": places(),
        "why": request.POST.get("why", ""),
    }
    return render(request, "console/count.html", told, status=status)


def _meant(request: HttpRequest, sheet: _typed.Sheet, wanted: str) -> HttpResponseBase:
    lines = [each for each in sheet.lines if each.counted.strip()]
    if _typed.problems(sheet) or not lines:
        sheet.said = "" if lines else "Nothing was counted yet: scan a SKU, or type what lies there."
        return _form(request, sheet, status=_WRONG)
    why = request.POST.get("why", "").strip()
    command = Count(
        counts=tuple(
            CountedStock(
                sku=each.sku, counted_qty=_typed.whole(each.counted) or 0, location=each.location, why=why
            )
            for each in lines
        )
    )
    shelves = {(each.sku, each.location): each.on_hand for each in stock({each.sku for each in lines})}
    asked = doubt(
        request,
        ((each.sku, each.counted_qty, shelves.get((each.sku, each.location))) for each in command.counts),
    )
    try:
        if wanted == "preview" or asked is not None:
            return _preview(request, sheet, doing.previewed(request, command), why, asked)
        outcome = doing.carry_out_as_shown(request, command, _told)
    except Otherwise as otherwise:
        return _preview(request, sheet, doing.previewed(request, command), why, asked, otherwise.said)
    except DomainError as refusal:
        if refusal.code == "not_allowed":
            raise
        told = dict(doing.problems_of(refusal, number="count", known=("sku",)))
        _typed.refused(sheet, told)
        sheet.said = "Nothing was changed." if told else " ".join(doing.why(refusal))
        return _form(request, sheet, status=_WRONG)
    said = f"{counted(len(lines), 'count')} taken."
    return doing.told(request, outcome, said=said, to=reverse("count"))


def _told(effect: Effect) -> dict[str, str]:
    """What counts change: units more or fewer than we thought, and who gives back and gets."""
    counts = {f"{each.sku} at {each.location}": f"{each.difference:+,}" for each in effect.outcome}
    return counts | units(effect)


def _preview(
    request: HttpRequest,
    sheet: _typed.Sheet,
    effect: Effect,
    why: str,
    asked: Doubt | None,
    otherwise: Sequence[str] = (),
) -> HttpResponse:
    """What it would change; nothing is written. `otherwise` = what is not as it was shown before."""
    told = {
        "shown": mark(_told(effect)),
        "otherwise": otherwise,
        "doubt": asked,
        "stood_by": () if asked else request.POST.getlist("sure"),
        "sheet": sheet,
        "why": why,
        "effect": effect,
        "losses": LOSSES.page(effect.losses, empty="Nobody gives anything back."),
        "gains": GAINS.page(effect.gains, empty="Nobody who waits gets any of it."),
    }
    return render(request, "console/count_preview.html", told, status=_CONFLICT if otherwise else 200)
