"""Windows that customers were given, and what became of each."""

from __future__ import annotations

from collections.abc import Mapping

from makegood.db import sql
from makegood.db.waiting import moment
from makegood.domain.metrics.facts import Origin, PromiseOutcome
from makegood.domain.terms.dates import Window
from makegood.queries.measures.span import Span, day_of, maybe_day

LEFT = """
(SELECT MAX(s.shipped_on) FROM makegood_allocation a JOIN makegood_shipment s ON s.id = a.shipment_id
 WHERE a.line_id = l.id AND a.state = 'shipped')
"""
"""The day on which the last unit of line `l` left."""
# Lines of which the customer gave something up, or had it swapped, come one by one with these units and the moment of
# the last of them; all others counted by what they have in common.
_GIVEN_UP = """
LEFT JOIN (
    SELECT b.line_id, SUM(b.qty) AS units, CAST(MAX(b.closed_at) AS TEXT) AS last FROM makegood_backorder b
    WHERE b.state = 'substituted' OR b.state = 'cancelled' AND b.approved_by = 'customer' GROUP BY b.line_id
) gone ON gone.line_id = l.id
"""
_COLUMNS = f"""
i.sku, CASE WHEN l.shipped_qty > 0 THEN {LEFT} END, CASE WHEN l.shipped_qty = l.ordered_qty THEN 1 ELSE 0 END,
COALESCE(gone.line_id, 0), gone.units, gone.last, COUNT(*), MAX(l.ordered_qty), MAX(l.shipped_qty)
"""
_PROMISED = f"""
SELECT 'backorder', p.ship_from, p.ship_to, l.published_from, l.published_to, {_COLUMNS}
FROM makegood_promise p
JOIN makegood_orderline l ON l.id = p.line_id JOIN makegood_item i ON i.id = l.item_id {_GIVEN_UP}
WHERE p.version = 1 AND (p.ship_to BETWEEN %s AND %s OR l.published_to BETWEEN %s AND %s)
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
UNION ALL
SELECT 'checkout', l.promised_from, l.promised_to, l.promised_from, l.promised_to, {_COLUMNS}
FROM makegood_orderline l JOIN makegood_item i ON i.id = l.item_id {_GIVEN_UP}
WHERE l.promised_to BETWEEN %s AND %s
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
"""  # noqa: S608


def promised(span: Span, suppliers: Mapping[str, str]) -> list[PromiseOutcome]:
    """Promises whose first or latest window ended within the span."""
    days = span.days
    found = []
    for (
        origin,
        first_from,
        first_to,
        last_from,
        last_to,
        sku,
        left,
        whole,
        _line,
        units,
        gone_at,
        number,
        ordered,
        shipped,
    ) in sql.ask(_PROMISED, *days, *days, *days):
        first = Window(day_of(first_from), day_of(first_to))
        complete = whole if gone_at is None else shipped + units == ordered
        found.append(
            PromiseOutcome(
                sku=sku,
                supplier=suppliers.get(sku, ""),
                origin=Origin(origin),
                first=first,
                latest=first if last_to is None else Window(day_of(last_from), day_of(last_to)),
                shipped_on=maybe_day(left) if complete else None,
                customer_cancelled_on=span.shop.day(moment(gone_at)) if gone_at and not shipped else None,
                number=number,
            )
        )
    return found
