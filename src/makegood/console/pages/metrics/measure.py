"""One weekly figure: its curve, its largest parts, and the orders behind it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from makegood.console import clock
from makegood.console.charts import Bar, bars
from makegood.console.clock import shop_today
from makegood.console.columns import order_column
from makegood.console.door import page
from makegood.console.links import item_at, supplier_at
from makegood.console.pages.metrics.figures import chart_of, link_to, note_said, parts, rate_of, value_said
from makegood.console.pages.metrics.measures import monday_asked, weeks_offered
from makegood.console.tables import Column, Table
from makegood.domain.metrics.figures import Rate
from makegood.queries import measures as measured
from makegood.queries.measures import Behind, Measures
from makegood.wording.measures import MEASURES, state_said

_SHOWN_PARTS = 10
_TONES = {
    "kept": "good", "on_time": "good", "correct": "good", "late": "bad", "not_shipped": "bad", "came_back": "late",
}  # fmt: skip


@page("measures/<str:figure>", verb="measures", name="measure")
def measure(request: HttpRequest, figure: str) -> HttpResponseBase:
    """The orders are listed at once; the curve is counted while the page is there already."""
    shop, today = shop_today()
    monday = monday_asked(request)
    asked = {name: request.GET.get(name) or None for name in ("sku", "supplier", "bucket")}
    which = request.GET.get("which", "")
    found = measured.behind(shop, figure, today=today, monday=monday, counted=_wanted(figure, which), **asked)
    table = _table(figure)
    file = table.file(request, found)
    if file is not None:
        return file
    counted = measured.counted(
        shop, today=today, now=clock.now(), last=monday, wait=bool(request.GET.get("count"))
    )
    week = monday or measured.monday_of(today) - timedelta(days=7)
    told: dict[str, Any] = {
        "name": figure,
        "said": MEASURES[figure],
        "counted": counted,
        "week": week,
        "ends": week + timedelta(days=6),
        "weeks": weeks_offered(today),
        "sheet": table.listed(request, found),
        "which": which,
        "narrowed": _narrowed(asked),
        "kinds": _kinds(figure),
        **asked,
        **(_drawn(figure, counted.measures, week, today) if counted else {}),
    }
    return render(request, "console/measure.html", told)


def _drawn(figure: str, found: Measures, week: date, today: date) -> Mapping[str, Any]:
    last = found.weeks[-1]
    return {
        "value": value_said(figure, rate_of(figure, last)),
        "note": note_said(figure, last, found.currency),
        "chart": chart_of(figure, found, today=today),
        "parts": _parts(figure, found, week),
    }


def _narrowed(asked: Mapping[str, str | None]) -> list[tuple[str, str]]:
    """What the list is about, each with where more of it stands."""
    found = []
    if asked["sku"]:
        found.append((asked["sku"], item_at(asked["sku"])))
    if asked["supplier"]:
        found.append((asked["supplier"], supplier_at(asked["supplier"])))
    if asked["bucket"]:
        found.append((f"{asked['bucket']} days late", ""))
    return found


def _table(figure: str) -> Table[Behind]:
    # Some figures are about whole orders: then there is no SKU to show.
    whole = figure in ("split_cost", "contacts", "accuracy")
    columns: list[Column[Behind]] = [
        order_column(),
        Column("sku", "SKU", lambda row: row.sku, link=lambda row: item_at(row.sku or "")),
        Column("day", "Day", lambda row: row.day, wide=True),
        Column("qty", "Parcels" if figure == "split_cost" else "Units", lambda row: row.qty),
        Column(
            "state",
            "Counts as",
            lambda row: state_said(row.state),
            tone=lambda row: _TONES.get(row.state, "quiet"),
        ),
    ]
    left_out = {"sku"} if whole else set()
    left_out |= {"qty"} if figure in ("contacts", "accuracy") else set()
    left_out |= {"state"} if figure in ("backorder_rate", "split_cost") else set()
    return Table(name=figure, columns=[each for each in columns if each.name not in left_out])


_KINDS = {
    "first_hits": ("missed", "kept"),
    "latest_hits": ("missed", "kept"),
    "cancellations": ("cancelled", "not cancelled"),
    "on_time": ("late or not shipped", "on time"),
    "accuracy": ("came back", "correct"),
}
"""Of lists that hold both: what counts against us, which is shown first, and the others."""


def _kinds(figure: str) -> list[tuple[str, str]]:
    """What the list may be narrowed to."""
    if figure not in _KINDS:
        return []
    against, others = _KINDS[figure]
    return [("", f"Only {against}"), ("others", f"Only {others}"), ("all", "All")]


def _wanted(figure: str, which: str) -> bool | None:
    """Whether rows of the numerator are meant, or the others; None = all."""
    if figure not in _KINDS or which == "all":
        return None
    against = MEASURES[figure].less
    return not against if which == "others" else against


def _parts(figure: str, found: Measures, week: date) -> list[tuple[str, list[Bar]]]:
    """The week's largest parts as bars: by SKU, by supplier, by ageing bucket."""
    drawn = []
    for kind, rates in parts(figure, found).items():
        rows = sorted(rates.items(), key=lambda each: _against(figure, each[1]))[:_SHOWN_PARTS]
        own = [
            (key or "no purchase order", rate, link_to(figure, week=week.isoformat(), **{kind: key}))
            for key, rate in rows
        ]
        if own:
            drawn.append(("By SKU" if kind == "sku" else "By supplier", _bars(figure, own)))
    if figure == "waiting":
        buckets = [
            (f"{key} days", rate, link_to(figure, week=week.isoformat(), bucket=key))
            for key, rate in found.weeks[-1].waiting.items()
        ]
        drawn.append(("By days late", _bars(figure, buckets)))
    return drawn


def _against(figure: str, rate: Rate) -> tuple[int, int]:
    """Most of what counts against us first."""
    bad = rate.numerator if MEASURES[figure].less else rate.denominator - rate.numerator
    return (-bad, -rate.denominator)


def _bars(figure: str, rows: list[tuple[str, Rate, str]]) -> list[Bar]:
    """What counts against us, drawn and said."""
    drawn = []
    for name, rate, link in rows:
        bad = rate.numerator if MEASURES[figure].less else rate.denominator - rate.numerator
        missed = "" if MEASURES[figure].less else " missed"
        drawn.append((name, float(bad), f"{bad:,} of {rate.denominator:,}{missed}", "late", link))
    return bars(drawn)
