"""What goes back of an order's captured money, to the minor unit (spec 4.5, I21): what finance is asked for when units
end, and what a customer is told beforehand that they would get."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from makegood.db import sql
from makegood.db.models import Order, OrderLine, Task
from makegood.domain.decision.outcome import FinanceAction
from makegood.domain.terms.money import MoneyLine, refund

Units = Mapping[str, int]
"""Units by line id."""


MOVES = (FinanceAction.REFUND.value, FinanceAction.CAPTURE_AGAIN.value)
"""Kinds of tasks by which money goes back, and comes again."""


class Came(NamedTuple):
    """An order as we came to know it: the ids of its lines, and their units that were cancelled before: the money of
    those was somebody else's task."""

    lines: frozenset[str]
    cancelled: Units


def refund_if_cancelled(order: Order, units: Units) -> int | None:
    """What finance would be asked to give back if these units of an order were cancelled now, minor units; None = not
    known: nobody told what was captured, or a price."""
    if order.captured_amount is None:
        return None
    if not order.captured_amount:
        return 0
    lines = sql.read(OrderLine, "order_id = %s", order.pk)
    owed = refund_owed(order, lines, as_they_came([order.pk])[order.pk], more=units)
    if owed is None:
        return None
    tasks = Task.objects.filter(order_id=order.pk, kind__in=MOVES).order_by("pk")
    return max(0, still_owed(tasks, owed).left)


def refund_owed(
    order: Order, lines: Sequence[OrderLine], came: Came, *, more: Units | None = None
) -> int | None:
    """All that goes back of an order by now, minor units; None = a price is unknown. Where nobody told what was
    captured it is the most that can go back. `more` = units that would be cancelled besides."""
    if any(line.unit_price is None for line in lines):
        return None
    goods, gone = [], {}
    paid_with_the_order = all_wanted = 0
    for line in lines:
        earlier = came.cancelled.get(line.line_id, 0)
        quantity, price = line.ordered_qty - earlier, line.unit_price or 0
        if quantity:
            ended = line.cancelled_qty + line.substituted_qty + (more or {}).get(line.line_id, 0)
            goods.append(MoneyLine(line_id=line.line_id, quantity=quantity, unit_price=price))
            gone[line.line_id] = max(0, ended - earlier)
            paid_with_the_order += quantity * price if line.line_id in came.lines else 0
            all_wanted += 0 if line.replaces_id else quantity * price
    captured, whole = order.captured_amount, max(order.captured_amount or 0, order.authorised_amount or 0)
    # What was paid above the goods of the order as it came is shipping, which goes back with the whole order only.
    shipping = max(0, whole - paid_with_the_order)
    if captured is None:
        # At most all of it was; what went instead of something is paid with what it replaces.
        captured = all_wanted + shipping
    return refund(lines=goods, cancelled=gone, captured=captured, shipping=shipping).refund


class Owing(NamedTuple):
    """What finance is still to be asked for, minor units: to give back, or below 0 to take again, because more is
    wanted after it was given back. `idle` = open tasks that ask for more than is owed, or for the contrary."""

    left: int
    idle: list[Task]


def still_owed(tasks: Iterable[Task], owed: int | None) -> Owing:
    """What is left of `owed` after these tasks of one order: those that are done moved money, the open ones will. Where
    it is not known (None), what they name is not known to be right either."""
    listed = list(tasks)
    coming = [task for task in listed if task.done_at is None]
    if owed is None:
        return Owing(0, [task for task in coming if _goes_back(task)])
    need = owed - sum(_goes_back(task) for task in listed if task.done_at is not None)
    idle = [task for task in coming if _goes_back(task) * need <= 0]
    wanted = [task for task in coming if _goes_back(task) * need > 0]
    left = need - sum(map(_goes_back, wanted))
    for task in wanted:
        if left * need < 0:
            left += _goes_back(task)
            idle.append(task)
    return Owing(left, idle)


def _goes_back(task: Task) -> int:
    amount: int = task.data.get("amount") or 0
    return amount if task.kind == FinanceAction.REFUND else -amount


def as_they_came(order_ids: Sequence[int]) -> Mapping[int, Came]:
    """Each of these orders as its first event told it. The rows of its lines do not say it: one that was cancelled and
    is wanted again queues from that day on, as one that was added then, and was paid all the same."""
    first = sql.ask(
        "SELECT ref, kind, data FROM makegood_event WHERE stream = 'order' AND seq = 1 AND ref IN_LIST(%s)",
        list(order_ids),
    )
    found = dict.fromkeys(order_ids, Came(frozenset(), {}))
    for pk, kind, data in first:
        told = json.loads(data).get("lines", {})
        cancelled = {line: counts.get("cancelled", 0) for line, counts in told.items()}
        found[pk] = Came(frozenset(told), cancelled if kind == "intake.imported" else {})
    return found
