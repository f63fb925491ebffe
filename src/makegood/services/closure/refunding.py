"""Money of units that ended goes back: finance is asked for it, to the minor unit (spec 4.5, I21)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from makegood.db import sql
from makegood.db.models import Order, OrderLine, Task
from makegood.db.rows import new
from makegood.domain.decision.outcome import FinanceAction
from makegood.domain.terms.handoff import crossing
from makegood.domain.terms.money import MoneyLine, refund
from makegood.services._holdings import in_parts
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
    asked = _asked(ids)
    found = crossing(
        "warehouse_to_finance",
        policy=work.shop.policy,
        calendar=work.shop.calendars["default"],
        today=work.today,
    )
    for order in orders:
        amount = _owed(order, lines[order.pk])
        left = None if amount is None else amount - asked.get(order.pk, 0)
        if left is not None and left <= 0:
            continue
        data = {"amount": left, "currency": order.currency, "why": "price_unknown" if left is None else _WHY}
        work.add(
            new(
                Task,
                # Units of one order may end again another time.
                key=f"{FinanceAction.REFUND.value}:{order.pk}:{order.event_count}",
                kind=FinanceAction.REFUND.value,
                role=found.role,
                order_id=order.pk,
                data=data,
                due_on=found.due_on,
                opened_at=work.now,
            )
        )


def _asked(order_ids: Sequence[int]) -> Mapping[int, int]:
    """What was to go back before, by order."""
    found: dict[int, int] = {}
    for row in in_parts(Task.objects.filter(kind=FinanceAction.REFUND.value), "order_id", order_ids):
        found[row.order_id or 0] = found.get(row.order_id or 0, 0) + (row.data.get("amount") or 0)
    return found


def _owed(order: Order, lines: Sequence[OrderLine]) -> int | None:
    """All that goes back of an order by now, minor units; None = a price is unknown."""
    if any(line.unit_price is None for line in lines):
        return None
    goods = [
        MoneyLine(line_id=line.line_id, quantity=line.ordered_qty, unit_price=line.unit_price or 0)
        for line in lines
    ]
    gone = {line.line_id: line.cancelled_qty + line.substituted_qty for line in lines}
    captured = order.captured_amount or 0
    whole = max(captured, order.authorised_amount or 0)
    # What was paid above the goods of the order as it came is shipping, which goes back with the whole order only.
    first = sum(
        line.quantity * line.unit_price for line, row in zip(goods, lines, strict=True) if not _joined(row)
    )
    return refund(lines=goods, cancelled=gone, captured=captured, shipping=max(0, whole - first)).refund


def _joined(line: OrderLine) -> bool:
    """True for a line that came after its order."""
    return line.replaces_id is not None or line.joined_at is not None
