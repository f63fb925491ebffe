"""A second look before many releases are told to have left whole: what goes with them cannot be called back."""

from __future__ import annotations

from typing import NamedTuple

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from makegood.console import doing
from makegood.domain.terms.errors import DomainError
from makegood.flow import Effect
from makegood.queries.releases import OpenRelease, ReleasedLine, open_releases, released_lines
from makegood.services._orders import OrderName
from makegood.services.release import Parcel, ParcelLine, Ship


class Leaving(NamedTuple):
    """A release that is told to have left, with its units."""

    row: OpenRelease
    lines: list[ReleasedLine]

    @property
    def mark(self) -> str:
        """What was shown of it: its number and its units."""
        return f"{self.row.release}:{sum(each.qty for each in self.lines)}"


def leaving(numbers: tuple[int, ...]) -> list[Leaving]:
    """Of these releases those that are open, with what is in them."""
    lines = released_lines(numbers)
    return [
        Leaving(row, [each for each in lines if each.release == row.release])
        for row in open_releases(among=numbers)
    ]


def whole(found: list[Leaving]) -> Ship:
    """All of each left: by line, so that what somebody takes back until it is written down does not."""
    return Ship(parcels=tuple(map(_parcel, found)))


def _parcel(each: Leaving) -> Parcel:
    return Parcel(
        order=OrderName(each.row.order, each.row.channel),
        release=each.row.release,
        lines=tuple(ParcelLine(line=line.line, qty=line.qty) for line in each.lines),
    )


def look(request: HttpRequest, numbers: tuple[int, ...], *, to: str) -> HttpResponseBase:
    """What would be told of, and whom it is told; nothing is written."""
    found = leaving(numbers)
    if not found:
        return doing.nothing_chosen(request, to=to)
    try:
        effect: Effect = doing.previewed(request, whole(found))
    except DomainError as refusal:
        if refusal.code == "not_allowed":
            raise
        return doing.not_done(request, refusal, to=to)
    units = sum(each.qty for row in found for each in row.lines)
    told = {"found": found, "units": units, "effect": effect, "next": to}
    return render(request, "console/leaving.html", told)


def as_shown(request: HttpRequest, found: list[Leaving]) -> bool:
    """Whether each is what the page showed; without a page nothing was shown that could differ."""
    shown = set(request.POST.getlist("shown"))
    return not shown or {each.mark for each in found} == shown
