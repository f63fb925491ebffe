"""What happened, as the weekly figures need it (spec 10.1). Money in minor units of the shop's currency.

`number` = so many that are alike: a shop's rows come counted, and what is alike need not be told one by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from makegood.domain.terms.dates import Window
from makegood.domain.terms.state import BackorderState


class Origin(StrEnum):
    """Who showed the window: the checkout before the sale, or our promise once the line was a backorder."""

    CHECKOUT = "checkout"
    BACKORDER = "backorder"


@dataclass(frozen=True, slots=True)
class OrderedLine:
    """A line as ordered; `backordered_qty` = units that were short at that moment."""

    sku: str
    ordered_on: date
    qty: int
    backordered_qty: int


@dataclass(frozen=True, slots=True)
class WaitingCase:
    """A backorder open at the end of the week."""

    sku: str
    qty: int
    days_delayed: int
    number: int = 1


@dataclass(frozen=True, slots=True)
class ClosedCase:
    """A backorder that ended."""

    sku: str
    supplier: str
    end: BackorderState
    closed_on: date
    number: int = 1


@dataclass(frozen=True, slots=True)
class PromiseOutcome:
    """A promise and what became of it. `shipped_on` = day the last unit left, None = not yet; `customer_cancelled_on` =
    day the customer cancelled, None = did not."""

    sku: str
    supplier: str
    origin: Origin
    first: Window
    latest: Window
    shipped_on: date | None
    customer_cancelled_on: date | None = None
    number: int = 1


@dataclass(frozen=True, slots=True)
class SplitOrder:
    """An order sent in more than one parcel: its margin without the split, and what the further parcels cost."""

    order_id: str
    split_on: date
    margin: int
    extra_cost: int


@dataclass(frozen=True, slots=True)
class Contact:
    """A customer's reply or call about a backorder."""

    order_id: str
    contacted_on: date


@dataclass(frozen=True, slots=True)
class DueShipment:
    """A line that had to ship by its baseline. `shipped_on` = day the last unit left, None = not yet."""

    due_on: date
    shipped_on: date | None
    number: int = 1


@dataclass(frozen=True, slots=True)
class ShippedOrder:
    """An order that left; `correct` = right items, right quantities, undamaged, to the right address."""

    shipped_on: date
    correct: bool
    number: int = 1
