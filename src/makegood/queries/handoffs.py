"""The four handoffs as they are written down: who crosses each with what, who reacts, and how soon (spec 9.2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from makegood.domain.terms.handoff import Handoff
from makegood.domain.terms.policy import Policy
from makegood.domain.terms.policy.handoff import HandoffRule
from makegood.queries import access

_CROSSED_WITH: Mapping[Handoff, tuple[str, ...]] = {
    "inventory_to_storefront": ("SetSafetyStock", "Publish", "Reject"),
    "purchasing_to_support": ("Expect", "ChangeEta"),
    "support_to_warehouse": ("Decide", "Cancel", "CancelByManager"),
    "warehouse_to_finance": ("Ship", "CancelShipments", "Return"),
}
"""What each is crossed with; who may do that stands in the one table of roles, and nobody else crosses."""


@dataclass(frozen=True, slots=True)
class WrittenHandoff:
    """One handoff. `owner` reacts within `react_days` working days, else `backup`; `roles` may cross, with `verbs`."""

    handoff: Handoff
    owner: str
    backup: str
    react_days: int
    verbs: tuple[str, ...]
    roles: tuple[str, ...]


def handoffs(policy: Policy) -> list[WrittenHandoff]:
    """All four, in the order of the spine."""
    return [_written(handoff, verbs, policy) for handoff, verbs in _CROSSED_WITH.items()]


def _written(handoff: Handoff, verbs: tuple[str, ...], policy: Policy) -> WrittenHandoff:
    rule: HandoffRule = getattr(policy.handoffs, handoff)
    roles = {role for verb in verbs for role in _may(verb, policy)}
    return WrittenHandoff(handoff, rule.owner, rule.backup, rule.react_days, verbs, tuple(sorted(roles)))


def _may(verb: str, policy: Policy) -> Iterable[str]:
    """The roles of the table; who decides is one that the policy names for each choice, or a manager."""
    if verb != "Decide":
        return access.may(verb)
    authority = policy.decision.authority
    return ("manager", *(getattr(authority, each.name) for each in fields(authority)))
