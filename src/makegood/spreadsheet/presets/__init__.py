"""Exports of real shops, recognised by their header and mapped to the columns of the orders table."""

from __future__ import annotations

from datetime import tzinfo

from makegood.domain.terms.errors import DomainError
from makegood.spreadsheet.columns import ORDERS, STOCK, Table
from makegood.spreadsheet.header import plain
from makegood.spreadsheet.presets.amazon import Amazon
from makegood.spreadsheet.presets.base import Export, Preset
from makegood.spreadsheet.presets.ebay import Ebay
from makegood.spreadsheet.presets.shopify import Shopify, ShopifyInventory
from makegood.spreadsheet.presets.woocommerce import WooCommerce
from makegood.spreadsheet.problems import Problems
from makegood.spreadsheet.source import Sheet

PRESETS: dict[str, type[Preset]] = {preset.name: preset for preset in (Shopify, Amazon, Ebay, WooCommerce)}


def recognised(sheet: Sheet, forced: str | None, *, zone: tzinfo, problems: Problems) -> Export | None:
    """The orders of a known export in our columns; None when the header is our own, or nobody's.

    Raises DomainError('preset_unknown') for a name that is no preset, DomainError('file_columns_missing') when a forced
    one does not fit.
    """
    names = {plain(name) for name in sheet.header}
    preset = _named(forced) if forced else _fitting(names)
    if preset is None:
        return None
    return preset(sheet, zone=zone, problems=problems).export()


def recognised_stock(sheet: Sheet, *, zone: tzinfo, problems: Problems) -> Export | None:
    """The stock of a known export in our columns; None when the header is our own, or nobody's."""
    preset = preset_of(sheet, STOCK)
    return preset(sheet, zone=zone, problems=problems).export() if preset else None


def preset_of(sheet: Sheet, table: Table) -> type[Preset] | None:
    """The export that a sheet of orders or of stock would be read as; None when its header is our own, or nobody's."""
    names = {plain(name) for name in sheet.header}
    if table is STOCK:
        return ShopifyInventory if not _is_ours(names, STOCK) and ShopifyInventory.fits(names) else None
    return _fitting(names)


def _named(name: str) -> type[Preset]:
    try:
        return PRESETS[plain(name)]
    except KeyError:
        raise DomainError(
            "preset_unknown", {"preset": name, "expected": ", ".join(sorted(PRESETS))}
        ) from None


def _fitting(names: set[str]) -> type[Preset] | None:
    if _is_ours(names, ORDERS):
        return None
    return next((preset for preset in PRESETS.values() if preset.fits(names)), None)


def _is_ours(names: set[str], table: Table) -> bool:
    return all(plain(column.name) in names for column in table.columns if column.required)


__all__ = ["PRESETS", "Export", "Preset", "preset_of", "recognised", "recognised_stock"]
