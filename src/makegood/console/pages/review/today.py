"""What needs somebody now, and how the shop stands."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from makegood.console.charts import Bar, bars
from makegood.console.clock import shop_today
from makegood.console.door import caller, page
from makegood.console.pages.review.tasks import table
from makegood.console.wishes import asked_of_others, asks_of
from makegood.db.tasks import CUSTOMER_NOT_REACHED
from makegood.queries.affairs import Standing, TasksOf, hits, last_week, standing, tasks_by_kind
from makegood.queries.arrivals import next_arrivals
from makegood.queries.beginning import is_empty
from makegood.queries.pages import Listing, lengths
from makegood.queries.proposals import proposals
from makegood.queries.releases import open_releases
from makegood.queries.tasks import HANDOFF_OF, ROLES, open_tasks
from makegood.queries.troubles import TASK_OF, Still, troubles
from makegood.spreadsheet.writing.phrases import counted, money

_TONES = ("quiet", "info", "late", "bad")
_FIRST, _SHOWN = 12, 5


class Clock(NamedTuple):
    """A handoff: how many tasks cross it, how many are overdue, and the first day one was due."""

    handoff: str
    number: int
    overdue: int
    due_on: date


class Kind(NamedTuple):
    """Open tasks of a kind that whoever looks is asked to do, and how many of them are overdue."""

    kind: str
    number: int
    overdue: int


_STILL = {
    Still.STUCK: ("open_releases", "?which=stuck", "Releases that should have left"),
    Still.UNREACHED: ("tasks", f"?kind={CUSTOMER_NOT_REACHED}", "Customers whose mail was refused"),
    Still.UNCLEAR: ("notices", "?state=uncertain", "Messages of which nobody knows whether they went"),
}
"""The list of what stands still, and what it is called."""


class Work(NamedTuple):
    """A list that whoever may do `verb` works through, what it is called, and what is on it on a day."""

    verb: str
    name: str
    asked: str
    said: str
    rows: Callable[[date], Listing[Any]]


_WORK = (
    Work("Ship", "open_releases", "", "Releases to pick and ship", lambda _: open_releases()),
    Work("Receive", "receive", "", "Lots expected by today", lambda day: next_arrivals(until=day)),
    Work(
        "ChangeEta",
        "inbound",
        "?only=overdue",
        "Lots whose ETA has gone by",
        lambda day: next_arrivals(overdue_on=day),
    ),
)
"""What is done from its own list, without a task for each."""


@page("", verb="affairs", name="today")
def today(request: HttpRequest) -> HttpResponseBase:
    """What waits for whoever looks, and how the shop stands."""
    who = caller(request)
    shop, day = shop_today()
    found = standing(shop, today=day)
    # Where somebody waits there is a shop: it need not be asked.
    if not found.lines and is_empty():
        return render(request, "console/beginning.html")
    counts = tasks_by_kind(today=day)
    mine = [each for each in counts if each.role in who.roles]
    still = troubles(shop, roles=who.roles, today=day, asked=counts)
    kinds = _kinds(mine, but={TASK_OF[each.what] for each in still})
    work = [each for each in _WORK if who.may(each.verb)]
    waiting, *long = lengths([proposals(), *(each.rows(day) for each in work)])
    told = {
        "day": day,
        "found": found,
        "ages": _ages(found),
        "tasks": table(day).page(open_tasks(today=day, roles=who.roles, asking=False).first(_FIRST)),
        "asks": asks_of(request, most=_SHOWN),
        "wished": asked_of_others(request),
        "mine": kinds,
        "still": [(_STILL[each.what], each.number) for each in still],
        "work": [(each, number) for each, number in zip(work, long, strict=True) if number],
        "roles": ROLES,
        # What stands still needs somebody also before a task says so.
        "things": sum(each.number for each in kinds) + sum(each.number for each in still),
        "number": sum(each.number for each in mine),
        "overdue": sum(each.overdue for each in mine),
        "proposals": waiting,
        "arrivals": next_arrivals(awaited=True).first(_SHOWN),
        "clocks": _clocks(counts),
        "hits": hits(shop, last_week(day)).kept,
    }
    return render(request, "console/today.html", told)


def _kinds(mine: Iterable[TasksOf], *, but: Collection[str]) -> list[Kind]:
    """Each kind once, also where two roles of somebody have it; `but` those that are listed already."""
    found: dict[str, Kind] = {}
    for each in mine:
        own = found.get(each.kind, Kind(each.kind, 0, 0))
        found[each.kind] = Kind(each.kind, own.number + each.number, own.overdue + each.overdue)
    return [each for kind, each in found.items() if kind not in but]


def _clocks(counts: Iterable[TasksOf]) -> list[Clock]:
    """The handoffs that somebody waits at, those that are overdue first."""
    found: dict[str, Clock] = {}
    for each in counts:
        handoff = HANDOFF_OF.get(each.kind)
        if handoff is not None:
            own = found.get(handoff, Clock(handoff, 0, 0, each.due_on))
            due_on = min(own.due_on, each.due_on)
            found[handoff] = Clock(handoff, own.number + each.number, own.overdue + each.overdue, due_on)
    return sorted(found.values(), key=lambda each: (-each.overdue, each.due_on))


def _ages(found: Standing) -> Collection[Bar]:
    rows = []
    for each, tone in zip(found.ages, (*_TONES, *("bad",) * len(found.ages)), strict=False):
        # An amount and its currency stay together.
        amount = money(each.value, found.currency).replace(" ", "\N{NO-BREAK SPACE}")
        worth = f" · {amount}" if each.value else ""
        link = f"{reverse('backorders')}?{urlencode({'bucket': each.bucket})}"
        rows.append(
            (f"{each.bucket} days", float(each.lines), f"{counted(each.lines, 'line')}{worth}", tone, link)
        )
    return bars(rows)
