"""What finance has not captured yet is captured only as far as its units go, or are kept (spec 4.5, I21)."""

from __future__ import annotations

from collections.abc import Iterable

from makegood.db.models import Task
from makegood.db.tasks import MOOT
from makegood.domain.decision.outcome import FinanceAction
from makegood.queries.payments import Payment, Units, units_of
from makegood.queries.refunds import still_owed
from makegood.services._tasks import crossed
from makegood.services._work import Work

_LESS = "less_wanted"


def capture_less(work: Work, payment: Payment, units: Units, *, back: int) -> None:
    """Close what is to be captured beyond these units of each line, and ask for what is left of it; `back` = what went
    back of the order, or will."""
    goods, captures = payment.goods(), payment.captures
    coming = [task for task in captures if task.done_at is None]
    if goods is None or not coming or any(task.data.get("amount") is None for task in captures):
        return
    done = [task for task in captures if task.done_at is not None]
    captured = payment.order.captured_amount
    had = sum(task.data["amount"] for task in done) if captured is None else captured
    stay = {line: min(units.get(line, 0), qty) for line, qty in units_of(captures).items()}
    owing = still_owed(coming, -max(0, goods.due(stay) - had + back))
    close(work, owing.idle)
    if owing.idle and owing.left < 0:
        asked = units_of([*done, *(task for task in coming if task not in owing.idle)])
        left = {line: qty - asked[line] for line, qty in stay.items() if qty > asked[line]}
        order, kind = payment.order, FinanceAction.PARTIAL_CAPTURE.value
        about = {"amount": -owing.left, "currency": order.currency, "why": _LESS, "units": left}
        # Units of one order may end again another time.
        work.add(crossed(work, kind, key=f"{order.pk}:{order.event_count}", order_id=order.pk, **about))


def close(work: Work, idle: Iterable[Task]) -> None:
    """What is not wanted any more."""
    for task in idle:
        data = {**task.data, "amount": 0, "not_wanted": task.data.get("amount") or 0}
        work.set(task, done_at=work.now, done_by=MOOT, data=data)
