"""Money of units that ended goes back: finance is asked for it, to the minor unit (spec 4.5, I21)."""

from __future__ import annotations

from makegood.db import sql
from makegood.db.models import Order, Task
from makegood.domain.decision.outcome import FinanceAction, Why
from makegood.queries.payments import AGAIN, BACK, Payment, payments
from makegood.queries.refunds import pays_more, refund_owed, still_owed
from makegood.services._captures import capture_less, close, renew_the_rest
from makegood.services._tasks import crossed
from makegood.services._work import Work

_ENDED, _AGAIN, _DEARER = "units_ended", "wanted_again", "dearer_instead"


def ask_refunds(work: Work) -> None:
    """A task of finance for each order of which captured money is for units that nobody gets any more. What was asked
    for before is not asked for again; what is not owed any more, because more is wanted again, is closed and asked for
    at what is left of it, and where it was given back already, finance is asked to take it again; so is what was to be
    captured of units that ended, and what is to be renewed follows. Where a price is unknown, a person finds the
    amount, and where nobody told us what was captured, whether there is anything to give back: the customer was told
    that it is. What goes instead and is dearer is taken besides."""
    paid = "(captured_amount > 0 OR captured_amount IS NULL OR authorised_amount > 0) AND id IN_LIST(%s)"
    orders = sql.read(Order, paid, sql.ids(work.ended | work.grown))
    if not orders:
        return
    found = payments(orders)
    for order in orders:
        payment = found[order.pk]
        own = payment.of(BACK, AGAIN)
        amount = refund_owed(payment)
        if order.pk not in work.ended and not own:
            renew_the_rest(work, payment, payment.capturing, back=amount or 0)
            continue
        besides = pays_more(payment)
        owing = still_owed(own, None if amount is None else amount - besides)
        close(work, owing.idle)
        if amount is None:
            # Money that moved before may be too much or too little by now.
            if not any(map(_looks_already, own)):
                _ask(work, order, FinanceAction.REFUND, None, _why(order, None))
        elif owing.left > 0:
            _ask(work, order, FinanceAction.REFUND, owing.left, _why(order, amount))
        elif owing.left < 0:
            why = _DEARER if besides else _why(order, amount, again=True)
            _ask(work, order, FinanceAction.CAPTURE_AGAIN, -owing.left, why)
        if amount is not None:
            _capture_what_stays(work, payment, back=amount)


def _capture_what_stays(work: Work, payment: Payment, *, back: int) -> None:
    """What finance has not captured yet is not captured for units that ended."""
    goods = payment.goods()
    if goods is not None:
        capture_less(work, payment, goods.kept, back=back)


def _ask(work: Work, order: Order, action: FinanceAction, amount: int | None, why: str) -> None:
    # Units of one order may end again another time.
    key = f"{order.pk}:{order.event_count}"
    about = {"amount": amount, "currency": order.currency, "why": why}
    work.add(crossed(work, action.value, key=key, order_id=order.pk, **about))


def _why(order: Order, amount: int | None, *, again: bool = False) -> str:
    if order.captured_amount is None:
        return Why.CAPTURED_UNKNOWN.value
    if amount is None:
        return Why.PRICE_UNKNOWN.value
    return _AGAIN if again else _ENDED


def _looks_already(task: Task) -> bool:
    """True of a task by which a person finds the amount of all that ended."""
    return task.done_at is None and task.data.get("amount") is None
