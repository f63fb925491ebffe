"""The arithmetic of order lines: I2 of lines and cases, and I4."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator

from makegood.db.sql import ask_many
from makegood.queries.audit.check import Fault, Scope, check, rows
from makegood.queries.audit.parts import PARTS
from makegood.queries.audit.sides import side_by_side

LINE = "'line ' || o.number || '/' || line.line_id"
OF_LINE = "JOIN makegood_order o ON o.id = line.order_id"
CASE = "'backorder ' || CAST(b.id AS text) || ' of ' || o.number || '/' || line.line_id"
OF_CASE = f"JOIN makegood_orderline line ON line.id = b.line_id {OF_LINE}"


@check(
    "I2",
    "What a line lacks is what its open backorders hold.",
    how="`line.backordered_qty` against the line's open backorders",
)
def lacking_is_open_cases(scope: Scope) -> Iterable[Fault]:
    """Each line's counter against its cases."""
    return rows(f"""
        SELECT {LINE}, 'backordered ' || CAST(COALESCE(waiting.qty, 0) AS text), line.backordered_qty
        FROM makegood_orderline line {OF_LINE}
        LEFT JOIN (
            SELECT line_id, SUM(qty) AS qty FROM makegood_backorder WHERE state = 'open' GROUP BY line_id
        ) waiting ON waiting.line_id = line.id
        WHERE line.backordered_qty <> COALESCE(waiting.qty, 0)
        """)  # noqa: S608 - names of our own


@check(
    "I2",
    "What is reserved for a line lies in its live allocations: of a bundle every component of every set.",
    how="`line.reserved_qty`, times the units of each component, against allocations held or released",
)
def reserved_is_held(scope: Scope) -> Iterable[Fault]:
    """Each line and component: units needed against units held."""
    return rows(f"""{PARTS}, both_sides (line_id, part_id, needed, held) AS (
            SELECT line.id, unit.part_id, line.reserved_qty * unit.per, 0
            FROM makegood_orderline line JOIN unit ON unit.item_id = line.item_id WHERE line.reserved_qty <> 0
            UNION ALL
            SELECT a.line_id, stock.item_id, 0, a.qty
            FROM makegood_allocation a JOIN makegood_stock stock ON stock.id = a.stock_id
            WHERE a.state IN ('held', 'released')
        ), compared (line_id, part_id, needed, held) AS (
            SELECT line_id, part_id, SUM(needed), SUM(held) FROM both_sides
            GROUP BY line_id, part_id HAVING SUM(needed) <> SUM(held)
        )
        SELECT {LINE}, CAST(compared.needed AS text) || ' of ' || item.sku, compared.held
        FROM compared JOIN makegood_orderline line ON line.id = compared.line_id {OF_LINE}
        JOIN makegood_item item ON item.id = compared.part_id
        """)  # noqa: S608


@check(
    "I2",
    "A backorder that is allocated or released is covered whole by its own allocations, held or released as it is.",
    how="units of allocated and released backorders, times the units of each component, against their live allocations",
)
def cases_are_covered(scope: Scope) -> Iterable[Fault]:
    """Each case, component and state: units needed against units held."""
    return rows(f"""{PARTS}, both_sides (case_id, part_id, state, needed, held) AS (
            SELECT b.id, unit.part_id, CASE b.state WHEN 'allocated' THEN 'held' ELSE 'released' END,
                b.qty * unit.per, 0
            FROM makegood_backorder b JOIN unit ON unit.item_id = b.item_id
            WHERE b.state IN ('allocated', 'released')
            UNION ALL
            SELECT a.backorder_id, stock.item_id, a.state, 0, a.qty
            FROM makegood_allocation a JOIN makegood_stock stock ON stock.id = a.stock_id
            JOIN makegood_backorder b ON b.id = a.backorder_id
            WHERE a.state IN ('held', 'released') AND b.state IN ('allocated', 'released')
        ), compared (case_id, part_id, state, needed, held) AS (
            SELECT case_id, part_id, state, SUM(needed), SUM(held) FROM both_sides
            GROUP BY case_id, part_id, state HAVING SUM(needed) <> SUM(held)
        )
        SELECT {CASE}, compared.state || ' ' || CAST(compared.needed AS text) || ' of ' || item.sku, compared.held
        FROM compared JOIN makegood_backorder b ON b.id = compared.case_id {OF_CASE}
        JOIN makegood_item item ON item.id = compared.part_id
        """)  # noqa: S608


@check(
    "I2",
    "No more of a line left in parcels than it counts as shipped.",
    how="`line.shipped_qty` against `units` of the shipments that were not cancelled",
)
def parcels_are_shipped(scope: Scope) -> Iterator[Fault]:
    """Each order's parcels against its lines; what shipped before an order was imported is in no parcel."""
    parcels = ask_many(
        "SELECT order_id, units FROM makegood_shipment WHERE cancelled_at IS NULL ORDER BY order_id"
    )
    lines = ask_many(
        "SELECT order_id, line_id, shipped_qty FROM makegood_orderline WHERE shipped_qty > 0 ORDER BY order_id"
    )
    for order, (sent, own) in side_by_side(parcels, lines):
        left: Counter[str] = Counter()
        for _, units in sent:
            left.update(json.loads(units))
        shipped = {line: qty for _, line, qty in own}
        for line, qty in left.items():
            if shipped.get(line, 0) < qty:
                yield f"order #{order}, line {line}", f"shipped at least {qty}", shipped.get(line, 0)


@check(
    "I4",
    "A line's units are all accounted for: ordered = shipped + reserved + backordered + cancelled + substituted.",
    how="the columns of each line; none is negative, and no more was returned than shipped",
)
def units_are_accounted_for(scope: Scope) -> Iterable[Fault]:
    """Each line's own arithmetic."""
    total = "line.shipped_qty + line.reserved_qty + line.backordered_qty + line.cancelled_qty + line.substituted_qty"
    return rows(f"""
        SELECT {LINE}, 'ordered ' || CAST(line.ordered_qty AS text),
            CAST(line.shipped_qty AS text) || ' shipped, ' || CAST(line.reserved_qty AS text) || ' reserved, '
            || CAST(line.backordered_qty AS text) || ' backordered, ' || CAST(line.cancelled_qty AS text)
            || ' cancelled, ' || CAST(line.substituted_qty AS text) || ' substituted, '
            || CAST(line.returned_qty AS text) || ' returned'
        FROM makegood_orderline line {OF_LINE}
        WHERE line.ordered_qty <> {total} OR line.ordered_qty < 1 OR line.shipped_qty < 0 OR line.reserved_qty < 0
            OR line.backordered_qty < 0 OR line.cancelled_qty < 0 OR line.substituted_qty < 0
            OR line.returned_qty < 0 OR line.returned_qty > line.shipped_qty
        """)  # noqa: S608


CHECKS = (
    lacking_is_open_cases,
    reserved_is_held,
    cases_are_covered,
    parcels_are_shipped,
    units_are_accounted_for,
)
