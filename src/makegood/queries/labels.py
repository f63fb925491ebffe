"""The one label of a case (spec 9.3): derived from facts whenever it is asked for, never written."""

from __future__ import annotations

from django.db.models import Q

from makegood.db.models import Backorder, OrderLine
from makegood.domain.review import Buckets, label
from makegood.domain.terms.policy import Policy
from makegood.domain.terms.state import BackorderState, Label

LABELS = (
    Label.ESCALATION_REQUIRED, Label.AWAITING_INBOUND_CONFIRMATION, Label.SUBSTITUTION_OFFERED,
    Label.SPLIT_APPROVED, Label.CUSTOMER_NOTIFIED, Label.ESTIMATED_SHIP_DATE,
)  # fmt: skip
"""Those of a line that waits, in the order in which they are tried."""


def label_of(case: Backorder, *, line: OrderLine, policy: Policy) -> Label:
    """The label of a case as its rows stand: escalated when its review was, when it was oversold, or when its ageing
    bucket says so."""
    return label_from(
        case,
        oversell=line.oversell,
        promised=line.published_to is not None,
        notified=line.notified_on is not None,
        policy=policy,
    )


def label_from(case: Backorder, *, oversell: bool, promised: bool, notified: bool, policy: Policy) -> Label:
    """The same, where not all of its line was read."""
    return label(
        state=BackorderState(case.state),
        escalated=case.escalated_on is not None or oversell or case.bucket in _escalating(policy),
        promised=promised,
        substitution_offered=case.substitution_offered,
        split_approved=case.split_approved,
        notified=notified,
    )


def when_labelled(name: str, policy: Policy) -> Q:
    """Which open cases have this label: the first that fits, as the rule has it. None has one that is not there."""
    escalated = Q(escalated_on__isnull=False) | Q(line__oversell=True) | Q(bucket__in=_escalating(policy))
    fits = (
        (Label.ESCALATION_REQUIRED, escalated),
        (Label.AWAITING_INBOUND_CONFIRMATION, Q(line__published_to=None)),
        (Label.SUBSTITUTION_OFFERED, Q(substitution_offered=True)),
        (Label.SPLIT_APPROVED, Q(split_approved=True)),
        (Label.CUSTOMER_NOTIFIED, Q(line__notified_on__isnull=False)),
        (Label.ESTIMATED_SHIP_DATE, Q()),
    )
    earlier = Q(state="open")
    for each, test in fits:
        if each.value == name:
            return earlier & test
        earlier &= ~test
    return Q(pk=None)


def _escalating(policy: Policy) -> set[str]:
    names = Buckets(policy.review).names
    return {name for name, bucket in zip(names, policy.review.buckets, strict=True) if bucket.escalates}
