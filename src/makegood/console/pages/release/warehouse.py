"""What lies with the warehouse: releases by age, being picked, picked, taken back and shipped."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from makegood.console import doing
from makegood.console.clock import shop_today
from makegood.console.columns import order_column
from makegood.console.door import page
from makegood.console.pages.release import leaving
from makegood.console.tables import Column, Table
from makegood.domain.terms.errors import DomainError
from makegood.queries.releases import OpenRelease, open_releases, stuck, stuck_among
from makegood.queries.shop import Shop
from makegood.queries.stock import places
from makegood.services.release import Recall, RecallLine, StartPicking
from makegood.spreadsheet.writing.phrases import counted

MOST = 500
"""So many releases are taken at once: what is shown before stays small enough to be read."""


@page("releases/open", verb="releases", name="open_releases", methods=("GET", "HEAD", "POST"))
def warehouse(request: HttpRequest) -> HttpResponseBase:
    """Open releases, the oldest first; chosen ones are picked, printed, shipped whole, or taken back."""
    if request.method == "POST":
        return _act(request)
    shop, day = shop_today()
    which, place = request.GET.get("which", ""), request.GET.get("location", "")
    picking = {"picking": True, "waiting": False}.get(which)
    how: Any = {"policy": shop.policy, "steps": shop.steps, "today": day}
    found = (
        stuck(**how, location=place or None)
        if which == "stuck"
        else open_releases(location=place or None, picking=picking)
    )
    table = _table(shop, day)
    file = table.file(request, found)
    if file is not None:
        return file
    told = {
        "sheet": table.listed(request, found),
        "number": found.number(),
        "late": stuck(**how).number(),
        "which": which,
        "location": place,
        "places": places(),
    }
    return render(request, "console/open_releases.html", told)


def _table(shop: Shop, day: date) -> Table[OpenRelease]:
    def is_late(row: OpenRelease) -> bool:
        late = stuck_among([row], policy=shop.policy, steps=shop.steps, today=day)
        return bool(late) or row.flagged_on is not None

    return Table(
        name="releases",
        key=lambda row: str(row.release),
        columns=(
            Column(
                "release",
                "Release",
                lambda row: f"#{row.release}",
                link=lambda row: reverse("one_release", args=[row.release]),
            ),
            order_column(),
            Column("location", "At", lambda row: row.location, wide=True),
            Column("released_on", "Since", lambda row: row.released_on, wide=True),
            Column("days", "Days", lambda row: (day - row.released_on).days),
            Column(
                "state",
                "State",
                lambda row: _state(row, is_late(row)),
                tone=lambda row: _tone(row, is_late(row)),
            ),
        ),
    )


def _state(row: OpenRelease, late: bool) -> str:
    said = "Being picked" if row.picking else "To pick"
    return f"Stuck: {said.lower()}" if late else said


def _tone(row: OpenRelease, late: bool) -> str:
    return "bad" if late else "info" if row.picking else "quiet"


def chosen(request: HttpRequest) -> tuple[int, ...]:
    """The releases that the form names."""
    rows = request.POST.getlist("row") if request.method == "POST" else request.GET.getlist("row")
    return tuple(int(each) for each in rows if each.isdecimal() and len(each) < 16)


def _act(request: HttpRequest) -> HttpResponseBase:
    numbers = chosen(request)
    to = doing.back_to(request, reverse("open_releases"))
    if not numbers:
        return doing.nothing_chosen(request, to=to)
    if len(numbers) > MOST:
        wrong = {"at": "row", "found": str(len(numbers)), "expected": f"at most {MOST}"}
        return doing.not_done(request, DomainError("entry_invalid", wrong), to=to)
    wanted = request.POST.get("do", "")
    if wanted == "list":
        asked = "&".join(f"row={number}" for number in numbers)
        return doing.went(f"{reverse('pick_list')}?{asked}")
    if wanted == "recall":
        lines = tuple(RecallLine(release=number) for number in numbers)
        command = Recall(recalls=lines, stopped=request.POST.get("stopped", "").strip())
        return doing.done(request, command, said=recalled, to=to)
    if wanted == "leaving":
        return leaving.look(request, numbers, to=to)
    if wanted == "ship":
        found = leaving.leaving(numbers)
        if not leaving.as_shown(request, found):
            known = doing.done_before(request, to=to)
            if known is not None:
                return known
            messages.warning(request, "What is in these releases changed since you looked. Look again.")
            return doing.went(to)
        return doing.done(request, leaving.whole(found), said=shipped, to=to)
    said = f"{counted(len(numbers), 'release')} being picked: nobody takes their units now."
    return doing.done(request, StartPicking(releases=numbers), said=said, to=to)


def recalled(found: Sequence[Any]) -> str:
    """What came back."""
    units = sum(qty for each in found for qty in each.units.values())
    return f"{counted(units, 'unit')} taken back; they stay allocated to their lines."


def shipped(found: Sequence[Any]) -> str:
    """What left."""
    new = [each for each in found if not each.known]
    units = sum(qty for each in new for qty in each.units.values())
    known = len(found) - len(new)
    said = f"{counted(len(new), 'parcel')} with {counted(units, 'unit')} shipped."
    return f"{said} {counted(known, 'parcel')} had been told before." if known else said
