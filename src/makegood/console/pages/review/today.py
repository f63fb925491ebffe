"""What needs somebody now, and how the shop stands."""

from __future__ import annotations

from collections.abc import Collection

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from makegood.console.charts import Bar, bars
from makegood.console.clock import now, shop_today
from makegood.console.door import caller, page
from makegood.console.pages.review.tasks import table
from makegood.queries.affairs import Affairs
from makegood.queries.affairs import affairs as affairs_now
from makegood.queries.beginning import is_empty
from makegood.queries.tasks import open_tasks, slowness
from makegood.spreadsheet.writing.phrases import money

_TONES = ("quiet", "info", "late", "bad")
_FIRST = 12


@page("", verb="affairs", name="today")
def today(request: HttpRequest) -> HttpResponseBase:
    """What waits for whoever looks, and how the shop stands."""
    who = caller(request)
    if is_empty():
        return render(request, "console/beginning.html")
    shop, day = shop_today()
    found = affairs_now(shop, today=day)
    tasks = open_tasks(today=day, roles=who.roles)
    first = tasks.first(_FIRST)
    mine = [each for each in found.tasks if each.role in who.roles]
    clocks = slowness(now=now(), today=day)
    told = {
        "day": day,
        "found": found,
        "ages": _ages(found),
        "tasks": table(day).page(first),
        "mine": mine,
        "number": sum(each.number for each in mine),
        "overdue": sum(each.overdue for each in mine),
        "clocks": [each for each in clocks if each.handoff],
        "hits": found.hits.kept,
    }
    return render(request, "console/today.html", told)


def _ages(found: Affairs) -> Collection[Bar]:
    rows = []
    for each, tone in zip(found.ages, (*_TONES, *("bad",) * len(found.ages)), strict=False):
        worth = f", {money(each.value, found.currency)}" if each.value else ""
        link = f"{reverse('backorders')}?bucket={each.bucket}"
        rows.append((f"{each.bucket} days", float(each.cases), f"{each.cases:,}{worth}", tone, link))
    return bars(rows)
