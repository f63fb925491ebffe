"""Money of units that ended goes back: finance is asked for it, to the minor unit (spec 4.5, I21)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from makegood.db import sql
from makegood.db.models import Order, OrderLine, Task
from makegood.db.rows import load
from makegood.db.sql import among
from makegood.domain.decision.outcome import FinanceAction, Why
from makegood.queries.refunds import as_they_came, asked_for, refund_owed
from makegood.services._tasks import MOOT, crossed
from makegood.services._work import Work

_WHY = "units_ended"


def ask_refunds(work: Work) -> None:
    """A task of finance for each order of which captured money is for units that nobody gets any more. What was asked
    for before is not asked for again, and what is not owed any more, because more is wanted again, is closed and asked
    for at what is left of it. Where a price is unknown, a person finds the amount, and where nobody told us what was
    captured, whether there is anything to give back: the customer was told that it is."""
    paid = "(captured_amount > 0 OR captured_amount IS NULL) AND id IN_LIST(%s)"
    orders = sql.read(Order, paid, sql.ids(work.ended | work.grown))
    if not orders:
        return
    ids = sql.ids(row.pk for row in orders)
    lines: dict[int, list[OrderLine]] = {}
    for line in sql.read(OrderLine, "order_id IN_LIST(%s)", ids):
        lines.setdefault(line.order_id, []).append(line)
    tasks, came = _asked(ids), as_they_came(ids)
    for order in orders:
        own = tasks.get(order.pk, ())
        if order.pk not in work.ended and all(task.done_at for task in own):
            continue
        amount = refund_owed(order, lines[order.pk], came[order.pk])
        standing = _standing(work, own, amount or 0)
        left = None if amount is None else amount - standing
        if (left is not None and left <= 0) or (left is None and any(map(_looks_already, own))):
            continue
        work.add(
            crossed(
                work,
                FinanceAction.REFUND.value,
                # Units of one order may end again another time.
                key=f"{order.pk}:{order.event_count}",
                order_id=order.pk,
                amount=left,
                currency=order.currency,
                why=_why(order, left),
            )
        )


def _why(order: Order, amount: int | None) -> str:
    if order.captured_amount is None:
        return Why.CAPTURED_UNKNOWN.value
    return Why.PRICE_UNKNOWN.value if amount is None else _WHY


def _looks_already(task: Task) -> bool:
    """True of a task by which a person finds the amount of all that ended."""
    return task.done_at is None and task.data.get("amount") is None


def _asked(order_ids: Sequence[int]) -> Mapping[int, Sequence[Task]]:
    """What was to go back before, by order."""
    found: dict[int, list[Task]] = {}
    for row in load(Task.objects.filter(kind=FinanceAction.REFUND.value, order_id__in=among(order_ids))):
        found.setdefault(row.order_id or 0, []).append(row)
    return found


def _standing(work: Work, tasks: Sequence[Task], owed: int) -> int:
    """What was asked for and stands, minor units; what is not wanted any more is closed."""
    asked, idle = asked_for(tasks, owed)
    for task in idle:
        data = {**task.data, "amount": 0, "not_wanted": task.data.get("amount") or 0}
        work.set(task, done_at=work.now, done_by=MOOT, data=data)
    return asked
