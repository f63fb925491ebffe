"""eBay: Seller Hub > Orders > Download report. A blank line first, totals rows inside, two lines of footer."""

from __future__ import annotations

from typing import ClassVar

from makegood.spreadsheet.presets.base import (
    ExportRow,
    Line,
    Preset,
    amount,
    country_code,
    currency_of,
    iso_day,
)


class Ebay(Preset):
    """eBay's orders report. Sold For is the price of one unit and carries the currency."""

    name = "ebay"
    title = "eBay orders report"
    columns: ClassVar = {
        "order_id": ("Order Number",),
        "placed_at": ("Sale Date",),
        "sku": ("Custom Label", "Custom Label (SKU)"),
        "quantity": ("Quantity",),
        "unit_price": ("Sold For",),
        "customer": ("Buyer Username", "Buyer Name"),
        "country": ("Ship To Country", "Buyer Country"),
        "ship_by": ("Ship By Date",),
        "on_hold": ("Paid On Date",),
        "shipped_quantity": ("Shipped On Date",),
    }
    also = ("Item Number", "Item Title", "Sales Record Number")

    def line(self, row: ExportRow) -> Line | None:
        """One item sold; rows that sum up an order, and the footer, say nothing new."""
        quantity = self.of(row, "quantity")
        if not quantity or not (row["Item Number"] or row["Item Title"] or self.of(row, "sku")):
            return None
        price = self.of(row, "unit_price")
        known_unpaid = "Paid On Date" in self.places and not self.of(row, "on_hold")
        return {
            "order_id": self.of(row, "order_id") or row["Sales Record Number"],
            "placed_at": iso_day(self.of(row, "placed_at")),
            "sku": self.of(row, "sku"),
            "quantity": quantity,
            "unit_price": amount(price),
            "currency": currency_of(price),
            "customer": self.of(row, "customer"),
            "country": country_code(self.of(row, "country")),
            "ship_by": iso_day(self.of(row, "ship_by")),
            "channel": "ebay",
            "on_hold": "yes" if known_unpaid else "no",
            "shipped_quantity": quantity if self.of(row, "shipped_quantity") else "0",
        }
