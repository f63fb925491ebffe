"""Amazon: the All Orders report, and the New and Unshipped Orders reports. Tab separated."""

from __future__ import annotations

from typing import ClassVar

from makegood.spreadsheet.presets.base import ExportRow, Line, Preset, SkippedRowError, earlier_day, per_unit

SHIPPED_BY_AMAZON = {"afn", "amazon"}
ENDED = {"cancelled", "canceled", "unfulfillable"}


class Amazon(Preset):
    """Amazon's order reports. Prices in them are of the whole line, deadlines in the marketplace's zone."""

    name = "amazon"
    title = "Amazon order report"
    columns: ClassVar = {
        "order_id": ("amazon-order-id", "order-id"),
        "line_id": ("order-item-id",),
        "placed_at": ("purchase-date",),
        "sku": ("sku",),
        "quantity": ("quantity", "quantity-purchased"),
        "unit_price": ("item-price",),
        "currency": ("currency",),
        "customer": ("buyer-name", "recipient-name"),
        "country": ("ship-country",),
        "ship_by": ("latest-ship-date", "promise-date"),
        "shipped_quantity": ("quantity-shipped", "item-status"),
        "status": ("order-status",),
        "customer_type": ("is-business-order",),
    }
    also = ("fulfillment-channel", "fulfilment-channel", "item-status", "quantity-shipped")

    def line(self, row: ExportRow) -> Line | None:
        """One order item; what Amazon ships itself is not ours to plan."""
        order_id, quantity = self.of(row, "order_id"), self.of(row, "quantity")
        if not order_id and not quantity:
            return None
        by = row["fulfillment-channel"] or row["fulfilment-channel"]
        if by.lower() in SHIPPED_BY_AMAZON:
            raise SkippedRowError("orders you ship; those that Amazon ships (FBA) are not planned")
        status = self.of(row, "status").lower()
        item = row["item-status"].lower() or status
        ended = status in ENDED or item in ENDED
        if ended and quantity in {"", "0"}:
            raise SkippedRowError(
                "a quantity; Amazon sets it to 0 once a line is cancelled, nothing is left to plan"
            )
        shipped = status.startswith(("shipped", "complete")) or item.startswith("shipped")
        currency = self.of(row, "currency")
        return {
            "order_id": order_id,
            "line_id": self.of(row, "line_id"),
            "placed_at": self.of(row, "placed_at"),
            "sku": self.of(row, "sku"),
            "quantity": quantity,
            "unit_price": per_unit(self.of(row, "unit_price"), quantity, currency),
            "currency": currency,
            "customer": self.of(row, "customer"),
            "country": self.of(row, "country"),
            "ship_by": earlier_day(self.of(row, "ship_by"), self.zone),
            "customer_type": "business" if self.of(row, "customer_type").lower() == "true" else "consumer",
            "channel": "amazon",
            "on_hold": "yes" if status.startswith("pending") else "no",
            "shipped_quantity": quantity if shipped and not ended else row["quantity-shipped"],
            "status": "cancelled" if ended else "open",
        }
