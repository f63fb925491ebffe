"""The figures behind the Summary sheet, counted in one pass over the plan."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from heapq import nsmallest

from makegood.domain.plan.outcome import LinePlan, OrderPlan
from makegood.domain.receipt.chase import Chase
from makegood.domain.terms.state import Label
from makegood.spreadsheet.writing.nested import amount
from makegood.spreadsheet.writing.phrases import short_id
from makegood.spreadsheet.writing.records import Output
from makegood.spreadsheet.writing.workbook.more import days_late, decide_by, short_lines

TOP = 8
WEEKS = 9
LATER, NO_DATE = "later", "no date"
# As much of a SKU as a chart has room for beside its bars.
_NAME = 18
_NEVER = date.max
Bars = Sequence[tuple[str, float | int]]
Decision = tuple[date, OrderPlan, Sequence[LinePlan]]


@dataclass(frozen=True, slots=True)
class Figures:
    """What the charts, tiles and short lists show. `weeks` is money in major units of the shop's currency.

    `decide` = the most urgent orders with the day each must be decided by and its short lines; `due_today` = how many
    cannot wait for tomorrow, `next_decision` = when the next one is due.
    """

    buckets: Bars
    labels: Sequence[tuple[Label, int]]
    short_skus: Bars
    weeks: Bars
    decide: Sequence[Decision]
    due_today: int
    next_decision: date | None
    first: Sequence[LinePlan]
    chase: Sequence[Chase]


def figures(output: Output) -> Figures:
    """Count what the Summary sheet shows."""
    plan = output.plan
    waiting = (line for line in plan.lines if line.backordered_qty and line.rank is not None)
    short = short_lines(plan)
    deadlines = [(decide_by(order, short[order.order_id]), order) for order in plan.orders]
    dated = [(by, order) for by, order in deadlines if by < _NEVER]
    most_urgent = nsmallest(
        TOP, dated, key=lambda due: (due[0], -days_late(short[due[1].order_id]), due[1].order_id)
    )
    return Figures(
        buckets=tuple(plan.summary.by_bucket.items()),
        labels=tuple((Label(label), count) for label, count in plan.summary.by_label.items() if count),
        short_skus=_short_skus(output),
        weeks=_weeks(output),
        decide=[(by, order, short[order.order_id]) for by, order in most_urgent],
        due_today=sum(by <= plan.today for by, _ in dated),
        next_decision=min((by for by, _ in dated if by > plan.today), default=None),
        first=nsmallest(TOP, waiting, key=lambda line: (line.rank, line.line.order_id, line.line.line_id)),
        chase=plan.purchasing[:TOP],
    )


def _short_skus(output: Output) -> Bars:
    """Units short by the SKU that was ordered: with the rest in one bar they add up to all units short."""
    units: Counter[str] = Counter()
    for line in output.plan.lines:
        if line.backordered_qty:
            units[line.line.sku] += line.backordered_qty
    most = sorted(units.items(), key=lambda short: (-short[1], short[0]))
    named = most if len(most) == TOP + 1 else most[:TOP]
    bars = [(short_id(sku, _NAME), qty) for sku, qty in named]
    if rest := most[len(named) :]:
        bars.append((f"{len(rest):,} other SKUs", sum(qty for _, qty in rest)))
    return bars


def _weeks(output: Output) -> Bars:
    """Value waiting in the shop's currency by the week its promise ends in, empty weeks too; last what has no date."""
    currency = output.shop.currency
    value: defaultdict[date | None, int] = defaultdict(int)
    for line in output.plan.lines:
        price = line.line.unit_price
        if line.backordered_qty and price is not None and line.line.currency == currency:
            value[_monday(line.promise.ship.to_on) if line.promise else None] += price * line.backordered_qty
    undated = value.pop(None, 0)
    dated = {week: minor for week, minor in value.items() if week is not None}
    first = min(dated, default=_NEVER)
    shown = [first + timedelta(weeks=week) for week in range(WEEKS) if dated]
    shown = [week for week in shown if week <= max(dated)]
    bars = [(f"{week.day} {week:%b}", dated.get(week, 0)) for week in shown]
    if later := sum(minor for week, minor in dated.items() if week > shown[-1]):
        bars.append((LATER, later))
    if undated:
        bars.append((NO_DATE, undated))
    return [(label, amount(minor, currency) or 0) for label, minor in bars]


def _monday(on: date) -> date:
    return on - timedelta(days=on.weekday())
