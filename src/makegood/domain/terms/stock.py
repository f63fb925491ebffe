"""Facts about what is there and what is expected."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class StockPosition:
    """Units of a SKU physically at a location. Safety stock limits new promises, not those who wait."""

    sku: str
    location: str = "main"
    on_hand: int
    safety_stock: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingLot:
    """One expected arrival.

    `eta` is the supplier's present word, `first_eta` its first; `confirmed` None = not said.
    """

    po: str
    sku: str
    quantity: int
    supplier: str = "unknown"
    location: str = "main"
    ordered_on: date | None = None
    eta: date | None = None
    first_eta: date | None = None
    confirmed: bool | None = None
    received_on: date | None = None
    received_qty: int = 0
    cancelled_qty: int = 0

    @property
    def open_qty(self) -> int:
        """Units still to come; never negative, an over-delivery leaves nothing open."""
        return max(0, self.quantity - self.received_qty - self.cancelled_qty)
