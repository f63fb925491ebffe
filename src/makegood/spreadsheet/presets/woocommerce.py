"""WooCommerce: CSV of the common export plugins, one row per order item."""

from __future__ import annotations

from typing import ClassVar

from makegood.spreadsheet.presets.base import ExportRow, Line, Preset, country_code

UNPAID = {"pending", "pending payment", "on-hold", "on hold"}
# Order status plugins: they say that something went or was paid back, not what.
IN_PART = {
    "partially-shipped", "partial-shipped", "partially-fulfilled", "partially-refunded", "partial-refunded",
}  # fmt: skip
ENDED = {"cancelled", "canceled", "refunded", "failed", "trash", "checkout-draft", "draft"}


class WooCommerce(Preset):
    """WooCommerce orders: Advanced Order Export's names, and those of Customer / Order / Coupon Export."""

    name = "woocommerce"
    title = "WooCommerce orders export"
    columns: ClassVar = {
        "order_id": ("Order Number", "Order ID"),
        "placed_at": ("Order Date", "date"),
        "sku": ("SKU", "Item SKU", "Product SKU"),
        "quantity": ("Quantity", "Quantity (- Refund)", "Item Quantity"),
        "status": ("Order Status", "status"),
        "unit_price": ("Item Cost", "Item Price"),
        "currency": ("Order Currency", "Currency"),
        "email": ("Email (Billing)", "Billing Email", "Customer Email"),
        "customer": ("Full Name (Billing)", "Customer User", "Customer ID"),
        "country": (
            "Country Code (Shipping)",
            "Shipping Country",
            "Country Code (Billing)",
            "Billing Country",
        ),
    }
    required = ("order_id", "placed_at", "sku", "quantity", "status")
    also = ("First Name (Billing)", "Last Name (Billing)", "Billing First Name", "Billing Last Name")

    def line(self, row: ExportRow) -> Line | None:
        """One order item."""
        quantity = self.of(row, "quantity")
        if not quantity and not self.of(row, "sku"):
            return None
        status = self.of(row, "status").lower().removeprefix("wc-")
        if status.replace(" ", "-") in IN_PART:
            expected = (
                "a status of the whole order; the line is planned in full, its part is not in the export"
            )
            line = f"{self.of(row, 'order_id')} / {self.of(row, 'sku')}: {status}"
            self.doubt("status", line, expected)
        first = row["First Name (Billing)"] or row["Billing First Name"]
        last = row["Last Name (Billing)"] or row["Billing Last Name"]
        return {
            "order_id": self.of(row, "order_id"),
            "placed_at": self.of(row, "placed_at"),
            "sku": self.of(row, "sku"),
            "quantity": quantity,
            "unit_price": self.of(row, "unit_price"),
            "currency": self.of(row, "currency"),
            "email": self.of(row, "email"),
            "customer": self.of(row, "customer") or f"{first} {last}".strip(),
            "country": country_code(self.of(row, "country")),
            "channel": "woocommerce",
            "on_hold": "yes" if status in UNPAID else "no",
            "shipped_quantity": quantity if status == "completed" else "0",
            "status": "cancelled" if status in ENDED else "closed" if status == "completed" else "open",
        }
