"""Columns that only the workbook has: who waits, for what, for how much money, and who must do what and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from makegood.domain.plan.outcome import LinePlan, OrderPlan, Plan
from makegood.spreadsheet.writing import records
from makegood.spreadsheet.writing.records import Output, Rows, Sheet
from makegood.spreadsheet.writing.shape import Kind, Many, fields

Money = tuple[int, str]
_NEVER = date.max


def short_lines(plan: Plan) -> dict[str, list[LinePlan]]:
    """The lines with units missing of each order, best rank first."""
    orders: defaultdict[str, list[LinePlan]] = defaultdict(list)
    for line in plan.lines:
        if line.backordered_qty:
            orders[line.line.order_id].append(line)
    return orders


def customer(line: LinePlan) -> str | None:
    """Who waits, by name or else by address."""
    return line.line.customer or line.line.email


def value_waiting(lines: Sequence[LinePlan]) -> Money | None:
    """Price of the missing units in minor units; None where a price is not known or currencies differ."""
    prices = [(line.line.unit_price, line.backordered_qty) for line in lines]
    currency = lines[0].line.currency
    if any(line.line.currency != currency for line in lines):
        return None
    known = [price * qty for price, qty in prices if price is not None]
    return (sum(known), currency) if len(known) == len(prices) else None


def days_late(lines: Sequence[LinePlan]) -> int:
    """Days late of the latest of these lines."""
    return max(line.days_delayed for line in lines)


def skus(lines: Sequence[LinePlan]) -> list[str]:
    """What is missing, each SKU once."""
    return list(dict.fromkeys(line.line.sku for line in lines))


def decide_by(order: OrderPlan, lines: Sequence[LinePlan]) -> date:
    """The day by which this order cannot be left alone: an answer or our own decision is due, or it had to ship."""
    ship_by = [line.line.ship_by for line in lines if line.line.ship_by]
    return min([order.answer_by or _NEVER, *ship_by])


def _of_line(planned: LinePlan) -> tuple[Any, ...]:
    review, cause = planned.review, planned.cause
    if review is None:
        return customer(planned), None, None, None, None, None
    return (
        customer(planned),
        value_waiting([planned]),
        cause.clue if cause else None,
        review.due,
        review.action,
        review.owner,
    )


def _lines(output: Output) -> Rows:
    for row, planned in zip(records.LINES.rows(output), output.plan.lines, strict=True):
        yield row + _of_line(planned)


def _orders(output: Output) -> Rows:
    """The most urgent first."""
    short = short_lines(output.plan)

    def urgency(order: OrderPlan) -> tuple[date, int, str]:
        lines = short[order.order_id]
        return decide_by(order, lines), -days_late(lines), order.order_id

    urgent = sorted(output.plan.orders, key=urgency)
    rows = records.ORDERS.rows(replace(output, plan=replace(output.plan, orders=urgent)))
    for row, order in zip(rows, urgent, strict=True):
        lines = short[order.order_id]
        first = lines[0]
        yield (
            *row,
            first.line.channel,
            customer(first),
            skus(lines),
            days_late(lines),
            value_waiting(lines),
            order.answer.reason,
            order.occasion,
        )


def _with_more(sheet: Sheet, rows: Callable[[Output], Rows], **shapes: Any) -> Sheet:
    return replace(sheet, fields=(*sheet.fields, *fields(**shapes)), rows=rows)


LINES = _with_more(
    records.LINES,
    _lines,
    customer=Kind.TEXT,
    value_waiting=Kind.FREE,
    evidence=Kind.CODE,
    why_that_day=Many(Kind.CODE),
    action=Kind.CODE,
    owner=Kind.CODE,
)
ORDERS = _with_more(
    records.ORDERS,
    _orders,
    channel=Kind.TEXT,
    customer=Kind.TEXT,
    skus=Many(Kind.TEXT),
    days_late=Kind.COUNT,
    value_waiting=Kind.FREE,
    why_silence_means_that=Kind.CODE,
    notice=Kind.CODE,
)
