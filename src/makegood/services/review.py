"""Review: how old, how late, who must look next? Every open case has an owner and a day (spec 6.3, I5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from makegood.db import sql
from makegood.db.models import Backorder, OrderLine
from makegood.db.rows import by_id
from makegood.domain.decision.case import LineCase
from makegood.domain.review import Review, ReviewRule, WaitingLine
from makegood.queries.order_cases import order_cases
from makegood.services._case import Case
from makegood.services._work import Work


def look(work: Work, cases: Sequence[Case]) -> None:
    """Give every open case its owner, its bucket and its next review day."""
    rule = _rule(work)
    for case in cases:
        row = case.backorder
        if row is None:
            continue
        found = _review(rule, case.as_fact(work), row.acted_on or case.line.notified_on)
        work.set(row, owner=found.owner, bucket=found.bucket, next_review_on=found.next_review_on)


def own(work: Work) -> None:
    """Say at once who looks after the cases that were opened again and still wait; their look is due today."""
    rows = sql.read(Backorder, "state = 'open' AND id IN_LIST(%s)", sql.ids(work.unowned))
    if not rows:
        return
    lines = by_id(sql.read(OrderLine, "id IN_LIST(%s)", sql.ids(row.line_id for row in rows)))
    cases = order_cases(work.shop, (row.order_id for row in rows), today=work.today).cases
    facts = {(pk, each.line.line_id): each for pk, case in cases.items() for each in case.lines}
    rule = _rule(work)
    for row in rows:
        line = lines[row.line_id]
        found = _review(rule, facts[row.order_id, line.line_id], row.acted_on or line.notified_on)
        work.set(row, owner=found.owner, bucket=found.bucket)


def _rule(work: Work) -> ReviewRule:
    return ReviewRule(
        policy=work.shop.policy.review, calendar=work.shop.calendars["default"], today=work.today
    )


def _review(rule: ReviewRule, fact: LineCase, acted_on: date | None) -> Review:
    return rule.review(
        WaitingLine(
            baseline=fact.baseline,
            expected_delay=fact.expected_delay,
            oversell=fact.oversell,
            eligible=fact.eligibility.allowed,
            next_update_on=fact.line.next_update_on,
            acted_on=acted_on,
        )
    )
