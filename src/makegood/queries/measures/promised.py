"""Windows that customers were given, and what became of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Max, Q, Sum

from makegood.db import sql
from makegood.db.models import Backorder
from makegood.domain.metrics.facts import Origin, PromiseOutcome
from makegood.domain.terms.dates import Window
from makegood.queries.measures.span import Span, day_of, maybe_day

LEFT = """
(SELECT MAX(s.shipped_on) FROM makegood_allocation a JOIN makegood_shipment s ON s.id = a.shipment_id
 WHERE a.line_id = l.id AND a.state = 'shipped')
"""
"""The day on which the last unit of line `l` left."""
GIVEN_UP = """
EXISTS (SELECT 1 FROM makegood_backorder b WHERE b.line_id = l.id
    AND (b.state = 'substituted' OR b.state = 'cancelled' AND b.approved_by = 'customer'))
"""
"""The customer gave units of line `l` up, or had them swapped."""
# Lines of which something was given up come one by one, all others counted by what they have in common.
_COLUMNS = f"""
i.sku, CASE WHEN l.shipped_qty > 0 THEN {LEFT} END, CASE WHEN l.shipped_qty = l.ordered_qty THEN 1 ELSE 0 END,
CASE WHEN {GIVEN_UP} THEN l.id ELSE 0 END, COUNT(*), MAX(l.ordered_qty), MAX(l.shipped_qty)
"""
_PROMISED = f"""
SELECT 'backorder', p.ship_from, p.ship_to, l.published_from, l.published_to, {_COLUMNS}
FROM makegood_promise p
JOIN makegood_orderline l ON l.id = p.line_id JOIN makegood_item i ON i.id = l.item_id
WHERE p.version = 1 AND (p.ship_to BETWEEN %s AND %s OR l.published_to BETWEEN %s AND %s)
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
UNION ALL
SELECT 'checkout', l.promised_from, l.promised_to, l.promised_from, l.promised_to, {_COLUMNS}
FROM makegood_orderline l JOIN makegood_item i ON i.id = l.item_id
WHERE l.promised_to BETWEEN %s AND %s
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
"""  # noqa: S608


class _GivenUp(NamedTuple):
    """Units of a line that its customer gave up, and the last day on which they did."""

    units: int
    last_on: date


def promised(span: Span, suppliers: Mapping[str, str]) -> list[PromiseOutcome]:
    """Promises whose first or latest window ended within the span."""
    days = span.days
    rows = sql.ask(_PROMISED, *days, *days, *days)
    given_up = _given_up(span, [row[8] for row in rows if row[8]])
    return list(_outcomes(rows, given_up, suppliers))


def _outcomes(
    rows: list[tuple[Any, ...]], given_up: Mapping[int, _GivenUp], suppliers: Mapping[str, str]
) -> Iterator[PromiseOutcome]:
    for (
        origin,
        first_from,
        first_to,
        last_from,
        last_to,
        sku,
        left,
        whole,
        line,
        number,
        ordered,
        shipped,
    ) in rows:
        first = Window(day_of(first_from), day_of(first_to))
        gone = given_up.get(line)
        complete = shipped + gone.units == ordered if gone else whole
        yield PromiseOutcome(
            sku=sku,
            supplier=suppliers.get(sku, ""),
            origin=Origin(origin),
            first=first,
            latest=first if last_to is None else Window(day_of(last_from), day_of(last_to)),
            shipped_on=maybe_day(left) if complete else None,
            customer_cancelled_on=gone.last_on if gone and not shipped else None,
            number=number,
        )


def _given_up(span: Span, lines: list[int]) -> dict[int, _GivenUp]:
    if not lines:
        return {}
    by_customer = Q(state="substituted") | Q(state="cancelled", approved_by="customer")
    rows = Backorder.objects.filter(by_customer, line__in=lines).order_by().values_list("line")
    return {
        line: _GivenUp(units, span.shop.day(last))
        for line, units, last in rows.annotate(units=Sum("qty"), last=Max("closed_at"))
    }
