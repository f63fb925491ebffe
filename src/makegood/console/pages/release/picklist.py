"""What to take from the shelves: one sheet for each place, to be printed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from makegood.console.clock import shop_today
from makegood.console.door import page
from makegood.console.pages.release.warehouse import MOST, chosen
from makegood.queries.catalogue import titles
from makegood.queries.releases import OpenRelease, Pick, open_releases, picks


class Take(NamedTuple):
    """Units of a SKU to take, and for which orders."""

    sku: str
    title: str
    qty: int
    orders: list[tuple[str, int]]


@page("releases/pick-list", verb="releases", name="pick_list")
def pick_list(request: HttpRequest) -> HttpResponseBase:
    """What to pick for the chosen releases, by place and SKU; none chosen = for all that is not picked yet, the oldest
    first."""
    _, day = shop_today()
    numbers = chosen(request)
    wanted = open_releases(among=numbers) if numbers else open_releases(picking=False)
    looked = wanted.first(MOST + 1)
    found = looked[:MOST]
    taken = picks(each.release for each in found)
    names = titles({each.sku for each in taken})
    told = {
        "sheets": _sheets(found, taken, names),
        "releases": found,
        "of": wanted.number() if len(looked) > MOST else 0,
        "orders": len({(each.channel, each.order) for each in found}),
        "units": sum(each.qty for each in taken),
        "day": day,
    }
    return render(request, "console/pick_list.html", told)


def _sheets(
    releases: Iterable[OpenRelease], taken: Iterable[Pick], names: Mapping[str, str]
) -> list[tuple[str, list[Take]]]:
    by_number = {each.release: each for each in releases}
    found: dict[str, dict[str, list[tuple[str, int]]]] = {}
    for pick in taken:
        own = by_number[pick.release]
        found.setdefault(own.location, {}).setdefault(pick.sku, []).append((own.order, pick.qty))
    return [
        (
            place,
            [
                Take(sku, names.get(sku, ""), sum(qty for _, qty in orders), orders)
                for sku, orders in sorted(skus.items())
            ],
        )
        for place, skus in sorted(found.items())
    ]
