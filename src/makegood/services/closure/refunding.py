"""Money of units that ended goes back: finance is asked for it, to the minor unit (spec 4.5, I21)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from makegood.db import sql
from makegood.db.models import Order, OrderLine, Task
from makegood.domain.decision.outcome import FinanceAction
from makegood.domain.terms.money import MoneyLine, refund
from makegood.services._holdings import in_parts
from makegood.services._tasks import crossed
from makegood.services._work import Work

_WHY = "units_ended"


def ask_refunds(work: Work) -> None:
    """A task of finance for each order of which captured money is for units that nobody gets any more. What was asked
    for before is not asked for again; where a price is unknown, a person finds the amount."""
    orders = sql.read(Order, "captured_amount > 0 AND id IN_LIST(%s)", sql.ids(work.ended))
    if not orders:
        return
    ids = sql.ids(row.pk for row in orders)
    lines: dict[int, list[OrderLine]] = {}
    for line in sql.read(OrderLine, "order_id IN_LIST(%s)", ids):
        lines.setdefault(line.order_id, []).append(line)
    tasks, before = _asked(ids), _before_us(ids)
    for order in orders:
        amount = _owed(order, lines[order.pk], before.get(order.pk, {}))
        left = None if amount is None else amount - _standing(work, tasks.get(order.pk, ()), amount)
        if left is not None and left <= 0:
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
                why="price_unknown" if left is None else _WHY,
            )
        )


def _asked(order_ids: Sequence[int]) -> Mapping[int, Sequence[Task]]:
    """What was to go back before, by order."""
    found: dict[int, list[Task]] = {}
    for row in in_parts(Task.objects.filter(kind=FinanceAction.REFUND.value), "order_id", order_ids):
        found.setdefault(row.order_id or 0, []).append(row)
    return found


def _standing(work: Work, tasks: Sequence[Task], owed: int) -> int:
    """What was asked for, minor units. When that is too much by now, because units were opened again, what finance has
    not done yet is not wanted any more."""
    asked = sum(task.data.get("amount") or 0 for task in tasks)
    for task in tasks:
        if asked > owed and task.done_at is None:
            amount = task.data.get("amount") or 0
            asked -= amount
            data = {**task.data, "amount": 0, "not_wanted": amount}
            work.set(task, done_at=work.now, done_by=work.actor, data=data)
    return asked


def _before_us(order_ids: Sequence[int]) -> Mapping[int, Mapping[str, int]]:
    """Units by order and line that were cancelled before we knew the order: their money was somebody else's task."""
    imported = sql.ask(
        "SELECT ref, data FROM makegood_event WHERE stream = 'order' AND seq = 1 AND kind = 'intake.imported'"
        " AND ref IN_LIST(%s)",
        list(order_ids),
    )
    return {
        pk: {line: counts.get("cancelled", 0) for line, counts in json.loads(data)["lines"].items()}
        for pk, data in imported
    }


def _owed(order: Order, lines: Sequence[OrderLine], before: Mapping[str, int]) -> int | None:
    """All that goes back of an order by now, minor units; None = a price is unknown."""
    if any(line.unit_price is None for line in lines):
        return None
    goods, gone = [], {}
    paid_with_the_order = 0
    for line in lines:
        earlier = before.get(line.line_id, 0)
        quantity, price = line.ordered_qty - earlier, line.unit_price or 0
        if quantity:
            goods.append(MoneyLine(line_id=line.line_id, quantity=quantity, unit_price=price))
            gone[line.line_id] = max(0, line.cancelled_qty + line.substituted_qty - earlier)
            paid_with_the_order += 0 if _joined(line) else quantity * price
    captured = order.captured_amount or 0
    whole = max(captured, order.authorised_amount or 0)
    # What was paid above the goods of the order as it came is shipping, which goes back with the whole order only.
    shipping = max(0, whole - paid_with_the_order)
    return refund(lines=goods, cancelled=gone, captured=captured, shipping=shipping).refund


def _joined(line: OrderLine) -> bool:
    """True for a line that came after its order."""
    return line.replaces_id is not None or line.joined_at is not None
