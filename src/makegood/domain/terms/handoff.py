"""The four handoffs: where work goes from one role to another, each crossing a task with a day (spec 9.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from makegood.domain.terms.calendar import WorkCalendar
from makegood.domain.terms.policy import Policy
from makegood.domain.terms.policy.handoff import HandoffRule

Handoff = Literal[
    "inventory_to_storefront", "purchasing_to_support", "support_to_warehouse", "warehouse_to_finance"
]


@dataclass(frozen=True, slots=True)
class Crossing:
    """One crossing of a handoff: `role` must react by `due_on`; when it does not, `backup` is asked."""

    handoff: Handoff
    role: str
    backup: str
    due_on: date


def crossing(handoff: Handoff, *, policy: Policy, calendar: WorkCalendar, today: date) -> Crossing:
    """Who must react by when to what crosses the handoff today: a task's role and day."""
    rule: HandoffRule = getattr(policy.handoffs, handoff)
    return Crossing(handoff, rule.owner, rule.backup, calendar.add(today, rule.react_days))
