"""Stock that changes its shelf or its place."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from makegood.console import doing
from makegood.console.door import page
from makegood.console.pages.receipt._shown import GAINS, LOSSES
from makegood.console.pages.receipt._typed import whole
from makegood.console.shown import Otherwise, mark, units
from makegood.domain.receipt.arrival import Shelf
from makegood.domain.terms.errors import DomainError
from makegood.queries.stock import places, stock
from makegood.services.receipt.moving import Moved, MovedStock, MoveStock
from makegood.spreadsheet.writing.phrases import counted
from makegood.wording import words

_WRONG, _CONFLICT = 422, 409
_AWAY = "away"
_FIELDS = ("sku", "qty", "location", "shelf", "to_location", "to_shelf", "why")
SHELVES = tuple((each.value, words(each)) for each in Shelf)


@page("receive/move", verb="MoveStock", name="move", methods=("GET", "HEAD", "POST"))
def move(request: HttpRequest) -> HttpResponseBase:
    """Units go from one shelf to another; who would give back is shown first when that is asked for, and holds then."""
    if request.method != "POST":
        asked = {"shelf": Shelf.ON_HAND.value, "to_shelf": Shelf.ON_HAND.value, **request.GET.dict()}
        return _form(request, {name: asked.get(name, "") for name in _FIELDS})
    typed = {name: request.POST.get(name, "").strip() for name in _FIELDS}
    if not whole(typed["qty"]):
        said = f"Found {typed['qty'][:40] or 'nothing'}; expected a whole number of units from 1."
        return _form(request, typed, more={"wrong": [said]}, status=_WRONG)
    command = MoveStock(moves=(_meant(typed),))
    try:
        if request.POST.get("do") == "preview":
            return _form(request, typed, more=_looked(request, command))
        return doing.went(_done(request, command))
    except Otherwise as otherwise:
        more = _looked(request, command) | {"otherwise": otherwise.said}
        return _form(request, typed, more=more, status=_CONFLICT)
    except DomainError as refusal:
        if refusal.code == "not_allowed":
            raise
        return _form(request, typed, more={"wrong": _wrong(refusal)}, status=_WRONG)


def _looked(request: HttpRequest, command: MoveStock) -> dict[str, object]:
    effect = doing.previewed(request, command)
    return {
        "effect": effect,
        "shown": mark(units(effect)),
        "losses": LOSSES.page(effect.losses, empty="Nobody gives anything back."),
        "gains": GAINS.page(effect.gains, empty="Nobody who waits gets any of it."),
    }


def _done(request: HttpRequest, command: MoveStock) -> str:
    """Raises DomainError: what was typed stays in the form; Otherwise where that was looked at and holds no longer."""
    if "shown" in request.POST:
        outcome = doing.carry_out_as_shown(request, command, units)
    else:
        outcome = doing.carry_out(request, command)
    doing.tell(request, outcome, _said)
    return reverse("move")


def _wrong(refusal: DomainError) -> list[str]:
    return [said for _, said in doing.problems_of(refusal, number="move", known=("sku",))] or doing.why(
        refusal
    )


def _meant(typed: dict[str, str]) -> MovedStock:
    shelf = typed["shelf"] if typed["shelf"] in set(Shelf) else Shelf.ON_HAND.value
    to_shelf = typed["to_shelf"]
    return MovedStock(
        sku=typed["sku"],
        qty=whole(typed["qty"]) or 0,
        location=typed["location"],
        shelf=Shelf(shelf),
        to_location=typed["to_location"] or None,
        to_shelf=None if to_shelf == _AWAY else Shelf(to_shelf if to_shelf in set(Shelf) else shelf),
        why=typed["why"],
    )


def _said(found: Sequence[Moved]) -> str:
    units = sum(each.qty for each in found)
    back = sum(each.given_back for each in found)
    said = f"{counted(units, 'unit')} of {found[0].sku} moved."
    return f"{said} {counted(back, 'unit')} went back to waiting." if back else said


def _form(
    request: HttpRequest, typed: dict[str, str], *, more: dict[str, object] | None = None, status: int = 200
) -> HttpResponseBase:
    told = {
        "typed": typed,
        "places": places(),
        "shelves": SHELVES,
        "there": list(stock([typed["sku"]])) if typed["sku"] else [],
        **(more or {}),
    }
    return render(request, "console/move.html", told, status=status)
