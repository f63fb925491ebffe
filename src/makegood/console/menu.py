"""What stands beside every page: where else one can go, and who one is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from makegood.console import clock
from makegood.console.door import ADDRESSES, Caller

GROUPS: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...] = (
    (
        "",
        (
            ("today", "Today", "sun"),
            ("backorders", "Backorders", "stack"),
            ("orders", "Orders", "cart"),
        ),
    ),
    (
        "Stock",
        (
            ("items", "Items", "tag"),
            ("inbound", "Inbound", "ship"),
            ("suppliers", "Suppliers", "factory"),
            ("receive", "Receive", "box"),
            ("reallocate", "Reallocate", "shuffle"),
            ("releases", "Release", "truck"),
        ),
    ),
    (
        "Customers",
        (
            ("notices", "Notices", "mail"),
            ("templates", "Templates", "text"),
        ),
    ),
    (
        "Shop",
        (
            ("measures", "Measures", "chart"),
            ("policies", "Policies", "sliders"),
            ("handoffs", "Handoffs", "hands"),
            ("people", "People", "people"),
            ("history", "History", "clock"),
            ("import", "Bring your data", "upload"),
            ("health", "Health", "pulse"),
        ),
    ),
)
"""Of each group its heading and its pages: the page's name, what it is called, its picture."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A page that one may go to."""

    address: str
    title: str
    icon: str
    here: bool


def around(request: HttpRequest) -> Mapping[str, Any]:
    """For every template: the menu of whoever is signed in."""
    who: Caller | None = getattr(request, "caller", None)
    if who is None:
        return {}
    return {
        "caller": who,
        "menu": list(_menu(request, who)),
        "shop_name": clock.shop_today()[0].policy.shop.name,
    }


def _menu(request: HttpRequest, who: Caller) -> Iterator[tuple[str, list[Entry]]]:
    there = {each.name: each for each in ADDRESSES}
    here = request.path
    for heading, entries in GROUPS:
        own = []
        for name, title, icon in entries:
            if name in there and there[name].opens_for(who):
                to = reverse(name)
                own.append(Entry(to, title, icon, _is_at(here, to)))
        if own:
            yield heading, own


def _is_at(here: str, to: str) -> bool:
    return here == to or (to != "/" and here.startswith(f"{to}/"))
