"""Review: how old, how late, who must look next? Every open case has an owner and a day (spec 6.3, I5)."""

from __future__ import annotations

from collections.abc import Sequence

from makegood.domain.review import ReviewRule, WaitingLine
from makegood.services._case import Case
from makegood.services._work import Work


def look(work: Work, cases: Sequence[Case]) -> None:
    """Give every open case its owner, its bucket and its next review day."""
    rule = ReviewRule(
        policy=work.shop.policy.review, calendar=work.shop.calendars["default"], today=work.today
    )
    for case in cases:
        row = case.backorder
        if row is None:
            continue
        fact = case.as_fact(work)
        found = rule.review(
            WaitingLine(
                baseline=fact.baseline,
                expected_delay=fact.expected_delay,
                oversell=fact.oversell,
                eligible=fact.eligibility.allowed,
                next_update_on=case.line.next_update_on,
                acted_on=row.acted_on or case.line.notified_on,
            )
        )
        work.set(row, owner=found.owner, bucket=found.bucket, next_review_on=found.next_review_on)
