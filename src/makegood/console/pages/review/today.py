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
from makegood.queries.affairs import Standing, hits, last_week, standing, tasks_by_kind
from makegood.queries.arrivals import next_arrivals
from makegood.queries.cases import open_cases
from makegood.queries.proposals import proposals
from makegood.queries.tasks import open_tasks, slowness
from makegood.spreadsheet.writing.phrases import money

_TONES = ("quiet", "info", "late", "bad")
_FIRST, _SHOWN = 12, 5


@page("", verb="affairs", name="today")
def today(request: HttpRequest) -> HttpResponseBase:
    """What waits for whoever looks, and how the shop stands."""
    who = caller(request)
    shop, day = shop_today()
    mine = [each for each in tasks_by_kind(today=day) if each.role in who.roles]
    found = standing(shop, today=day)
    told = {
        "day": day,
        "found": found,
        "ages": _ages(found),
        "tasks": table(day).page(open_tasks(today=day, roles=who.roles).first(_FIRST)),
        "mine": mine,
        "number": sum(each.number for each in mine),
        "overdue": sum(each.overdue for each in mine),
        "proposals": proposals().number(),
        "oversells": open_cases(oversold=True).first(_SHOWN),
        "arrivals": next_arrivals(awaited=True).first(_SHOWN),
        "clocks": [each for each in slowness(now=now(), today=day) if each.handoff],
        "hits": hits(shop, last_week(day)).kept,
    }
    return render(request, "console/today.html", told)


def _ages(found: Standing) -> Collection[Bar]:
    rows = []
    for each, tone in zip(found.ages, (*_TONES, *("bad",) * len(found.ages)), strict=False):
        worth = f", {money(each.value, found.currency)}" if each.value else ""
        link = f"{reverse('backorders')}?bucket={each.bucket}"
        rows.append((f"{each.bucket} days", float(each.cases), f"{each.cases:,}{worth}", tone, link))
    return bars(rows)
