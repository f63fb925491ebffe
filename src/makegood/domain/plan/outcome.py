"""The plan: what should be so for every line, order, SKU and lot, and why. Names are those of the plan's files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from makegood.domain.allocation.outcome import Why
from makegood.domain.closure.cause import Suggestion
from makegood.domain.decision.outcome import Choice, Recommendation
from makegood.domain.eligibility.outcome import Eligibility, Evidence
from makegood.domain.notice.outcome import Answer, Kind, Notice, NotOwed
from makegood.domain.promise.outcome import Promise
from makegood.domain.promise.sell import ChannelSale
from makegood.domain.receipt.chase import Chase
from makegood.domain.review import Review
from makegood.domain.terms.demand import OrderLine
from makegood.domain.terms.reason import Reason
from makegood.domain.terms.state import Label, SellState


class LinePlan(NamedTuple):
    """One accepted order line.

    ordered = shipped + reserved + backordered + cancelled; `rank` None once nothing is open. `cause` and `review`
    are those of a short line: why it is short, and who must look when.
    """

    line: OrderLine
    cancelled_qty: int
    reserved_qty: int
    backordered_qty: int
    sell_state: SellState
    eligibility: Eligibility
    oversell: bool
    promise: Promise | None
    label: Label | None
    rank: int | None
    tier: int
    baseline: date
    days_delayed: int
    expected_delay: int | None
    cause: Suggestion | None
    review: Review | None

    @property
    def reason(self) -> Reason | None:
        """The suggested reason of a short line."""
        return self.cause.reason if self.cause else None

    @property
    def bucket(self) -> str | None:
        """The ageing bucket of a short line."""
        return self.review.bucket if self.review else None

    @property
    def next_review_on(self) -> date | None:
        """The day somebody must look at a short line."""
        return self.review.next_review_on if self.review else None


@dataclass(frozen=True, slots=True)
class OrderPlan:
    """One order with a short line: what may be done, what is recommended, what silence means and why, and which
    notice is owed or why none is."""

    order_id: str
    recommendation: Recommendation
    answer: Answer
    occasion: Kind | NotOwed

    @property
    def silent_default(self) -> Choice | None:
        """What no answer means; None = nobody is asked."""
        return self.answer.silent_default

    @property
    def answer_by(self) -> date | None:
        """Until when an answer counts; where nobody may be asked, when our own decision is due."""
        return self.answer.answer_by


class ItemPlan(NamedTuple):
    """One SKU.

    available = on hand - reserved - safety stock (may be negative); `cap` None = uncapped; next_* = ship
    window of the next unit.
    """

    sku: str
    on_hand: int
    reserved: int
    safety_stock: int
    available: int
    incoming: int
    backordered: int
    cap: int | None
    cap_left: int | None
    next_from: date | None
    next_to: date | None
    sell_state: SellState
    listable_qty: int
    channels: tuple[ChannelSale, ...]
    eligibility: Eligibility
    evidence: tuple[Evidence, ...]


class AllocationPlan(NamedTuple):
    """Stock on hand tied to a line, and why it got it."""

    sku: str
    location: str
    order_id: str
    line_id: str
    qty: int
    rank: int
    tier: int
    why: Why


@dataclass(frozen=True, slots=True)
class Summary:
    """The plan in figures. Money in minor units by currency; `by_bucket` and `by_label` count lines with a shortage."""

    open_lines: int
    short_lines: int
    short_units: int
    orders_touched: int
    value_waiting: Mapping[str, int]
    without_date: int
    by_bucket: Mapping[str, int]
    by_label: Mapping[str, int]
    oversells: int
    notices_owed: int


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole plan of one day, every list in a fixed order; some are made when they are first read."""

    today: date
    policy_version: str
    summary: Summary
    lines: Sequence[LinePlan]
    orders: Sequence[OrderPlan]
    items: Sequence[ItemPlan]
    allocations: Sequence[AllocationPlan]
    notices: Sequence[Notice]
    purchasing: Sequence[Chase]

    def make_all(self) -> None:
        """Make every list now, and let go of what they are made from."""
        for rows in (self.items, self.allocations, self.purchasing):
            len(rows)
