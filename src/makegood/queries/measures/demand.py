"""What was ordered, and what waits: backorder rate, and how old those who wait have become."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from makegood.db import sql
from makegood.domain.metrics.facts import OrderedLine, WaitingCase
from makegood.domain.terms.dates import Window
from makegood.domain.terms.state import BackorderState
from makegood.queries.measures.ended import Ended
from makegood.queries.measures.span import Span, day_of, maybe_day

# An import brings only what is open, so its orders say nothing of the week in which they were placed. That one was
# imported is asked only of orders that came to us after the day they were placed.
IMPORTED = """
SUBSTR(CAST(o.taken_at AS text), 1, 10) > CAST(o.placed_on AS text) AND EXISTS (
    SELECT 1 FROM makegood_event e WHERE e.stream = 'order' AND e.ref = o.id AND e.seq = 1
        AND e.kind = 'intake.imported'
)
"""
_ORDERED = f"""
SELECT o.placed_on, i.sku, SUM(l.ordered_qty), SUM(COALESCE(short.qty, 0))
FROM makegood_orderline l
JOIN makegood_order o ON o.id = l.order_id
JOIN makegood_item i ON i.id = l.item_id
LEFT JOIN (
    SELECT b.line_id, SUM(b.qty) AS qty
    FROM makegood_backorder b
    JOIN makegood_order t ON t.id = b.order_id
    JOIN makegood_orderline own ON own.id = b.line_id
    WHERE t.placed_on BETWEEN %s AND %s AND b.reopens_id IS NULL
        AND (b.detected_at = t.taken_at OR b.detected_at = own.joined_at)
    GROUP BY b.line_id
) short ON short.line_id = l.id
WHERE o.placed_on BETWEEN %s AND %s AND l.replaces_id IS NULL AND NOT ({IMPORTED})
GROUP BY o.placed_on, i.sku
"""  # noqa: S608 - names of our own
_WAITED = """
SELECT b.detected_on, l.baseline, NULL, COUNT(*)
FROM makegood_backorder b JOIN makegood_orderline l ON l.id = b.line_id
WHERE b.state = 'open' GROUP BY b.detected_on, l.baseline
UNION ALL
SELECT b.detected_on, l.baseline, got.last, COUNT(*)
FROM makegood_backorder b
JOIN makegood_orderline l ON l.id = b.line_id
JOIN (
    SELECT a.backorder_id, MAX(r."on") AS last
    FROM makegood_allocation a JOIN makegood_allocationrun r ON r.id = a.run_id
    WHERE a.backorder_id IS NOT NULL AND a.state <> 'withdrawn'
    GROUP BY a.backorder_id HAVING MAX(r."on") >= %s
) got ON got.backorder_id = b.id
WHERE b.state IN ('allocated', 'released', 'shipped') GROUP BY b.detected_on, l.baseline, got.last
"""


def ordered(span: Span) -> Iterator[tuple[date, OrderedLine]]:
    """Units ordered by day and SKU, and how many of them were short at that moment."""
    days = span.days
    for on, sku, qty, short in sql.ask(_ORDERED, *days, *days):
        day = day_of(on)
        yield day, OrderedLine(sku, day, int(qty), int(short))


class Waited(NamedTuple):
    """Backorders that were found on one day, with one baseline, and waited until one day; None = they wait still."""

    detected_on: date
    baseline: date
    ended_on: date | None
    number: int


def waited(span: Span, ended: Iterable[Ended]) -> list[Waited]:
    """Backorders that waited on any day since the first of the span. A wait ends with units of one's own, or with the
    case: of those that `ended` since, with these."""
    found = [
        Waited(day_of(detected), day_of(baseline), maybe_day(ended), number)
        for detected, baseline, ended, number in sql.ask(_WAITED, span.from_on.isoformat())
    ]
    gone = (BackorderState.CANCELLED, BackorderState.SUBSTITUTED)
    return found + [
        Waited(each.detected_on, each.baseline, each.day, 1) for each in ended if each.state in gone
    ]


def waiting_at_end(rows: list[Waited], week: Window) -> list[WaitingCase]:
    """Those that wait at the end of a week's last day."""
    return [
        WaitingCase("", each.number, max(0, (week.to_on - each.baseline).days), each.number)
        for each in rows
        if each.detected_on <= week.to_on and (each.ended_on is None or each.ended_on > week.to_on)
    ]


def waiting_in(rows: list[Waited], week: Window) -> int:
    """How many waited on any day of a week."""
    return sum(
        each.number
        for each in rows
        if each.detected_on <= week.to_on and (each.ended_on is None or each.ended_on >= week.from_on)
    )
