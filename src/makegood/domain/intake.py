"""Intake: what did the channel ask for? Bundles become demand for their components; nonsense is named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum

from makegood.domain.terms.demand import Catalogue, Demand, OrderLine
from makegood.domain.terms.errors import DomainError

DEEPEST_BUNDLE = 20
FURTHEST_AHEAD = timedelta(days=1)


class LineFault(StrEnum):
    """Why an order line makes no sense."""

    QUANTITY_NOT_POSITIVE = "quantity_not_positive"
    QUANTITY_NEGATIVE = "quantity_negative"
    MORE_DONE_THAN_ORDERED = "more_done_than_ordered"
    MORE_PICKED_THAN_OPEN = "more_picked_than_open"
    PROMISE_REVERSED = "promise_reversed"


class LotFault(StrEnum):
    """Why an incoming lot makes no sense."""

    QUANTITY_NOT_POSITIVE = "quantity_not_positive"
    QUANTITY_NEGATIVE = "quantity_negative"
    MORE_CANCELLED_THAN_ORDERED = "more_cancelled_than_ordered"
    RECEIVED_IN_FUTURE = "received_in_future"
    RECEIVED_BEFORE_ORDERED = "received_before_ordered"


def line_fault(
    *,
    quantity: int,
    shipped_qty: int = 0,
    picked_qty: int = 0,
    cancelled_qty: int = 0,
    promised_from: date | None = None,
    promised_to: date | None = None,
    closed: bool = False,
) -> LineFault | None:
    """The first thing that cannot be true of an order line, or None. Picked units do not matter once it is closed."""
    if quantity <= 0:
        return LineFault.QUANTITY_NOT_POSITIVE
    if shipped_qty or picked_qty or cancelled_qty:
        if shipped_qty < 0 or picked_qty < 0 or cancelled_qty < 0:
            return LineFault.QUANTITY_NEGATIVE
        left = quantity - shipped_qty - cancelled_qty
        if left < 0:
            return LineFault.MORE_DONE_THAN_ORDERED
        if picked_qty > left and not closed:
            return LineFault.MORE_PICKED_THAN_OPEN
    if promised_from is not None and promised_to is not None and promised_to < promised_from:
        return LineFault.PROMISE_REVERSED
    return None


def counts_as_placed(told: datetime, *, now: datetime) -> datetime | None:
    """When an order was placed, by our clock. Clocks and zones are apart by less than a day: so far ahead of ours means
    now. None = further ahead, where nobody has ordered anything yet."""
    return min(told, now) if told <= now + FURTHEST_AHEAD else None


def lot_fault(
    *,
    today: date,
    quantity: int,
    received_qty: int = 0,
    cancelled_qty: int = 0,
    ordered_on: date | None = None,
    received_on: date | None = None,
) -> LotFault | None:
    """The first thing that cannot be true of an incoming lot, or None. An over-delivery is no fault."""
    if quantity <= 0:
        return LotFault.QUANTITY_NOT_POSITIVE
    if received_qty < 0 or cancelled_qty < 0:
        return LotFault.QUANTITY_NEGATIVE
    if cancelled_qty > quantity:
        return LotFault.MORE_CANCELLED_THAN_ORDERED
    if received_on is not None:
        if received_on > today:
            return LotFault.RECEIVED_IN_FUTURE
        if ordered_on is not None and received_on < ordered_on:
            return LotFault.RECEIVED_BEFORE_ORDERED
    return None


def components(*, sku: str, items: Catalogue) -> Mapping[str, int]:
    """Units of each SKU that one unit of `sku` needs, bundles within bundles resolved; a plain SKU needs itself.

    A component reached in several ways adds up. Raises DomainError('bundle_without_end') when a bundle contains itself
    or lies more than 20 deep.
    """
    needed = {sku: 1}
    # Level by level, merging as it goes: the cost stays small even where many bundles share components.
    for _ in range(DEEPEST_BUNDLE + 1):
        resolved: dict[str, int] = {}
        changed = False
        for part, units in needed.items():
            item = items.get(part)
            if item is None or not item.bundle_of:
                resolved[part] = resolved.get(part, 0) + units
                continue
            changed = True
            for component, per in item.bundle_of:
                resolved[component] = resolved.get(component, 0) + units * per
        if not changed:
            return resolved
        needed = resolved
    raise DomainError("bundle_without_end", {"sku": sku, "deepest": DEEPEST_BUNDLE})


def made_of(parts: Iterable[tuple[str, int]]) -> str:
    """What goods of a bundle are instead, by its components: for whoever names the bundle itself."""
    return "a bundle of " + ", ".join(f"{per} × {sku}" for sku, per in parts)


def demands(line: OrderLine, *, items: Catalogue) -> tuple[Demand, ...]:
    """What an order line claims: itself, or a bundle's components in code point order; nothing once nothing is open.

    Raises DomainError('bundle_without_end') as `components` does.
    """
    open_qty = line.open_qty
    if open_qty <= 0:
        return ()
    item = items.get(line.sku)
    if item is None or not item.bundle_of:
        return (Demand(line, line.sku, open_qty, line.picked_qty, 1),)
    needed = components(sku=line.sku, items=items)
    return tuple(
        Demand(line, sku, open_qty * per, line.picked_qty * per, per) for sku, per in sorted(needed.items())
    )


def first_sale_days(*, items: Catalogue) -> dict[str, date]:
    """The first day a SKU may ship, for those that have one: its own, or that of the bundle's latest component."""
    own = {sku: item.available_on for sku, item in items.items() if item.available_on}
    if not own:
        return {}
    days = dict(own)
    for sku, item in items.items():
        if item.bundle_of:
            parts = [own[part] for part in (sku, *components(sku=sku, items=items)) if part in own]
            if parts:
                days[sku] = max(parts)
    return days


def endless_bundles(*, items: Catalogue) -> frozenset[str]:
    """SKUs of bundles that contain themselves, directly or through others, or that lie too deep."""
    endless = set()
    for sku, item in items.items():
        if item.bundle_of:
            try:
                components(sku=sku, items=items)
            except DomainError:
                endless.add(sku)
    return frozenset(endless)
