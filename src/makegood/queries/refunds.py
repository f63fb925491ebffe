"""What goes back of an order's captured money, to the minor unit (spec 4.5, I21): what finance is asked for when units
end, and what a customer is told beforehand that they would get."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from makegood.db.models import Order, Task
from makegood.domain.terms.money import refund
from makegood.queries.payments import AGAIN, BACK, Payment, Units, payments


def refund_if_cancelled(order: Order, units: Units) -> int | None:
    """What finance would be asked to give back if these units of an order were cancelled now, minor units; None = not
    known: nobody told what was captured, or a price."""
    if order.captured_amount is None:
        return None
    if not order.captured_amount:
        return 0
    payment = payments([order])[order.pk]
    owed = refund_owed(payment, more=units)
    if owed is None:
        return None
    owed -= pays_more(payment, more=units)
    return max(0, still_owed(payment.of(BACK, AGAIN), owed).left)


def refund_owed(payment: Payment, *, more: Units | None = None) -> int | None:
    """All that goes back of an order by now, minor units; None = a price is unknown. Where nobody told what was
    captured it is the most that can go back. `more` = units that would be cancelled besides."""
    captured = payment.order.captured_amount
    if captured == 0:
        return 0
    goods = payment.goods(more)
    if goods is None:
        return None
    if captured is None:
        # At most all of it was; what went instead of something is paid with what it replaces.
        return refund(
            lines=goods.lines, cancelled=goods.ended, captured=goods.most, shipping=goods.shipping
        ).refund
    # Captured by parcel, it pays for the units of these parcels; else for whatever is kept.
    paid_for = payment.captured_units() or None
    return refund(
        lines=goods.lines,
        cancelled=goods.ended,
        captured=captured,
        shipping=goods.shipping,
        paid_for=paid_for,
    ).refund


def pays_more(payment: Payment, *, more: Units | None = None) -> int:
    """What the customer agreed to pay more in all for what goes instead, beyond all that was paid or authorised, minor
    units; 0 where a price is unknown. `more` = units that would be cancelled besides."""
    order, goods = payment.order, payment.goods(more)
    whole = max(order.captured_amount or 0, order.authorised_amount or 0)
    if goods is None or not whole:
        return 0
    kept, swapped = goods.kept, {line.pk: line for line in payment.lines if line.substituted_qty}
    agreed = 0
    for line in payment.lines:
        former = swapped.get(line.replaces_id or 0)
        if former is not None:
            dearer = (line.unit_price or 0) - (former.unit_price or 0)
            agreed += kept.get(line.line_id, 0) * dearer
    return max(0, min(agreed, goods.due(kept) - whole))


class Owing(NamedTuple):
    """What finance is still to be asked for, minor units: to give back, or below 0 to take, because more is wanted.
    `idle` = open tasks that ask for more than is owed, or for the contrary."""

    left: int
    idle: list[Task]


def still_owed(tasks: Iterable[Task], owed: int | None) -> Owing:
    """What is left of `owed` after these tasks of one order: those that are done moved money, the open ones will. Where
    it is not known (None), what they name is not known to be right either."""
    listed = list(tasks)
    coming = [task for task in listed if task.done_at is None]
    if owed is None:
        return Owing(0, [task for task in coming if _goes_back(task)])
    need = owed - moved_back(task for task in listed if task.done_at is not None)
    idle = [task for task in coming if _goes_back(task) * need <= 0]
    wanted = [task for task in coming if _goes_back(task) * need > 0]
    left = need - moved_back(wanted)
    for task in wanted:
        if left * need < 0:
            left += _goes_back(task)
            idle.append(task)
    return Owing(left, idle)


def moved_back(tasks: Iterable[Task]) -> int:
    """What these tasks give back, less what they take."""
    return sum(map(_goes_back, tasks))


def _goes_back(task: Task) -> int:
    amount: int = task.data.get("amount") or 0
    return amount if task.kind == BACK else -amount
