"""What finance has not captured yet is captured only as far as its units go, or are kept (spec 4.5, I21)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from makegood.db.models import Task
from makegood.db.tasks import MOOT, RENEW
from makegood.domain.decision.outcome import FinanceAction
from makegood.queries.payments import Payment, Units, units_of
from makegood.queries.refunds import moved_back, still_owed
from makegood.services._tasks import crossed, finish
from makegood.services._work import Work

_LESS = "less_wanted"


def capture_less(work: Work, payment: Payment, units: Units, *, back: int) -> None:
    """Close what is to be captured beyond these units of each line, and ask for what is left of it; a renewal that
    waits follows. `back` = what went back of the order, or will."""
    due = payment.due_of_asked(units, back=back)
    if due is None:
        return
    order, captures = payment.order, payment.captures
    want = {line: min(units.get(line, 0), qty) for line, qty in units_of(captures).items()}
    owing = still_owed(_unwanted_first(captures, want), -due)
    stay = [task for task in captures if task not in owing.idle]
    taking = -moved_back(task for task in stay if task.done_at is None)
    if owing.idle and owing.left < 0:
        asked, kind = units_of(stay), FinanceAction.PARTIAL_CAPTURE.value
        left = {line: qty - asked[line] for line, qty in want.items() if qty > asked[line]}
        about = {"amount": -owing.left, "currency": order.currency, "why": _LESS, "units": left}
        # Units of one order may end again another time.
        work.add(crossed(work, kind, key=f"{order.pk}:{order.event_count}", order_id=order.pk, **about))
        taking -= owing.left
    close(work, owing.idle)
    renew_the_rest(work, payment, taking, back=back)


def _unwanted_first(captures: Sequence[Task], want: Units) -> list[Task]:
    """The open ones, those first of which not all units are wanted; what was captured is for its own."""
    left = Counter(want)
    left.subtract(units_of(task for task in captures if task.done_at is not None))
    idle, stay = [], []
    for task in captures:
        units = units_of([task])
        if task.done_at is None and all(left[line] >= qty for line, qty in units.items()):
            left.subtract(units)
            stay.append(task)
        elif task.done_at is None:
            idle.append(task)
    return [*idle, *stay]


def renew_the_rest(work: Work, payment: Payment, taking: int, *, back: int) -> None:
    """A renewal that waits asks for what is left to be captured after what finance is `taking`; its reason and its day
    stay."""
    left = payment.due_later(taking, back=back)
    for task in payment.of(RENEW):
        if task.done_at is None and not left:
            finish(work, [task], by=MOOT)
        elif task.done_at is None and task.data["amount"] != left:
            work.set(task, data={**task.data, "amount": left})


def close(work: Work, idle: Iterable[Task]) -> None:
    """What is not wanted any more."""
    for task in idle:
        data = {**task.data, "amount": 0, "not_wanted": task.data.get("amount") or 0}
        work.set(task, done_at=work.now, done_by=MOOT, data=data)
