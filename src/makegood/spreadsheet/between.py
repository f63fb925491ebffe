"""What one table says that another makes doubtful: a warning where it stands, and a plan all the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TypeVar

from makegood.domain.intake import components, demands, made_of
from makegood.domain.terms.demand import Item, OrderLine
from makegood.domain.terms.stock import IncomingLot, StockPosition
from makegood.spreadsheet.rows import TableRows

Supply = TypeVar("Supply", StockPosition, IncomingLot)
FirstRows = Mapping[str, int]
"""The row of a table that names a SKU first."""


def goods(
    table: TableRows,
    rows: Iterable[tuple[int, Supply]],
    *,
    items: Mapping[str, Item],
    units: Callable[[Supply], int],
) -> list[Supply]:
    """Stock or inbound, each told with its row, without the units of bundles themselves, which would serve nobody.

    A warning is enough: shop systems list a bundle with the stock that they work out from its components.
    """
    kept = []
    for row, supply in rows:
        item = items.get(supply.sku)
        if item is not None and item.bundle_of and units(supply):
            expected = f"its components, for it is {made_of(item.bundle_of)}; these units count for nothing"
            table.warn(row, "sku", supply.sku, expected)
        else:
            kept.append(supply)
    return kept


def warn_of_missing_stock(
    orders: TableRows, rows: FirstRows, *, items: Mapping[str, Item], stocked: Collection[str]
) -> None:
    """Ordered SKUs, or components of ordered bundles, that stock does not name. `rows` = SKUs of open lines."""
    missing: dict[str, int] = {}
    for sku, row in rows.items():
        if sku in stocked and not (sku in items and items[sku].bundle_of):
            continue
        for part in components(sku=sku, items=items):
            if part not in stocked:
                missing[part] = min(row, missing.get(part, row))
    for sku, row in missing.items():
        orders.warn(row, "sku", sku, "a SKU of stock; taken as 0 on hand")


def warn_of_picked(
    orders: TableRows,
    rows: FirstRows,
    *,
    lines: Iterable[OrderLine],
    items: Mapping[str, Item],
    stock: Iterable[StockPosition],
) -> None:
    """More units picked than are on hand anywhere. `rows` = SKUs of open lines with picked units."""
    picked: Counter[str] = Counter()
    first: dict[str, int] = {}
    for line in lines:
        for part in demands(line, items=items) if line.picked_qty else ():
            picked[part.sku] += part.firm_qty
            first[part.sku] = min(rows[line.sku], first.get(part.sku, rows[line.sku]))
    for position in stock:
        if position.sku in picked:
            picked[position.sku] -= position.on_hand
    for sku, units in (+picked).items():
        expected = "at most what is on hand; the rest is planned as missing"
        orders.warn(first[sku], "picked_quantity", f"{sku}: {units} too many", expected)
