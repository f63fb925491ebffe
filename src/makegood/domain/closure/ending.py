"""Legal ends of a backorder, and what they need (spec 4.1, 8.1, 8.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.reason import Reason
from makegood.domain.terms.state import BackorderState, check_transition


class Approval(StrEnum):
    """Who agreed to an end that is not a shipment."""

    CUSTOMER = "customer"
    LAW = "law"
    MANAGER = "manager"


ACCEPTED: dict[BackorderState, frozenset[Approval]] = {
    BackorderState.SHIPPED: frozenset(),
    BackorderState.CANCELLED: frozenset(Approval),
    BackorderState.SUBSTITUTED: frozenset({Approval.CUSTOMER}),
}
"""Whose word each end needs; silence never substitutes, and a shipment needs none."""


@dataclass(frozen=True, slots=True)
class Closure:
    """How a backorder ended. `withdraw_qty` = units to give back, so that the end leaves no reservation."""

    end: BackorderState
    reason: Reason
    text: str | None
    approved_by: Approval | None
    withdraw_qty: int


def close(
    *,
    state: BackorderState,
    end: BackorderState,
    reason: Reason,
    reserved_qty: int,
    text: str | None = None,
    approved_by: Approval | None = None,
) -> Closure:
    """Close a case with a reason that a person confirmed. Raises DomainError:

    'end_invalid' when `end` is no end, 'transition_illegal' when it cannot follow `state`, 'reason_required' while the
    reason is unknown, 'text_required' for reason `other` and for a manager's word, 'approval_required'.
    """
    if end not in ACCEPTED:
        raise DomainError("end_invalid", {"end": end.value, "ends": sorted(ACCEPTED)})
    check_transition(before=state, after=end)
    if reason is Reason.UNKNOWN:
        raise DomainError("reason_required", {"reason": reason.value})
    accepted = ACCEPTED[end]
    if accepted and approved_by not in accepted:
        raise DomainError("approval_required", {"end": end.value, "accepted": sorted(accepted)})
    if (reason is Reason.OTHER or approved_by is Approval.MANAGER) and not (text and text.strip()):
        raise DomainError("text_required", {"reason": reason.value, "approved_by": approved_by})
    withdraw_qty = 0 if end is BackorderState.SHIPPED else reserved_qty
    return Closure(end, reason, text, approved_by, withdraw_qty)


def baseline_after_reopening(*, baseline: date, today: date, error_is_ours: bool) -> date:
    """The baseline a reopened order ranks by: its own when the error was ours, else that of an order of today."""
    return baseline if error_is_ours else max(baseline, today)
