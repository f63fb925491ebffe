"""The states things can be in, as data: sell states, labels, the life of a backorder."""

from __future__ import annotations

from enum import StrEnum

from makegood.domain.terms.errors import DomainError


class SellState(StrEnum):
    """How a SKU is sold on a channel now (spec 0). None is ever shown as another."""

    IN_STOCK = "in_stock"
    BACKORDER = "backorder"
    PREORDER = "preorder"
    OUT_OF_STOCK = "out_of_stock"


class Label(StrEnum):
    """What a person sees on a line, exactly one at a time, always derived (spec 9.3)."""

    ESCALATION_REQUIRED = "escalation_required"
    AWAITING_INBOUND_CONFIRMATION = "awaiting_inbound_confirmation"
    SUBSTITUTION_OFFERED = "substitution_offered"
    SPLIT_APPROVED = "split_approved"
    CUSTOMER_NOTIFIED = "customer_notified"
    ESTIMATED_SHIP_DATE = "estimated_ship_date"
    ALLOCATED = "allocated"
    SHIPPED = "shipped"
    CANCELLED = "cancelled"
    SUBSTITUTED = "substituted"


class BackorderState(StrEnum):
    """The life of a backorder, from detection to its end."""

    OPEN = "open"
    ALLOCATED = "allocated"
    RELEASED = "released"
    SHIPPED = "shipped"
    CANCELLED = "cancelled"
    SUBSTITUTED = "substituted"


# Withdraw is allocated -> open, recall is released -> allocated. An end has no way out: reopening makes a
# new backorder.
TRANSITIONS: dict[BackorderState, frozenset[BackorderState]] = {
    BackorderState.OPEN: frozenset(
        {BackorderState.ALLOCATED, BackorderState.CANCELLED, BackorderState.SUBSTITUTED}
    ),
    BackorderState.ALLOCATED: frozenset(
        {
            BackorderState.OPEN,
            BackorderState.RELEASED,
            BackorderState.CANCELLED,
            BackorderState.SUBSTITUTED,
        }
    ),
    BackorderState.RELEASED: frozenset({BackorderState.ALLOCATED, BackorderState.SHIPPED}),
    BackorderState.SHIPPED: frozenset(),
    BackorderState.CANCELLED: frozenset(),
    BackorderState.SUBSTITUTED: frozenset(),
}

ENDED = frozenset(state for state, onward in TRANSITIONS.items() if not onward)
"""States that nothing follows."""


def check_transition(*, before: BackorderState, after: BackorderState) -> None:
    """Raise DomainError('transition_illegal') with from, to and what would be legal, unless the move is legal."""
    legal = TRANSITIONS[before]
    if after not in legal:
        raise DomainError(
            "transition_illegal",
            {"from": before.value, "to": after.value, "legal": sorted(state.value for state in legal)},
        )
