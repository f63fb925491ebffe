"""May it ship, whole or in part? (spec 7.2, 7.6)"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from makegood.domain.decision.outcome import Choice
from makegood.domain.terms.calendar import WorkCalendar
from makegood.domain.terms.demand import OrderLine
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.policy.supply import AllocationPolicy

ANSWER_WAIT_DAYS = 1
"""While the customer has not answered, the in-stock part waits at most 24 hours (spec 7.2)."""


class Hold(StrEnum):
    """Why an allocated line stays in the house today."""

    NOTHING_ALLOCATED = "nothing_allocated"
    ON_HOLD = "on_hold"
    PAST_CANCEL_AFTER = "past_cancel_after"
    NOT_AVAILABLE_YET = "not_available_yet"
    SHIP_AFTER = "ship_after"
    SHIP_COMPLETE = "ship_complete"
    HOLD_DECIDED = "hold_decided"
    ANSWER_PENDING = "answer_pending"
    REST_ELSEWHERE = "rest_elsewhere"
    BELOW_MINIMUM = "below_minimum"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseCase:
    """An allocated line on the day it might go. `order_complete` = every open line of the order is fully allocated.

    `choice` None = undecided; then `asked_on` is the day the customer was asked, None = not yet. `rest_elsewhere` = one
    place alone was asked, and units of the order lie at another.
    """

    line: OrderLine
    allocated_qty: int
    order_complete: bool
    available_on: date | None = None
    choice: Choice | None = None
    asked_on: date | None = None
    rest_elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Release:
    """Units that may go now, and all reasons why the line does not go (empty when it does)."""

    qty: int
    holds: tuple[Hold, ...]


def release(*, case: ReleaseCase, policy: AllocationPolicy, today: date) -> Release:
    """Whether an allocated line may be released to the warehouse today, whole or in part.

    Raises DomainError('allocated_exceeds_open') when more is allocated than is open.
    """
    line, open_qty = case.line, case.line.open_qty
    if not 0 <= case.allocated_qty <= open_qty:
        raise DomainError(
            "allocated_exceeds_open", {"allocated_qty": case.allocated_qty, "open_qty": open_qty}
        )
    answer_wait = not (case.order_complete or case.choice or _waited_enough(case, today))
    together = line.ship_complete or case.choice is Choice.HOLD
    facts = (
        (case.allocated_qty == 0, Hold.NOTHING_ALLOCATED),
        (line.on_hold, Hold.ON_HOLD),
        (not line.wanted_on(today), Hold.PAST_CANCEL_AFTER),
        (case.available_on is not None and today < case.available_on, Hold.NOT_AVAILABLE_YET),
        (line.ship_after is not None and today < line.ship_after, Hold.SHIP_AFTER),
        (line.ship_complete and not case.order_complete, Hold.SHIP_COMPLETE),
        (case.choice is Choice.HOLD and not case.order_complete, Hold.HOLD_DECIDED),
        (answer_wait and not line.ship_complete, Hold.ANSWER_PENDING),
        (together and case.rest_elsewhere, Hold.REST_ELSEWHERE),
        (0 < case.allocated_qty < min(policy.minimum_fill, open_qty), Hold.BELOW_MINIMUM),
    )
    holds = tuple(hold for true, hold in facts if true)
    return Release(0 if holds else case.allocated_qty, holds)


def is_stuck(*, released_on: date, policy: AllocationPolicy, calendar: WorkCalendar, today: date) -> bool:
    """True when a release that has not shipped is older than the policy's working days (spec 7.6)."""
    return today > calendar.add(released_on, policy.firm_release_days)


def _waited_enough(case: ReleaseCase, today: date) -> bool:
    """An unanswered question holds stock for a day, and never past the marketplace's ship-by."""
    if case.line.ship_by is not None and case.line.ship_by <= today:
        return True
    return case.asked_on is not None and today >= case.asked_on + timedelta(days=ANSWER_WAIT_DAYS)
