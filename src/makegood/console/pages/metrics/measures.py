"""The weekly figures, each with its curve over a quarter, and the controls."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from makegood.console import clock
from makegood.console.clock import shop_today
from makegood.console.door import page
from makegood.console.pages.metrics.figures import link_to, rate_of, shown, value_said
from makegood.console.records.typed import day_of
from makegood.console.tables import Column, Money, Table
from makegood.domain.terms.errors import DomainError
from makegood.queries import measures as measured
from makegood.queries.measures import Week
from makegood.wording.measures import CONTROLS, MEASURES

_FIGURES = tuple(MEASURES)
_OFFERED_WEEKS = 26


@page("measures", verb="measures", name="measures")
def measures(request: HttpRequest) -> HttpResponseBase:
    """All figures of a week, counted while the page is there already."""
    shop, today = shop_today()
    monday = monday_asked(request)
    wanted = request.GET.get("as") or request.GET.get("count")
    counted = measured.counted(shop, today=today, now=clock.now(), last=monday, wait=bool(wanted))
    if counted is not None:
        file = _weeks(counted.measures.currency).file(request, counted.measures.weeks)
        if file is not None:
            return file
    week = monday or measured.monday_of(today) - timedelta(days=7)
    told: dict[str, Any] = {
        "counted": counted,
        "week": week,
        "ends": week + timedelta(days=6),
        "weeks": weeks_offered(today),
        "controls": [
            (each, *CONTROLS[each.name]) for each in measured.watched(shop, now=clock.now(), today=today)
        ],
        "asked": f"week={week}",
    }
    if counted is not None:
        told["figures"] = [shown(name, counted.measures) for name in _FIGURES]
        told["rows"] = [_row(each) for each in reversed(counted.measures.weeks)]
    return render(request, "console/measures.html", told)


def monday_asked(request: HttpRequest) -> date | None:
    """The week that is asked for. Raises DomainError('week_invalid')."""
    asked = request.GET.get("week", "")
    found = day_of(asked)
    if asked and found is None:
        raise DomainError("week_invalid", {"found": asked[:20], "expected": "a Monday, 2026-11-16"})
    return found


def weeks_offered(today: date) -> list[tuple[date, date]]:
    """The weeks that can be looked at, the newest first."""
    newest = measured.monday_of(today) - timedelta(days=7)
    mondays = [newest - timedelta(days=7 * back) for back in range(_OFFERED_WEEKS)]
    return [(monday, monday + timedelta(days=6)) for monday in mondays]


def _row(week: Week) -> tuple[Week, int, list[tuple[str, str]]]:
    """A week of the table: how many wait, and each figure with the page of its orders."""
    monday = week.from_on.isoformat()
    cells = [
        (value_said(name, rate_of(name, week)), link_to(name, week=monday))
        for name in _FIGURES
        if name != "waiting"
    ]
    return week, sum(each.numerator for each in week.waiting.values()), cells


def _weeks(currency: str) -> Table[Week]:
    """All weeks as a file: each figure with what it is a part of."""
    columns: list[Column[Week]] = [
        Column("from_on", "From", lambda row: row.from_on),
        Column("to_on", "To", lambda row: row.to_on),
        Column("waiting", "Waiting", lambda row: sum(each.numerator for each in row.waiting.values())),
    ]
    for name in _FIGURES:
        columns += _of_rate(name, currency)
    columns += [
        Column("first_hits_width_days", "Mean width", lambda row: row.first_hits.mean_width),
        Column("latest_hits_width_days", "Mean width", lambda row: row.latest_hits.mean_width),
    ]
    return Table(name="measures", columns=columns)


def _of_rate(name: str, currency: str) -> list[Column[Week]]:
    title = "waiting_latest" if name == "waiting" else name

    def value(row: Week) -> float | None:
        found = rate_of(name, row).value
        return None if found is None else round(found, 4)

    def part(row: Week, which: str) -> Any:
        amount = getattr(rate_of(name, row), which)
        return Money(amount, currency) if name == "split_cost" else amount

    return [
        Column(title, title, value),
        Column(f"{title}_numerator", title, lambda row: part(row, "numerator")),
        Column(f"{title}_denominator", title, lambda row: part(row, "denominator")),
    ]
