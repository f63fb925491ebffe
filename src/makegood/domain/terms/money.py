"""Money of an order split over shipments and cancellations, to the cent (spec 4.5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from makegood.domain.terms.errors import DomainError


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyLine:
    """What a line costs the customer, minor units: units at `unit_price`, less `discount`, plus `tax`, both whole."""

    line_id: str
    quantity: int
    unit_price: int
    discount: int = 0
    tax: int = 0

    def __post_init__(self) -> None:
        if self.quantity < 1 or min(self.unit_price, self.discount, self.tax) < 0:
            raise DomainError("money_line_invalid", {"line_id": self.line_id})
        if self.discount > self.quantity * self.unit_price:
            raise DomainError("discount_above_price", {"line_id": self.line_id, "discount": self.discount})


@dataclass(frozen=True, slots=True)
class MoneyPart:
    """One shipment's (or cancellation's) money in minor units."""

    goods: int
    discount: int
    tax: int
    shipping: int

    @property
    def total(self) -> int:
        """What the customer pays for this part."""
        return self.goods - self.discount + self.tax + self.shipping


@dataclass(frozen=True, slots=True)
class Refund:
    """Money of cancelled units, which the two add up to: `refund` goes back, `not_captured` is never taken."""

    refund: int
    not_captured: int


def split_money(
    *, lines: Sequence[MoneyLine], parts: Sequence[Mapping[str, int]], shipping: int = 0
) -> list[MoneyPart]:
    """Money of each part; `parts` = units by line id, in shipping order. All parts add up to the order exactly.

    Discount and tax follow the units of their line: each part gets what is due so far, rounded down, less what
    earlier parts had. So the remainder is on the last part, and none is a whole minor unit off. Shipping is on
    the first part.
    Raises DomainError('parts_do_not_add_up' | 'line_unknown' | 'shipping_negative').
    """
    if shipping < 0:
        raise DomainError("shipping_negative", {"shipping": shipping})
    _check_units(lines, parts)
    goods, discount, tax = ([0] * len(parts) for _ in range(3))
    for line in lines:
        done = 0
        for place, part in enumerate(parts):
            units = part.get(line.line_id, 0)
            goods[place] += units * line.unit_price
            discount[place] += _due(line.discount, done, units, line.quantity)
            tax[place] += _due(line.tax, done, units, line.quantity)
            done += units
    return [
        MoneyPart(goods[place], discount[place], tax[place], 0 if place else shipping)
        for place in range(len(parts))
    ]


def _due(amount: int, done: int, units: int, quantity: int) -> int:
    # Rounding the running total, not each part, keeps a discount from ever exceeding the goods beside it.
    return amount * (done + units) // quantity - amount * done // quantity


def _check_units(lines: Sequence[MoneyLine], parts: Sequence[Mapping[str, int]]) -> None:
    known = {line.line_id for line in lines}
    strangers = sorted({line_id for part in parts for line_id in part} - known)
    if strangers or len(known) != len(lines):
        raise DomainError("line_unknown", {"line_ids": strangers})
    for line in lines:
        units = [part.get(line.line_id, 0) for part in parts]
        if min(units, default=0) < 0 or sum(units) != line.quantity:
            raise DomainError(
                "parts_do_not_add_up", {"line_id": line.line_id, "expected": line.quantity, "units": units}
            )


def spread(*, lines: Sequence[MoneyLine], discount: int) -> list[MoneyLine]:
    """A discount of the whole order put on its lines, each its share of the goods, to the minor unit.

    Raises DomainError('discount_above_price') when it is more than they cost.
    """
    goods, before, found = sum(line.quantity * line.unit_price for line in lines), 0, []
    for line in lines:
        own = line.quantity * line.unit_price
        # Rounding the running total: the shares add up, and none is above its line.
        part = _due(discount, before, own, goods) if goods else discount
        found.append(replace(line, discount=line.discount + part))
        before += own
    return found


def due(*, lines: Sequence[MoneyLine], units: Mapping[str, int], shipping: int = 0) -> int:
    """Money of these units when they are the first part: shipping is on it. Nothing for no units.

    Raises DomainError('parts_do_not_add_up') when a line has not so many.
    """
    if not any(units.values()):
        return 0
    rest = {line.line_id: line.quantity - units.get(line.line_id, 0) for line in lines}
    return split_money(lines=lines, parts=[units, rest], shipping=shipping)[0].total


def refund(
    *,
    lines: Sequence[MoneyLine],
    cancelled: Mapping[str, int],
    captured: int,
    shipping: int = 0,
    paid_for: Mapping[str, int] | None = None,
) -> Refund:
    """What goes back when units are cancelled, given what was captured; shipping goes back with the whole order only.

    `paid_for` = the units of the parcels by which it was captured: of those that are kept it stays, and units that wait
    are paid when they leave. None = it pays for whatever is kept.
    Raises DomainError('parts_do_not_add_up') when more units are cancelled than a line has.
    """
    kept = {line.line_id: line.quantity - cancelled.get(line.line_id, 0) for line in lines}
    whole = not any(kept.values())
    parts = [cancelled] if whole else [kept, cancelled]
    money = split_money(lines=lines, parts=parts, shipping=shipping)
    gone = money[-1].total
    owed = 0 if whole else money[0].total
    if paid_for is not None:
        stays = {line: min(units, paid_for.get(line, 0)) for line, units in kept.items()}
        owed = min(owed, due(lines=lines, units=stays, shipping=shipping))
    back = min(gone, max(0, captured - owed))
    return Refund(back, gone - back)
