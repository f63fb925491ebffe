"""Policy area of the four handoffs (spec 9.2): who reacts, who stands in, and how soon."""

from __future__ import annotations

from dataclasses import dataclass

from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.policy.decision import Role
from makegood.domain.terms.policy.setting import setting


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffRule:
    """What each crossing of a handoff asks for. Raises DomainError('handoff_invalid') when owner and backup are one."""

    owner: Role = setting("operations_lead", "Role that must react to a crossing.")
    backup: Role = setting("manager", "Role that reacts when the owner does not.")
    react_days: int = setting(1, "Time to react, working days after the crossing; 0 = the same day.")

    def __post_init__(self) -> None:
        if self.owner == self.backup:
            raise DomainError("handoff_invalid", {"expected": "a backup that is not the owner"})


def _purchasing_to_support() -> HandoffRule:
    return HandoffRule(owner="support", backup="operations_lead")


def _support_to_warehouse() -> HandoffRule:
    return HandoffRule(owner="warehouse", backup="operations_lead")


def _warehouse_to_finance() -> HandoffRule:
    return HandoffRule(owner="finance", react_days=2)


def _inventory_to_storefront() -> HandoffRule:
    return HandoffRule(react_days=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffPolicy:
    """The four places where work goes from one role to another; each crossing is a task with a day."""

    inventory_to_storefront: HandoffRule = setting(
        doc="Availability and windows reach the storefront.", factory=_inventory_to_storefront
    )
    purchasing_to_support: HandoffRule = setting(
        doc="A supplier's delay reaches those who talk to customers.", factory=_purchasing_to_support
    )
    support_to_warehouse: HandoffRule = setting(
        doc="A split, a substitute or the end of a hold reaches the warehouse.", factory=_support_to_warehouse
    )
    warehouse_to_finance: HandoffRule = setting(
        doc="A refund, a capture or another shipping cost reaches finance.",
        factory=_warehouse_to_finance,
    )
    wish_days: int = setting(
        1, "Time to answer who asks for what is not theirs to do, working days; 0 = the same day."
    )
