"""A short line and everything the later words of the spine need to know of it."""

from __future__ import annotations

from dataclasses import dataclass

from makegood.db.models import Backorder, Customer, Order, OrderLine
from makegood.domain.decision.case import LineCase
from makegood.domain.eligibility.outcome import Eligibility
from makegood.domain.promise.outcome import Promise
from makegood.domain.review import days_delayed, expected_delay
from makegood.domain.terms import demand
from makegood.services._work import Work


@dataclass(slots=True)
class Case:
    """One open line of an order: its rows (the order's locked), its facts, and the window it has or may get.

    `backorder` = its open case, None when nothing is missing; `ahead_qty` = units of its SKU that wait before it;
    `oversell_reasons` = why it was accepted although it may not wait.
    """

    order: Order
    line: OrderLine
    fact: demand.OrderLine
    backorder: Backorder | None
    promise: Promise | None
    eligibility: Eligibility
    preorder: bool
    customer: Customer | None = None
    ahead_qty: int = 0
    oversell_reasons: tuple[str, ...] = ()

    def as_fact(self, work: Work) -> LineCase:
        """The line as decisions, notices and reviews judge it."""
        return LineCase(
            line=self.fact,
            reserved_qty=self.line.reserved_qty,
            backordered_qty=self.line.backordered_qty,
            eligibility=self.eligibility,
            oversell=self.line.oversell,
            preorder=self.preorder,
            promise=self.promise,
            told_to=self.line.published_to,
            # Decisions and notices do not look at the tier.
            tier=0,
            baseline=self.line.baseline,
            days_delayed=days_delayed(baseline=self.line.baseline, today=work.today),
            expected_delay=expected_delay(
                baseline=self.line.baseline, ship_to=self.promise.ship.to_on if self.promise else None
            ),
        )
