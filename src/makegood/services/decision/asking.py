"""What a decision asks of others: money of finance, a credit of its approver, a parcel of the warehouse (spec 4.1, 4.5,
9.2)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from makegood.db import sql
from makegood.db.models import Decision as DecisionRow
from makegood.db.models import Order, Task
from makegood.db.rows import load
from makegood.db.tasks import GOODWILL
from makegood.domain.decision.outcome import Choice, FinanceAction, FinanceNeed, Option
from makegood.domain.decision.payment import finance_needs
from makegood.queries.decisions import Open
from makegood.services._tasks import MOOT, crossed, finish, task
from makegood.services._work import Work

_TO_THE_WAREHOUSE = {Choice.SPLIT: "split_decided", Choice.SUBSTITUTE: "substitute_decided"}


def ask_finance(
    work: Work, order: Order, row: DecisionRow, found: Open, choice: Choice
) -> tuple[FinanceNeed, ...]:
    """Tasks of finance with exact amounts, written with the decision. What a cancellation gives back is asked when its
    units end."""
    if choice is Choice.CANCEL:
        return ()
    needs = finance_needs(
        case=found.case,
        choice=choice,
        items=found.catalogue,
        policy=work.shop.policy.decision,
        today=work.today,
    )
    role = work.shop.policy.handoffs.warehouse_to_finance.owner
    for need in needs:
        data = {"amount": need.amount, "currency": need.currency, "why": need.why}
        _ask(work, order, row, need.action.value, role, need.due_on, data)
    return needs


def ask_others(work: Work, order: Order, row: DecisionRow, option: Option, choice: Choice) -> None:
    """The credit that goes with a long wait needs its approver; a split or a substitute reaches the warehouse."""
    policy = work.shop.policy
    credit = option.figures.get(GOODWILL, 0)
    if credit:
        data = {"amount": credit, "currency": order.currency}
        _ask(work, order, row, GOODWILL, policy.decision.goodwill.approver, work.today, data)
    kind = _TO_THE_WAREHOUSE.get(choice)
    if kind is not None:
        about = {"order_id": order.pk, "decision": row.pk, "lines": row.lines}
        work.add(crossed(work, kind, key=_which(row), **about))


def drop(work: Work, formers: Iterable[DecisionRow]) -> None:
    """What replaced decisions asked for is not wanted any more."""
    finish(work, load(Task.objects.filter(key__in=sql.among(_keys(formers)), done_at__isnull=True)), by=MOOT)


def done(rows: Iterable[DecisionRow]) -> set[int]:
    """Those of which somebody did what they asked for."""
    found = Task.objects.filter(key__in=sql.among(_keys(rows)), done_at__isnull=False).exclude(done_by=MOOT)
    # What was refused was not done.
    return {
        int(key.rpartition(" ")[2])
        for key, data in found.values_list("key", "data")
        if data.get("answer") != "no"
    }


def _keys(rows: Iterable[DecisionRow]) -> list[str]:
    kinds = (*FinanceAction, GOODWILL, *_TO_THE_WAREHOUSE.values())
    return [f"{kind}:{_which(row)}" for row in rows for kind in kinds]


def _ask(
    work: Work,
    order: Order,
    row: DecisionRow,
    kind: str,
    role: str,
    due_on: date,
    data: dict[str, Any],
) -> None:
    key = f"{kind}:{_which(row)}"
    about = {**data, "decision": row.pk}
    work.add(task(work, key=key, kind=kind, role=role, due_on=due_on, order_id=order.pk, **about))


def _which(row: DecisionRow) -> str:
    return f"decision {row.pk}"
