"""What is at stake in a short order: the money of its open and short units, and how long it still has to wait."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from makegood.domain.decision.case import LineCase, OrderCase
from makegood.domain.decision.outcome import Why
from makegood.domain.terms.demand import Item, OrderLine

MILLION = 1_000_000


def share(amount: int, per_million: int) -> int:
    """That share of an amount in whole minor units, halves upward."""
    return (amount * per_million + MILLION // 2) // MILLION


class Amounts(NamedTuple):
    """Minor units of the order's currency; nothing but zeros when `unknown` names a missing input.

    `short_gross` = price less cost, signed. `_margin` is after payment fees and never below 0 per line; `_fee` is
    what is not returned when those units are cancelled.
    """

    unknown: tuple[str, ...]
    open_value: int = 0
    open_margin: int = 0
    open_fee: int = 0
    short_value: int = 0
    short_gross: int = 0
    short_margin: int = 0
    short_fee: int = 0
    at_loss: bool = False


class Wait(NamedTuple):
    """How late the last short unit will be: `days` = late days still ahead, `delay` = from baseline to the end.

    Without a date both rest on the policy's assumption and `undated` is True. `hopeless` = a short item is discontinued
    and has no date: nothing will come.
    """

    days: int
    delay: int
    undated: bool
    hopeless: bool = False


def price_of(line: OrderLine, item: Item | None, shop_currency: str) -> int | None:
    """Unit price in the line's currency: the line's own, else the item's when the shop's currency is the line's."""
    if line.unit_price is not None or item is None or line.currency != shop_currency:
        return line.unit_price
    return item.unit_price


def price_instead(
    *, line: OrderLine, item: Item | None, other: Item | None, shop_currency: str, at_lower_price: bool
) -> int | None:
    """What the customer pays for one unit of `other` in place of the line's: the lower price, unless the policy says
    that of the substitute; None = a price is unknown, or in other money (spec 4.3)."""
    price = other.unit_price if other is not None and line.currency == shop_currency else None
    if price is None or not at_lower_price:
        return price
    paid = price_of(line, item, shop_currency)
    return None if paid is None else min(price, paid)


class Stakes:
    """Adds up money and waiting time of orders under one policy. Built once, asked per order."""

    def __init__(self, *, items: Mapping[str, Item], currency: str, fee: float, undated_days: int) -> None:
        self._items = items
        self._currency = currency
        self._fee_ppm = round(fee * MILLION)
        self._undated_days = undated_days
        self._unit_costs: dict[str, int | None] = {}

    def unit_cost(self, sku: str) -> int | None:
        """Cost of one unit in the shop's currency; None = unknown. A bundle without its own has its components'."""
        try:
            return self._unit_costs[sku]
        except KeyError:
            cost = self._unit_costs[sku] = self._find_cost(self._items.get(sku))
            return cost

    def _find_cost(self, item: Item | None) -> int | None:
        if item is None or item.unit_cost is not None or not item.bundle_of:
            return item.unit_cost if item is not None else None
        total = 0
        for sku, units in item.bundle_of:
            component = self._items.get(sku)
            if component is None or component.unit_cost is None:
                return None
            total += component.unit_cost * units
        return total

    def value(self, case: OrderCase) -> int | None:
        """Price of all open units, known even where costs are not; None when a price is missing or in other money."""
        total = 0
        for part in case.lines:
            price = price_of(part.line, self._items.get(part.line.sku), self._currency)
            if price is None or part.line.currency != self._currency:
                return None
            total += price * (part.reserved_qty + part.backordered_qty)
        return total

    def amounts(self, case: OrderCase, head: OrderLine) -> Amounts:
        """Value, margin and fees of the open and the short units; all or nothing, so that options stay comparable."""
        fee_ppm = self._fee_ppm
        missing: set[str] = set()
        open_value = open_margin = short_value = short_gross = short_margin = 0
        at_loss = False
        for part in case.lines:
            line, short = part.line, part.backordered_qty
            if not short + part.reserved_qty:
                continue
            price, cost = self._unit_money(line, head.currency, missing)
            value, gross = price * short, (price - cost) * short
            short_value += value
            short_gross += gross
            # A sale at a loss is a promise too: breaking it never counts as a gain.
            short_margin += max(0, gross - share(value, fee_ppm))
            at_loss = at_loss or gross < 0
            if part.reserved_qty:
                units = short + part.reserved_qty
                value, gross = price * units, (price - cost) * units
            open_value += value
            open_margin += max(0, gross - share(value, fee_ppm))
        if missing:
            return Amounts(tuple(sorted(missing)))
        captured = head.captured_amount
        open_paid, short_paid = open_value, short_value
        if captured is not None:
            open_paid, short_paid = min(open_value, captured), min(short_value, captured)
        open_fee, short_fee = share(open_paid, fee_ppm), share(short_paid, fee_ppm)
        return Amounts(
            (), open_value, open_margin, open_fee, short_value, short_gross, short_margin, short_fee, at_loss
        )

    def _unit_money(self, line: OrderLine, currency: str, missing: set[str]) -> tuple[int, int]:
        """Price and cost of a unit; what is not known counts 0 and is added to `missing`."""
        price, cost = line.unit_price, self.unit_cost(line.sku)
        if price is None:
            price = price_of(line, self._items.get(line.sku), self._currency)
            if price is None:
                missing.add(Why.PRICE_UNKNOWN)
        if cost is None:
            missing.add(Why.UNIT_COST_UNKNOWN)
        if line.currency != currency:
            missing.add(Why.MIXED_CURRENCIES)
        elif currency != self._currency:
            missing.add(Why.OTHER_CURRENCY)
        return price or 0, cost or 0

    def wait(self, short: Sequence[LineCase]) -> Wait:
        """How late the order's last short unit will be, calendar days; never below 0."""
        days = delay = 0
        undated = hopeless = False
        for part in short:
            if part.expected_delay is None:
                undated = True
                item = self._items.get(part.line.sku)
                hopeless = hopeless or (item is not None and item.discontinued)
                ahead, total = self._undated_days, part.days_delayed + self._undated_days
            else:
                ahead, total = part.expected_delay - part.days_delayed, part.expected_delay
            if ahead > days:
                days = ahead
            if total > delay:
                delay = total
        return Wait(days, delay, undated, hopeless)
