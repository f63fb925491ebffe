"""Where an item lies, what moved last, and the items it has to do with; what is kept back, what goes instead."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from makegood.console import doing
from makegood.console.clock import shop_today
from makegood.console.links import item_at
from makegood.console.pages.intake.items import SELL_TONES
from makegood.console.tables import Column, Table
from makegood.domain.terms.errors import DomainError
from makegood.queries.item import Family, Kin, Moved, fact_of, family_of, moves
from makegood.queries.stock import stock
from makegood.services.catalogue import KeptBack, SetItems, SetSafetyStock
from makegood.wording import words

_MOVES = 20
_MOST_UNITS = 9
Around = Callable[[str, str], dict[str, Any]]

_TABLE: Table[Moved] = Table(
    name="moves",
    columns=(
        Column("at", "When", lambda row: row.at),
        Column("qty", "Units", lambda row: row.qty, tone=lambda row: "good" if row.qty > 0 else ""),
        Column("cause", "Because", lambda row: words(row.cause)),
        Column("ref", "Why", lambda row: row.ref if row.cause == "count" else "", wide=True),
        Column("location", "Where", lambda row: row.location, wide=True),
        Column(
            "shelf", "Shelf", lambda row: words(row.shelf), tone=lambda row: _tone_of_shelf(row), wide=True
        ),
    ),
)


def show(
    request: HttpRequest, sku: str, around: Mapping[str, Any], *, typed: str | None = None, status: int = 200
) -> HttpResponseBase:
    """All of it; `typed` = substitutes as they were typed, when that was refused."""
    shop, today = shop_today()
    found = moves(sku)
    file = _TABLE.file(request, found) if status == 200 else None
    if file is not None:
        return file
    family = family_of(sku, shop, today=today)
    told = {
        **around,
        "shelves": list(stock([sku])),
        "family": family,
        "kin": [(name, _shown(kin)) for name, kin in _named(family)],
        "sheet": _TABLE.page(
            found.first(_MOVES),
            asked=item_at(sku).partition("?")[2] + "&view=stock",
            empty="Nothing of it ever came or went.",
        ),
        "first": _MOVES,
        "typed": ", ".join(each.item.sku for each in family.instead) if typed is None else typed,
    }
    return render(request, "console/item_stock.html", told, status=status)


def change(request: HttpRequest, sku: str, around: Around) -> HttpResponseBase:
    """What is kept back, or what goes instead."""
    here = f"{item_at(sku)}&view=stock"
    if request.POST.get("do") == "keep":
        return doing.done(request, _kept(request, sku), said="What is kept back is changed.", to=here)
    typed = request.POST.get("instead", "")
    fact = replace(fact_of(sku), substitutes=_skus(typed))
    try:
        doing.carry_out(request, SetItems(items=(fact,)))
    except DomainError as refusal:
        if refusal.code == "not_allowed":
            raise
        wrong = {**around(sku, "stock"), "wrong": doing.why(refusal)}
        return show(request, sku, wrong, typed=typed, status=422)
    messages.success(request, "What may go instead is changed.")
    return doing.went(here)


def _kept(request: HttpRequest, sku: str) -> SetSafetyStock:
    """Each place with its number; what is no whole number is refused as such."""
    pairs = zip(request.POST.getlist("location"), request.POST.getlist("kept"), strict=False)
    return SetSafetyStock(
        kept=tuple(KeptBack(sku=sku, location=place, safety_stock=_units(text)) for place, text in pairs)
    )


def _units(text: str) -> int:
    told = text.strip()
    # What nobody can mean is refused by the use-case, as a quantity below 0 is.
    return int(told) if told.isdecimal() and len(told) <= _MOST_UNITS else -1


def _skus(typed: str) -> tuple[str, ...]:
    """One a line, or with commas between them; each once, in the order they were typed."""
    named = (each.strip() for line in typed.splitlines() for each in line.split(","))
    return tuple(dict.fromkeys(each for each in named if each))


def _named(family: Family) -> list[tuple[str, tuple[Kin, ...]]]:
    return [
        ("May go instead", family.instead),
        ("Goes instead of", family.stands_in_for),
        ("Is made of", family.made_of),
        ("Goes into", family.goes_into),
    ]


def _shown(kin: tuple[Kin, ...]) -> list[dict[str, Any]]:
    return [
        {
            "sku": each.item.sku,
            "at": item_at(each.item.sku),
            "title": each.item.title,
            "per": each.per,
            "atp": each.item.atp,
            "state": words(each.item.sell_state),
            "tone": SELL_TONES[each.item.sell_state],
        }
        for each in kin
    ]


def _tone_of_shelf(row: Moved) -> str:
    return "late" if row.shelf == "quarantine" else ""
