"""What lies on the shelves, and what is to come: I1, and I2 of stock, items and lots."""

from __future__ import annotations

from collections.abc import Iterable

from makegood.queries.audit.check import Fault, Scope, check, rows
from makegood.queries.audit.parts import PARTS

_STOCK = "'stock ' || item.sku || ' at ' || place.name"
_OF_STOCK = (
    "JOIN makegood_item item ON item.id = stock.item_id "
    "JOIN makegood_location place ON place.id = stock.location_id"
)
_LOT = "'lot ' || po.number || '/' || CAST(lot.line AS text)"
_OF_LOT = "JOIN makegood_purchaseorder po ON po.id = lot.purchase_order_id"


@check(
    "I1",
    "Reserved units of an item at a place are never below none and never more than lie there.",
    how="`stock.reserved`, and the units of its live allocations, against `stock.on_hand`",
)
def reserved_is_on_hand(scope: Scope) -> Iterable[Fault]:
    """Counter and ledger, each against what lies there."""
    return rows(f"""
        SELECT {_STOCK}, 'reserved from 0 to ' || CAST(stock.on_hand AS text),
            CAST(stock.reserved AS text) || ' counted, ' || CAST(COALESCE(live.qty, 0) AS text) || ' allocated'
        FROM makegood_stock stock {_OF_STOCK}
        LEFT JOIN (
            SELECT stock_id, SUM(qty) AS qty FROM makegood_allocation
            WHERE state IN ('held', 'released') GROUP BY stock_id
        ) live ON live.stock_id = stock.id
        WHERE stock.on_hand < 0 OR stock.reserved < 0 OR stock.reserved > stock.on_hand OR live.qty > stock.on_hand
        """)  # noqa: S608 - names of our own


@check(
    "I2",
    "What lies on a shelf is the sum of its moves.",
    how="`stock.on_hand` and `stock.quarantine` against the moves of each shelf",
)
def shelves_are_their_moves(scope: Scope) -> Iterable[Fault]:
    """Both shelves of each stock row."""
    for shelf in ("on_hand", "quarantine"):
        yield from rows(
            f"""
            SELECT {_STOCK}, '{shelf} ' || CAST(COALESCE(moved.qty, 0) AS text), stock.{shelf}
            FROM makegood_stock stock {_OF_STOCK}
            LEFT JOIN (
                SELECT stock_id, SUM(qty) AS qty FROM makegood_stockmove WHERE shelf = %s GROUP BY stock_id
            ) moved ON moved.stock_id = stock.id
            WHERE stock.{shelf} <> COALESCE(moved.qty, 0)
            """,  # noqa: S608
            shelf,
        )


@check(
    "I2",
    "Reserved units of an item at a place are those of its live allocations.",
    how="`stock.reserved` against allocations held or released",
)
def reserved_is_allocated(scope: Scope) -> Iterable[Fault]:
    """Each stock row's counter against its ledger."""
    return rows(f"""
        SELECT {_STOCK}, 'reserved ' || CAST(COALESCE(live.qty, 0) AS text), stock.reserved
        FROM makegood_stock stock {_OF_STOCK}
        LEFT JOIN (
            SELECT stock_id, SUM(qty) AS qty FROM makegood_allocation
            WHERE state IN ('held', 'released') GROUP BY stock_id
        ) live ON live.stock_id = stock.id
        WHERE stock.reserved <> COALESCE(live.qty, 0)
        """)  # noqa: S608


@check(
    "I2",
    "The units that wait for an item are those of its open backorders, and what open backorders of bundles need of it.",
    how="`item.backordered_qty` against open backorders, bundles resolved to their last components",
)
def waiting_units_are_backorders(scope: Scope) -> Iterable[Fault]:
    """Each item's counter against the cases."""
    return rows(f"""{PARTS}, open_case (item_id, qty) AS (
            SELECT item_id, SUM(qty) FROM makegood_backorder WHERE state = 'open' GROUP BY item_id
        ), waiting (item_id, qty) AS (
            SELECT item_id, qty FROM open_case
            UNION ALL
            SELECT part.part_id, open_case.qty * part.per
            FROM open_case JOIN part ON part.bundle_id = open_case.item_id
        )
        SELECT 'item ' || item.sku, COALESCE(found.qty, 0), item.backordered_qty
        FROM makegood_item item
        LEFT JOIN (SELECT item_id, SUM(qty) AS qty FROM waiting GROUP BY item_id) found ON found.item_id = item.id
        WHERE item.backordered_qty <> COALESCE(found.qty, 0)
        """)  # noqa: S608


@check(
    "I2",
    "What is still to come of a lot is what was ordered less what came, was cancelled or will never come.",
    how="`lot.open_qty` against its other columns",
)
def lots_add_up(scope: Scope) -> Iterable[Fault]:
    """Each lot's own arithmetic."""
    return rows(f"""
        SELECT {_LOT}, 'open ' || CAST(lot.quantity - lot.received_qty - lot.cancelled_qty - lot.short_qty AS text),
            lot.open_qty
        FROM makegood_incominglot lot {_OF_LOT}
        WHERE lot.open_qty <> lot.quantity - lot.received_qty - lot.cancelled_qty - lot.short_qty
            OR lot.open_qty < 0 OR lot.received_qty < 0 OR lot.cancelled_qty < 0 OR lot.short_qty < 0
        """)  # noqa: S608


@check(
    "I2",
    "What came of a lot is what its receipts brought.",
    how="`lot.received_qty` against `filled_qty` of its receipts that were not undone",
)
def received_is_receipts(scope: Scope) -> Iterable[Fault]:
    """Each lot's counter against its ledger."""
    return rows(f"""
        SELECT {_LOT}, 'received ' || CAST(COALESCE(came.qty, 0) AS text), lot.received_qty
        FROM makegood_incominglot lot {_OF_LOT}
        LEFT JOIN (
            SELECT lot_id, SUM(filled_qty) AS qty FROM makegood_receipt
            WHERE lot_id IS NOT NULL AND undone_at IS NULL GROUP BY lot_id
        ) came ON came.lot_id = lot.id
        WHERE lot.received_qty <> COALESCE(came.qty, 0)
        """)  # noqa: S608


CHECKS = (
    reserved_is_on_hand,
    shelves_are_their_moves,
    reserved_is_allocated,
    waiting_units_are_backorders,
    lots_add_up,
    received_is_receipts,
)
