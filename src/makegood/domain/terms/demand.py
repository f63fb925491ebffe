"""Facts about what was ordered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """One line of an order as the channel sent it. Money in minor units of `currency`; `None` = unknown.

    `placed_on` is `placed_at` in the shop's zone, after the cut-off still the same day. `promised_from/to` is the
    first window the customer was given and is never overwritten.
    """

    order_id: str
    line_id: str
    sku: str
    quantity: int
    placed_at: datetime
    placed_on: date
    channel: str = "store"
    location: str | None = None
    customer: str | None = None
    business: bool = False
    customer_tier: str | None = None
    email: str | None = None
    language: str | None = None
    country: str | None = None
    unit_price: int | None = None
    currency: str = "USD"
    need_by: date | None = None
    ship_by: date | None = None
    ship_after: date | None = None
    cancel_after: date | None = None
    service: str | None = None
    ship_complete: bool = False
    on_hold: bool = False
    shipped_qty: int = 0
    picked_qty: int = 0
    cancelled_qty: int = 0
    promised_from: date | None = None
    promised_to: date | None = None
    notified_on: date | None = None
    next_update_on: date | None = None
    authorised_amount: int | None = None
    authorised_until: date | None = None
    captured_amount: int | None = None
    closed: bool = False

    @property
    def open_qty(self) -> int:
        """Units that still have to be shipped; none once the line is closed."""
        return 0 if self.closed else self.quantity - self.shipped_qty - self.cancelled_qty

    @property
    def kept_qty(self) -> int:
        """Units that left or still have to: of a closed line what left. What an order is worth is their price."""
        return self.shipped_qty + self.open_qty

    def wanted_on(self, day: date) -> bool:
        """False once the last day has gone by on which the customer would have it shipped."""
        return self.cancel_after is None or day <= self.cancel_after


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What is known of a SKU. Money in minor units of the shop's currency."""

    sku: str
    title: str | None = None
    family: str | None = None
    unit_price: int | None = None
    unit_cost: int | None = None
    available_on: date | None = None
    seasonal_until: date | None = None
    fragile: bool = False
    unique: bool = False
    discontinued: bool = False
    substitutes: tuple[str, ...] = ()
    bundle_of: tuple[tuple[str, int], ...] = ()


class Demand(NamedTuple):
    """One line's claim on one SKU: the line itself, or one component of a bundle.

    `qty` = units of `sku` still open, `firm_qty` = those already picked, `per` = units per unit ordered (1
    unless a component).
    """

    line: OrderLine
    sku: str
    qty: int
    firm_qty: int
    per: int


Catalogue = Mapping[str, Item]
