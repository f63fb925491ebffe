"""One order as it stands when a decision is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import NamedTuple

from makegood.domain.eligibility.outcome import Eligibility
from makegood.domain.promise.outcome import Promise
from makegood.domain.terms.demand import OrderLine

_line_id = attrgetter("line_id")


class LineCase(NamedTuple):
    """An open line after stock was shared out.

    `told_to` = the last day of the window that its customer may be told, None = no date. `expected_delay` = calendar
    days from baseline to the end of the window we expect, None without a date. `oversell` = it arrived
    although its SKU was not eligible or the cap was full.
    """

    line: OrderLine
    reserved_qty: int
    backordered_qty: int
    eligibility: Eligibility
    oversell: bool
    preorder: bool
    promise: Promise | None
    told_to: date | None
    tier: int
    baseline: date
    days_delayed: int
    expected_delay: int | None


@dataclass(frozen=True, slots=True)
class OrderCase:
    """All open lines of one order, by line id. `earlier_orders` = the customer's other orders, None = not known."""

    order_id: str
    lines: tuple[LineCase, ...]
    earlier_orders: int | None = None

    @property
    def head(self) -> OrderLine:
        """The line that speaks for the order (customer, channel, country): the one with the smallest line id."""
        if len(self.lines) == 1:
            return self.lines[0].line
        return min([case.line for case in self.lines], key=_line_id)

    @property
    def short(self) -> tuple[LineCase, ...]:
        """The lines with units missing."""
        return tuple([case for case in self.lines if case.backordered_qty])
