"""Shopify: Orders > Export, and Products > Inventory > Export.

An order's first row holds what is true of all of it; the others leave that blank.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar

from makegood.spreadsheet.presets.base import ExportRow, Line, Preset, SkippedRowError

UNPAID = {"pending", "partially_paid", "expired"}
ENDED = {"refunded", "voided"}


class Shopify(Preset):
    """Shopify's orders export."""

    name = "shopify"
    title = "Shopify orders export"
    columns: ClassVar = {
        "order_id": ("Name",),
        "placed_at": ("Created at",),
        "sku": ("Lineitem sku",),
        "quantity": ("Lineitem quantity",),
        "unit_price": ("Lineitem price",),
        "currency": ("Currency",),
        "email": ("Email",),
        "customer": ("Billing Name", "Shipping Name"),
        "country": ("Shipping Country", "Billing Country"),
        "shipped_quantity": ("Lineitem fulfillment status",),
        "status": ("Cancelled at",),
        "on_hold": ("Financial Status",),
    }
    also = (
        "Fulfillment Status",
        "Lineitem requires shipping",
        "Shipping Country",
        "Billing Country",
        "Billing Name",
    )
    _WHOLE_ORDER = ("placed_at", "currency", "email", "customer", "country", "status", "on_hold")

    def rows(self, rows: Iterable[list[str]]) -> Iterator[Line | None]:
        """Looks at all rows first, so that a blank cell finds its order wherever the order's full row stands."""
        kept = self._narrowed(rows)
        self._orders: dict[str, dict[str, str]] = {}
        self._names: list[str] = []
        name = ""
        for cells in kept:
            row = ExportRow(self.places, cells)
            name = self.of(row, "order_id") or name
            self._names.append(name)
            self._note(name, row)
        self._next = iter(self._names)
        yield from super().rows(kept)

    def _narrowed(self, rows: Iterable[list[str]]) -> list[list[str]]:
        # The export has eighty columns: only those that are read stay in memory.
        read = sorted(set(self.places.values()))
        self.places = {name: read.index(place) for name, place in self.places.items()}
        return [[row[place] for place in read if place < len(row)] for row in rows]

    def _note(self, name: str, row: ExportRow) -> None:
        order = self._orders.setdefault(name, {})
        for ours in self._WHOLE_ORDER:
            if text := self.of(row, ours):
                order[ours] = min(text, order.get(ours, text))
        if text := row["Fulfillment Status"]:
            order["fulfilled"] = min(text, order.get("fulfilled", text))

    def line(self, row: ExportRow) -> Line | None:
        """One line item; what the row leaves blank is the order's."""
        name = next(self._next)
        quantity, sku = self.of(row, "quantity"), self.of(row, "sku")
        if not quantity and not sku:
            return None
        if row["Lineitem requires shipping"].lower() == "false":
            raise SkippedRowError("lines to ship; those that need no shipping are not planned")
        order = self._orders[name]
        paid = order.get("on_hold", "").lower()
        shipped = (self.of(row, "shipped_quantity") or order.get("fulfilled", "")).lower()
        ended = bool(order.get("status")) or paid in ENDED or shipped == "restocked"
        if not ended:
            self._doubts(f"{name} / {sku}", paid=paid, shipped=shipped, quantity=quantity)
        return {
            **{
                ours: order.get(ours, "")
                for ours in ("placed_at", "currency", "email", "customer", "country")
            },
            "order_id": name,
            "sku": sku,
            "quantity": quantity,
            "unit_price": self.of(row, "unit_price"),
            "channel": "shopify",
            "on_hold": "yes" if paid in UNPAID else "no",
            "shipped_quantity": quantity if shipped == "fulfilled" else "0",
            "status": "cancelled" if ended else "open",
        }

    def _doubts(self, line: str, *, paid: str, shipped: str, quantity: str) -> None:
        """What the export does not say may cost a second parcel."""
        if shipped == "partial":
            expected = (
                f"fulfilled or pending; how many of {quantity} went is not in the export, all are planned"
            )
            self.doubt("shipped_quantity", f"{line}: partial", expected)
        if paid == "partially_refunded" and shipped != "fulfilled":
            expected = "paid; what was refunded is not in the export, the line is planned in full"
            self.doubt("on_hold", f"{line}: partially_refunded", expected)


class ShopifyInventory(Preset):
    """Shopify's inventory export: a row per SKU and location, units in `On hand (current)`."""

    table = "stock"
    name = "shopify"
    title = "Shopify inventory export"
    columns: ClassVar = {"sku": ("SKU",), "on_hand": ("On hand (current)",), "location": ("Location",)}
    required = ("sku", "on_hand")
    always = ()

    def line(self, row: ExportRow) -> Line | None:
        """One SKU at one location; where it is not stocked there is nothing to say."""
        on_hand = self.of(row, "on_hand")
        if on_hand.lower() == "not stocked":
            return None
        if not self.of(row, "sku"):
            raise SkippedRowError("a SKU; rows without one are not read, no order can name them")
        return {ours: self.of(row, ours) for ours in self.columns}
