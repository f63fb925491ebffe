"""A weekly figure as a page shows it: its value, what it is a part of, how it moved, and its curve."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.http import urlencode

from makegood.console.charts import Chart, Spark, over_days, spark
from makegood.domain.metrics.figures import Rate
from makegood.queries.measures import Measures, Week
from makegood.spreadsheet.writing.phrases import money
from makegood.wording.measures import MEASURES, Said

_PER_CENT = 100
_STILL = 0.0005
_LATE = "15+"


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure of one week; `moved` = against the week before, in words, and whether that is `good`, `bad` or neither
    (`tone`)."""

    name: str
    said: Said
    value: str
    note: str
    moved: str
    tone: str
    link: str
    spark: Spark


def rate_of(name: str, week: Week) -> Rate:
    """The figure of a week."""
    found = getattr(week, name)
    if name == "waiting":
        return last_bucket(week)
    rate: Rate = found.kept if name.endswith("_hits") else found
    return rate


def last_bucket(week: Week) -> Rate:
    """Those that are latest, of all that wait."""
    return list(week.waiting.values())[-1] if week.waiting else Rate(0, 0)


def value_said(name: str, rate: Rate) -> str:
    """The figure in words; contacts are a number for each backorder, all others a share."""
    if rate.value is None:
        return "–"
    return f"{rate.value:.2f}" if name == "contacts" else f"{_PER_CENT * rate.value:.0f} %"


def note_said(name: str, week: Week, currency: str) -> str:
    """What it is a part of: 34 of 36 first windows that ended."""
    said, rate = MEASURES[name], rate_of(name, week)
    late = list(week.waiting)[-1] if week.waiting else ""
    if not rate.denominator and not rate.numerator:
        return f"no {said.of}"
    if name == "waiting":
        return f"{rate.numerator:,} of {rate.denominator:,} that wait are {late} days late"
    if name == "split_cost":
        return f"{money(rate.numerator, currency)} of {money(rate.denominator, currency)} margin"
    if name == "contacts":
        return f"{rate.numerator:,} {said.counts}, {rate.denominator:,} {said.of}"
    return f"{rate.numerator:,} of {rate.denominator:,} {said.of}"


def shown(name: str, found: Measures) -> Shown:
    """The last week's figure, and its curve over all of them."""
    rates = [rate_of(name, week) for week in found.weeks]
    last = rates[-1]
    before = rates[-2] if len(rates) > 1 else Rate(0, 0)
    moved, tone = _moved(name, last.value, before.value)
    return Shown(
        name,
        MEASURES[name],
        value_said(name, last),
        note_said(name, found.weeks[-1], found.currency),
        moved,
        tone,
        link_to(name, week=found.weeks[-1].from_on.isoformat()),
        spark([rate.value for rate in rates]),
    )


def _moved(name: str, value: float | None, before: float | None) -> tuple[str, str]:
    if value is None or before is None:
        return "", ""
    change = value - before
    if abs(change) < _STILL:
        return "as the week before", ""
    better = (change < 0) is MEASURES[name].less
    size = f"{abs(change):.2f}" if name == "contacts" else f"{_PER_CENT * abs(change):.1f} points"
    return f"{'up' if change > 0 else 'down'} {size}", "good" if better else "bad"


def link_to(name: str, **asked: str) -> str:
    """The page of a figure."""
    wanted = {key: value for key, value in asked.items() if value}
    return f"{reverse('measure', args=[name])}?{urlencode(wanted)}"


def chart_of(name: str, found: Measures, *, today: date) -> Chart:
    """The figure's curve, week by week; beside it what belongs to it."""
    days = [week.from_on for week in found.weeks]
    scale, unit = (1, "") if name in ("contacts", "waiting") else (_PER_CENT, " %")

    def values(of: Callable[[Week], float | None]) -> list[float | None]:
        return [None if (value := of(week)) is None else round(scale * value, 2) for week in found.weeks]

    series: list[tuple[str, str, list[float | None]]]
    if name == "waiting":
        buckets = list(found.weeks[-1].waiting)
        tones = ("quiet", "info", "late", "bad")
        series = [
            (f"{bucket} days late", tones[min(at, len(tones) - 1)], values(_in_bucket(bucket)))
            for at, bucket in enumerate(buckets)
        ]
    elif name in ("first_hits", "latest_hits"):
        series = [
            ("by the first window", "good", values(lambda week: week.first_hits.kept.value)),
            ("by the latest", "quiet", values(lambda week: week.latest_hits.kept.value)),
        ]
    else:
        tone = "late" if MEASURES[name].less else "good"
        series = [(MEASURES[name].title, tone, values(lambda week: rate_of(name, week).value))]
    return over_days(
        f"{MEASURES[name].title}, week by week", days, series, today=today, steps=False, unit=unit
    )


def _in_bucket(bucket: str) -> Callable[[Week], float | None]:
    return lambda week: float(week.waiting[bucket].numerator)


def parts(name: str, found: Measures) -> Mapping[str, Mapping[str, Rate]]:
    """The last week by SKU and by supplier, where the figure has such parts."""
    last = found.last
    by: dict[str, tuple[Mapping[str, Rate], Mapping[str, Rate]]] = {
        "backorder_rate": (last.backorder_rate_by_sku, {}),
        "first_hits": (
            {key: hit.kept for key, hit in last.hits_by_sku.first.items()},
            {key: hit.kept for key, hit in last.hits_by_supplier.first.items()},
        ),
        "latest_hits": (
            {key: hit.kept for key, hit in last.hits_by_sku.latest.items()},
            {key: hit.kept for key, hit in last.hits_by_supplier.latest.items()},
        ),
        "cancellations": (last.cancellation_rate_by_sku, last.cancellation_rate_by_supplier),
    }
    skus, suppliers = by.get(name, ({}, {}))
    return {"sku": skus, "supplier": suppliers}
