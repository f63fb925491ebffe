"""The first look at a case, in the transaction that opened it: it has an owner and a day (spec 6.3, I5), and what needs
a person is put before one (spec 1.4, 6.1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from makegood.db import sql, tasks
from makegood.db.models import Backorder, OrderLine, Task
from makegood.db.rows import by_id
from makegood.domain.decision.case import LineCase
from makegood.domain.review import Review, ReviewRule, WaitingLine
from makegood.domain.terms.policy.review import Action
from makegood.queries.order_cases import order_cases
from makegood.services._case import Case
from makegood.services._tasks import oversold, task
from makegood.services._work import Work


def look(work: Work, cases: Sequence[Case]) -> None:
    """Give every open case its owner, its bucket and its next review day, and ask people where people are needed. The
    cases are new, so nothing was asked for before."""
    rule = rule_of(work)
    for case in cases:
        row = case.backorder
        if row is None:
            continue
        line = _waiting(case.as_fact(work), row.acted_on or case.line.notified_on)
        found = rule.review(line)
        work.set(row, owner=found.owner, bucket=found.bucket, next_review_on=found.next_review_on)
        for each in _asked(work, case, row, found, rule.play_of(line)):
            work.add(each)


def own(work: Work) -> None:
    """Say at once who looks after the cases that were opened again and still wait; their look is due today."""
    rows = sql.read(Backorder, "state = 'open' AND id IN_LIST(%s)", sql.ids(work.unowned))
    if not rows:
        return
    lines = by_id(sql.read(OrderLine, "id IN_LIST(%s)", sql.ids(row.line_id for row in rows)))
    cases = order_cases(work.shop, (row.order_id for row in rows), today=work.today).cases
    facts = {(pk, each.line.line_id): each for pk, case in cases.items() for each in case.lines}
    rule = rule_of(work)
    for row in rows:
        line = lines[row.line_id]
        found = rule.review(_waiting(facts[row.order_id, line.line_id], row.acted_on or line.notified_on))
        work.set(row, owner=found.owner, bucket=found.bucket)


def _waiting(fact: LineCase, acted_on: date | None) -> WaitingLine:
    return WaitingLine(
        baseline=fact.baseline,
        expected_delay=fact.expected_delay,
        oversell=fact.oversell,
        eligible=fact.eligibility.allowed,
        next_update_on=fact.line.next_update_on,
        acted_on=acted_on,
    )


def rule_of(work: Work) -> ReviewRule:
    """The ageing queue of the shop's day."""
    shop = work.shop
    return ReviewRule(policy=shop.policy.review, calendar=shop.calendars["default"], today=work.today)


def ageing_key(family: int, bucket: str) -> str:
    """What the task of a bucket is known by: once for a case, however often it divides."""
    return f"{tasks.AGEING}:{family}:{bucket}"


def _asked(work: Work, case: Case, row: Backorder, found: Review, bucket: str) -> Iterator[Task]:
    about: dict[str, Any] = {"order_id": row.order_id, "line_id": row.line_id, "line": case.line.line_id}
    if case.line.oversell:
        yield oversold(work, of=row.pk, reasons=case.oversell_reasons, **about)
    if found.action is not Action.MONITOR:
        yield task(
            work,
            key=ageing_key(row.pk, bucket),
            kind=tasks.AGEING,
            role=found.owner,
            bucket=bucket,
            action=found.action.value,
            **about,
        )
