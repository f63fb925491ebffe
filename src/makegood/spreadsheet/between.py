"""What one table says that another makes doubtful: a warning where it stands, and a plan all the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from makegood.domain.intake import components, demands
from makegood.domain.terms.demand import Item, OrderLine
from makegood.domain.terms.stock import StockPosition
from makegood.spreadsheet.rows import TableRows

FirstRows = Mapping[str, int]
"""The row of a table that names a SKU first."""


def warn_of_bundles(table: TableRows, rows: FirstRows, *, items: Mapping[str, Item]) -> None:
    """Stock or inbound of a bundle itself. `rows` = SKUs of which there is something."""
    expected = "SKUs that are no bundle; a bundle is served from its components, these units serve nobody"
    for sku, item in items.items():
        if item.bundle_of and sku in rows:
            table.warn(rows[sku], "sku", sku, expected)


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
