"""The figures behind the Summary sheet, counted in one pass over the plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from heapq import nsmallest

from makegood.domain.plan.outcome import ItemPlan, LinePlan
from makegood.domain.receipt.chase import Chase
from makegood.domain.terms.state import Label
from makegood.spreadsheet.writing.nested import amount
from makegood.spreadsheet.writing.phrases import day
from makegood.spreadsheet.writing.records import Output

TOP = 8
WEEKS = 9
Bars = Sequence[tuple[str, float | int]]


@dataclass(frozen=True, slots=True)
class Figures:
    """What the charts and the two short lists show. `weeks` is money in major units of the shop's currency."""

    buckets: Bars
    labels: Sequence[tuple[Label, int]]
    short_skus: Bars
    weeks: Bars
    first: Sequence[LinePlan]
    chase: Sequence[Chase]


def figures(output: Output) -> Figures:
    """Count what the Summary sheet shows."""
    plan = output.plan
    items = sorted((item for item in plan.items if item.backordered > 0), key=_most_short)
    waiting = (line for line in plan.lines if line.backordered_qty and line.rank is not None)
    return Figures(
        buckets=tuple(plan.summary.by_bucket.items()),
        labels=tuple((Label(label), count) for label, count in plan.summary.by_label.items() if count),
        short_skus=tuple((item.sku, item.backordered) for item in items[:TOP]),
        weeks=_weeks(output),
        first=nsmallest(TOP, waiting, key=lambda line: (line.rank, line.line.order_id, line.line.line_id)),
        chase=plan.purchasing[:TOP],
    )


def _most_short(item: ItemPlan) -> tuple[int, str]:
    return -item.backordered, item.sku


def _weeks(output: Output) -> Bars:
    """Value waiting in the shop's currency by the week its promise ends in; last what has no date."""
    currency = output.shop.currency
    value: dict[date | None, int] = defaultdict(int)
    for line in output.plan.lines:
        price = line.line.unit_price
        if line.backordered_qty and price is not None and line.line.currency == currency:
            value[_monday(line.promise.ship.to_on) if line.promise else None] += price * line.backordered_qty
    dated = sorted(week for week in value if week is not None)
    bars = [(day(week), value[week]) for week in dated[:WEEKS]]
    if later := sum(value[week] for week in dated[WEEKS:]):
        bars.append(("later", later))
    if None in value:
        bars.append(("no date", value[None]))
    return [(label, amount(minor, currency) or 0) for label, minor in bars]


def _monday(on: date) -> date:
    return on - timedelta(days=on.weekday())
