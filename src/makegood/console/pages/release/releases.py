"""What lies there and may ship now; what is chosen goes to the warehouse."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from makegood.console import doing
from makegood.console.clock import shop_today
from makegood.console.columns import order_column
from makegood.console.door import page
from makegood.console.keys import key_of, parts_of
from makegood.console.links import item_at
from makegood.console.pages.receipt._typed import whole
from makegood.console.tables import ROWS, Column, Sheet, Table
from makegood.domain.release import Hold
from makegood.queries.ready import ReadyLine, ready
from makegood.queries.stock import places
from makegood.services._orders import OrderName
from makegood.services.release import Release, Released
from makegood.spreadsheet.writing.phrases import counted
from makegood.wording import inside, words

_Held = ReadyLine | Released


def _held_by(row: _Held, say: Callable[[str], str] = words) -> list[str]:
    """All that holds a line, in words; of what leaves complete with the place where its rest lies."""
    return [
        f"{say(each)}: {', '.join(row.rest_at)}" if each is Hold.REST_ELSEWHERE else say(each)
        for each in row.holds
    ]


MOST = 300
"""Of so many lines it is judged whether they may go; those that should have shipped first."""
_TABLE: Table[ReadyLine] = Table(
    name="ready",
    key=lambda row: key_of(row.channel, row.order),
    columns=(
        order_column(),
        Column(
            "sku",
            "SKU",
            lambda row: row.sku,
            link=lambda row: item_at(row.sku),
            note=lambda row: row.title or "",
        ),
        Column("qty", "Units", lambda row: row.qty),
        Column("places", "At", lambda row: ", ".join(row.places), wide=True),
        Column("baseline", "Should have shipped", lambda row: row.baseline, wide=True),
        Column(
            "holds",
            "May it go",
            lambda row: _held_by(row)[0] if row.holds else "May go",
            tone=lambda row: "late" if row.holds else "good",
            note=lambda row: ", ".join(_held_by(row)[1:]),
        ),
    ),
)


@page("releases", verb="releases", name="releases", methods=("GET", "HEAD", "POST"))
def releases(request: HttpRequest) -> HttpResponseBase:
    """Lines that hold units, and what holds them back; chosen orders, or all that may, are released."""
    if request.method == "POST":
        return _release(request)
    shop, day = shop_today()
    place = request.GET.get("location", "")
    found = ready(shop, today=day, location=place or None)
    file = _TABLE.file(request, found)
    if file is not None:
        return file
    looked = found.first(MOST + 1)
    rows = sorted(looked[:MOST], key=lambda row: bool(row.holds))
    going = sum(not row.holds for row in rows)
    which = request.GET.get("which", "")
    wanted = [row for row in rows if which not in ("go", "held") or (which == "go") is not bool(row.holds)]
    told = {
        "location": place,
        "places": places(),
        "which": which,
        "going": going,
        "staying": len(rows) - going,
        "most": MOST if len(looked) > MOST else 0,
        "sheet": _part(request, wanted),
    }
    return render(request, "console/releases.html", told)


def _part(request: HttpRequest, rows: Sequence[ReadyLine]) -> Sheet:
    """As many rows as a page has, and where the next ones are."""
    start = whole(request.GET.get("from", "")) or 0
    asked = request.GET.copy()
    asked.pop("from", None)
    more = ""
    if start + ROWS < len(rows):
        asked["from"] = str(start + ROWS)
        more = f"?{asked.urlencode()}"
        del asked["from"]
    empty = "Nothing lies there for an order. What comes in is given to those who wait, and listed here."
    return _TABLE.page(
        rows[start : start + ROWS], more=more, asked=asked.urlencode(), exports=True, empty=empty
    )


def _release(request: HttpRequest) -> HttpResponseBase:
    to = doing.back_to(request, reverse("releases"))
    place = request.POST.get("location") or None
    if request.POST.get("do") == "all":
        return doing.done(request, Release(location=place), said=_said_of_all, to=to)
    chosen = parts_of(request.POST.getlist("row"), 2)
    if not chosen:
        return doing.nothing_chosen(request, to=to)
    orders = tuple(OrderName(number, channel) for channel, number in chosen)
    return doing.done(request, Release(orders=orders, location=place), said=_said, to=to)


def _said_of_all(found: Sequence[Any]) -> str:
    """The same of all that may go: what holds no units was never on the list, so it does not stay."""
    return _said([each for each in found if Hold.NOTHING_ALLOCATED not in each.holds])


def _said(found: Sequence[Any]) -> str:
    """What went, and what did not and why."""
    gone = {number for each in found for number in each.releases}
    units = sum(each.qty for each in found)
    stays = [each for each in found if each.holds]
    said = f"{counted(units, 'unit')} handed to the warehouse, in {counted(len(gone), 'release')}."
    if not units:
        said = "Nothing may go yet."
    if stays:
        lines = f"{counted(len(stays), 'line')} {'stays' if len(stays) == 1 else 'stay'}"
        said += f" {lines}: {'; '.join(dict.fromkeys(_held_by(each, inside)[0] for each in stays))}."
    return said
