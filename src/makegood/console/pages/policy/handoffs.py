"""Where work goes from one role to another: who reacts how soon, and how long they take. And who may do what at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from makegood.console import clock
from makegood.console.charts import Bar, bars
from makegood.console.clock import shop_today
from makegood.console.door import page
from makegood.console.tables import Column, Table
from makegood.domain.terms.policy.handoff import HandoffPolicy
from makegood.domain.terms.policy.schema import settings_of
from makegood.queries.access import ROLES, VERBS, Verb
from makegood.queries.handoffs import WrittenHandoff, handoffs
from makegood.queries.tasks import Clock, clocks
from makegood.wording import words

_TITLES = {
    "inventory_to_storefront": "Inventory → storefront",
    "purchasing_to_support": "Purchasing → customer service",
    "support_to_warehouse": "Customer service → warehouse",
    "warehouse_to_finance": "Warehouse → finance",
}
_SOON = 3
_WHEN = (
    (f"more than {_SOON} days overdue", "bad"),
    ("overdue", "bad"),
    ("due today", "late"),
    ("due tomorrow", "info"),
    ("due later", "quiet"),
)


class Shown(NamedTuple):
    """A handoff with the clocks of what has crossed it."""

    title: str
    does: str
    written: WrittenHandoff
    clock: Clock
    verbs: list[str]
    bars: list[Bar]


@page("handoffs", verb="handoffs", name="handoffs")
def four(request: HttpRequest) -> HttpResponseBase:
    """All four."""
    shop, today = shop_today()
    found = clocks(now=clock.now(), today=today)
    shown = [_shown(each, found[each.handoff]) for each in handoffs(shop.policy)]
    return render(request, "console/policy/handoffs.html", {"four": shown})


def _shown(each: WrittenHandoff, own: Clock) -> Shown:
    numbers = [0] * len(_WHEN)
    for days, number in own.due.items():
        numbers[_place(days)] += number
    only = len(own.kinds) == 1
    link = f"{reverse('tasks')}?kind={own.kinds[0].kind}" if only else ""
    rows = [
        (name, float(number), f"{number:,}", tone, link)
        for (name, tone), number in zip(_WHEN, numbers, strict=True)
        if number
    ]
    does = settings_of(HandoffPolicy)[each.handoff].doc
    verbs = [_says(VERBS[verb]).partition(";")[0] for verb in each.verbs]
    return Shown(_TITLES[each.handoff], does, each, own, verbs, bars(rows))


def _place(days: int) -> int:
    """Which row of _WHEN a task belongs to that is due in so many days."""
    if days < 0:
        return 0 if days < -_SOON else 1
    return min(days, 2) + 2


def _says(verb: Verb) -> str:
    """Without the marks that the reference page sets."""
    return verb.says.replace("`", "")


def _may(role: str) -> Callable[[Verb], str | None]:
    return lambda row: "yes" if role in row.roles else None


def _who(row: Verb) -> str:
    """All who may, where no table has room."""
    if set(row.roles) == set(ROLES):
        return "Everybody"
    return ", ".join(words(role) for role in ROLES if role in row.roles) or "Nobody"


_TABLE: Table[Verb] = Table(
    name="roles",
    columns=(
        Column("may", "May", lambda row: _says(row), note=lambda row: f"{words(row.word)} · {row.name}"),
        *(Column(role, words(role), _may(role)) for role in ROLES),
    ),
)


@page("handoffs/roles", verb="handoffs", name="roles")
def roles(request: HttpRequest) -> HttpResponseBase:
    """The one table of roles."""
    asked, role = request.GET.get("q", "").strip().lower()[:100], request.GET.get("role", "")
    rows = [
        each
        for each in VERBS.values()
        if (not asked or asked in f"{each.says} {each.name} {each.word}".lower())
        and (role not in ROLES or role in each.roles)
    ]
    sheet = _TABLE.page(rows, asked=request.GET.urlencode(), exports=True, empty="Nothing is called so.")
    told = {
        "sheet": sheet,
        "listed": list(zip(sheet.rows, map(_who, rows), strict=True)),
        "asked": asked,
        "role": role,
        "roles": ROLES,
    }
    return _TABLE.file(request, rows) or render(request, "console/policy/roles.html", told)
