"""How backorders ended, what customers wrote meanwhile, and what left the house."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby
from typing import NamedTuple

from django.db.models import Exists, OuterRef

from makegood.db import sql
from makegood.db.before import BEFORE
from makegood.db.models import Backorder
from makegood.db.models import Contact as ContactRow
from makegood.domain.metrics.facts import ClosedCase, Contact, DueShipment, ShippedOrder, SplitOrder
from makegood.domain.terms.state import BackorderState
from makegood.queries.measures.promised import LEFT
from makegood.queries.measures.span import Span, day_of, maybe_day

_SUPPLIERS = """
SELECT i.sku, s.name FROM makegood_incominglot lot
JOIN (SELECT item_id, MAX(id) AS last FROM makegood_incominglot GROUP BY item_id) newest ON newest.last = lot.id
JOIN makegood_item i ON i.id = lot.item_id
JOIN makegood_purchaseorder po ON po.id = lot.purchase_order_id JOIN makegood_supplier s ON s.id = po.supplier_id
"""
_SPLITS = """
SELECT s.order_id, o.number, s.shipped_on, (
    SELECT SUM((COALESCE(l.unit_price, i.unit_price) - i.unit_cost)
        * (l.ordered_qty - l.cancelled_qty - l.substituted_qty))
    FROM makegood_orderline l JOIN makegood_item i ON i.id = l.item_id WHERE l.order_id = s.order_id
)
FROM makegood_shipment s JOIN makegood_order o ON o.id = s.order_id
WHERE s.cancelled_at IS NULL AND o.currency = %s AND s.order_id IN (
    SELECT order_id FROM makegood_shipment WHERE cancelled_at IS NULL
    GROUP BY order_id HAVING COUNT(*) > 1 AND MAX(shipped_on) >= %s
)
ORDER BY s.order_id, s.shipped_on, s.id
"""
_DUE = f"""
SELECT l.baseline,
    CASE WHEN l.shipped_qty + l.cancelled_qty + l.substituted_qty = l.ordered_qty THEN {LEFT} END, COUNT(*)
FROM makegood_orderline l
WHERE l.baseline BETWEEN %s AND %s AND l.ordered_qty > l.cancelled_qty + l.substituted_qty
GROUP BY 1, 2
"""  # noqa: S608 - names of our own
_LEFT = """
SELECT went.last, went.wrong, COUNT(*) FROM (
    SELECT s.order_id, MAX(s.shipped_on) AS last,
        CASE WHEN EXISTS (SELECT 1 FROM makegood_return r WHERE r.order_id = s.order_id) THEN 1 ELSE 0 END AS wrong
    FROM makegood_shipment s WHERE s.cancelled_at IS NULL AND s.number <> %s
    GROUP BY s.order_id HAVING MAX(s.shipped_on) BETWEEN %s AND %s
) went GROUP BY went.last, went.wrong
"""


def suppliers() -> dict[str, str]:
    """By SKU, the supplier of whom it was ordered last; without a purchase order it has none."""
    return dict(sql.ask(_SUPPLIERS))


class Ended(NamedTuple):
    """A backorder that ended: on which day, and since when it waited."""

    day: date
    sku: str
    state: BackorderState
    detected_on: date
    baseline: date


def ended(span: Span) -> list[Ended]:
    """Backorders that ended since the span began, also after it was over."""
    rows = Backorder.objects.filter(closed_at__gte=span.moments[0])
    names = ("closed_at", "item__sku", "state", "detected_on", "line__baseline")
    found = []
    for at, sku, state, detected_on, baseline in rows.values_list(*names):
        assert at is not None  # it is in the range
        found.append(Ended(span.shop.day(at), sku, BackorderState(state), detected_on, baseline))
    return found


def closed(rows: Iterable[Ended], by_sku: Mapping[str, str]) -> Iterator[tuple[date, ClosedCase]]:
    """The same as the measures have them."""
    for day, sku, state, *_ in rows:
        yield day, ClosedCase(sku, by_sku.get(sku, ""), state, day)


def contacts(span: Span) -> Iterator[tuple[date, Contact]]:
    """Replies and calls about orders that have, or had, a backorder."""
    first, over = span.moments
    about = Exists(Backorder.objects.filter(order=OuterRef("order")))
    rows = ContactRow.objects.filter(about, at__gte=first, at__lt=over)
    for order, at in rows.values_list("order__number", "at"):
        day = span.shop.day(at)
        yield day, Contact(order, day)


def splits(span: Span) -> Iterator[tuple[date, SplitOrder]]:
    """Orders in the shop's currency that left in several parcels, on the day of the second one. Each further parcel
    costs what the policy says; the margin is that of what is wanted still, where price and cost are known."""
    shop = span.shop.policy
    each = shop.decision.costs.parcel + shop.decision.costs.handling
    rows = sql.ask(_SPLITS, shop.shop.currency, span.from_on.isoformat())
    for _, parcels in groupby(rows, key=lambda row: row[0]):
        first, second, *more = parcels
        day = day_of(second[2])
        yield day, SplitOrder(first[1], day, int(first[3] or 0), (1 + len(more)) * each)


def due(span: Span) -> Iterator[tuple[date, DueShipment]]:
    """Lines by the day they had to ship, and when their last unit left; what nobody wants any more is left out."""
    for baseline, left, number in sql.ask(_DUE, *span.days):
        day = day_of(baseline)
        yield day, DueShipment(day, maybe_day(left), number)


def left(span: Span) -> Iterator[tuple[date, ShippedOrder]]:
    """Orders by the day of their last parcel; something came back = something was wrong."""
    for last, wrong, number in sql.ask(_LEFT, BEFORE, *span.days):
        day = day_of(last)
        yield day, ShippedOrder(day, not wrong, number)
