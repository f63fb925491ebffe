"""The one label of a case (spec 9.3): derived from facts whenever it is asked for, never written."""

from __future__ import annotations

from makegood.db.models import Backorder, OrderLine
from makegood.domain.review import Buckets, label
from makegood.domain.terms.policy import Policy
from makegood.domain.terms.state import BackorderState, Label


def label_of(case: Backorder, *, line: OrderLine, policy: Policy) -> Label:
    """The label of a case as its rows stand: escalated when its review was, when it was oversold, or when its ageing
    bucket says so."""
    return label(
        state=BackorderState(case.state),
        escalated=case.escalated_on is not None or line.oversell or case.bucket in _escalating(policy),
        promised=line.published_to is not None,
        substitution_offered=case.substitution_offered,
        split_approved=case.split_approved,
        notified=line.notified_on is not None,
    )


def _escalating(policy: Policy) -> set[str]:
    names = Buckets(policy.review).names
    return {name for name, bucket in zip(names, policy.review.buckets, strict=True) if bucket.escalates}
