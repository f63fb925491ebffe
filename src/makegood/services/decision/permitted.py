"""Whether a choice may be made: no way that is forbidden, none without the word it needs (spec 4.1, 4.4)."""

from __future__ import annotations

from collections.abc import Mapping

from makegood.domain.closure.ending import Approval
from makegood.domain.decision.outcome import Choice, Option, Why
from makegood.domain.terms.errors import DomainError
from makegood.queries.decisions import Open
from makegood.services.decision.commands import DecidedBy, OrderChoice


def check_permitted(each: OrderChoice, option: Option, found: Open) -> None:
    """Raises DomainError('choice_forbidden') with why and what is allowed, 'substitute_gone', 'approval_required'."""
    unasked = each.choice is Choice.CANCEL and each.approval in (Approval.LAW, Approval.MANAGER)
    # No rule of the shop forbids what the law gives to a customer who asks for it.
    theirs = option.by_right and each.approval is Approval.CUSTOMER
    if not option.allowed and not unasked and not theirs:
        data = {
            "order": found.number,
            "choice": each.choice.value,
            "why": list(option.why),
            "allowed": [one.choice.value for one in found.recommendation.options if one.offered],
        }
        # What was offered and is there no more is told apart from what never was.
        if option.why[:1] == (Why.SUBSTITUTE_SHORT,):
            raise DomainError("substitute_gone", data)
        raise DomainError("choice_forbidden", data)
    needed = _NEEDS.get(each.choice)
    if needed and each.approval not in needed:
        # What the policy does in silence has nobody's word but the law's.
        accepted = (
            sorted(needed & {Approval.LAW} or needed) if each.by is DecidedBy.POLICY else sorted(needed)
        )
        raise DomainError("approval_required", {"end": each.choice.value, "accepted": accepted})


_NEEDS: Mapping[Choice, frozenset[Approval]] = {
    Choice.CANCEL: frozenset(Approval),
    Choice.SUBSTITUTE: frozenset({Approval.CUSTOMER}),
}
"""Silence neither cancels, unless the law says so, nor ever substitutes."""
