"""The items table."""

from __future__ import annotations

from collections.abc import Container, Mapping

from makegood.domain.intake import endless_bundles
from makegood.domain.terms.demand import Item
from makegood.spreadsheet.cells import DoubtfulCellError, Minor
from makegood.spreadsheet.rows import Row, TableRows
from makegood.spreadsheet.supply import one_per_key


def items(table: TableRows, *, shop_currency: str, stocked: Container[str]) -> dict[str, Item]:
    """Items by SKU. Bundles that contain themselves are left out; a SKU named but known nowhere is a warning."""
    minor = Minor(shop_currency)
    rows = one_per_key(table, map(table.full, table.compact()), lambda row: (row[1],), "sku")
    found = {row[1]: _item(table, row, minor) for row in rows}
    numbers = {row[1]: row[0] for row in rows}
    for sku in sorted(endless_bundles(items=found)):
        table.error(numbers[sku], "bundle_of", sku, "components that do not lead back to the bundle")
        del found[sku]
    _warn_unknown(table, found, numbers, stocked)
    return found


def _item(table: TableRows, row: Row, minor: Minor) -> Item:
    (
        number, sku, title, family, unit_price, unit_cost, available_on, seasonal_until,
        fragile, unique, discontinued, substitutes, bundle_of,
    ) = row  # fmt: skip
    if sku in substitutes:
        table.warn(number, "substitutes", sku, "other SKUs; an item cannot replace itself")
    return Item(
        sku=sku,
        title=title,
        family=family,
        unit_price=_money(table, number, "unit_price", unit_price, minor),
        unit_cost=_money(table, number, "unit_cost", unit_cost, minor),
        available_on=available_on,
        seasonal_until=seasonal_until,
        fragile=fragile,
        unique=unique,
        discontinued=discontinued,
        substitutes=tuple(other for other in substitutes if other != sku),
        bundle_of=bundle_of,
    )


def _money(table: TableRows, number: int, column: str, text: str | None, minor: Minor) -> int | None:
    if text is None:
        return None
    try:
        return minor[text]
    except DoubtfulCellError as doubt:
        table.warn(number, column, text, doubt.expected)
        return minor[text]


def _warn_unknown(
    table: TableRows, found: Mapping[str, Item], numbers: Mapping[str, int], stocked: Container[str]
) -> None:
    for sku, item in found.items():
        named = {
            "substitutes": item.substitutes,
            "bundle_of": tuple(component for component, _ in item.bundle_of),
        }
        for column, others in named.items():
            for other in others:
                if other not in found and other not in stocked:
                    table.warn(
                        numbers[sku], column, other, "a SKU of items or stock; nothing is known of this one"
                    )
