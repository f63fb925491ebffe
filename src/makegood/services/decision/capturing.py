"""Parts of an order go: finance captures what they cost, whoever decided that they go alone (spec 4.5, I21)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from makegood.db import sql
from makegood.db.models import Backorder, Order, Task
from makegood.domain.decision.outcome import Choice, FinanceAction
from makegood.domain.decision.payment import parcel_needs
from makegood.domain.terms.state import ENDED
from makegood.queries.consent import leaves_by
from makegood.queries.order_cases import order_cases
from makegood.queries.payments import CAPTURE, Payment, Units, payments
from makegood.queries.refunds import refund_owed
from makegood.services._captures import capture_less, close
from makegood.services._work import Work
from makegood.services.decision.asking import ask_for_money, due_of


def ask_captures(work: Work) -> None:
    """For each order of which units went to the warehouse and that does not leave in one parcel: the money of what
    left or goes now, beyond what was captured or is asked for. Nobody is asked where nothing is left of it, nor for an
    order that never waited, whose payment is its channel's."""
    authorised = "authorised_amount > 0 AND id IN_LIST(%s)"
    waited = _waited(work.going)
    orders = sql.read(Order, authorised, sql.ids(waited))
    if not orders:
        return
    found = payments(orders)
    parted = [order for order in orders if _in_parts(found[order.pk], work.going[order.pk])]
    dues = {order.pk: due_of(found[order.pk], work.going[order.pk]) for order in parted}
    wanted = [order for order in parted if dues[order.pk].now != 0]
    cases = order_cases(work.shop, [order.pk for order in wanted], today=work.today).cases if wanted else {}
    for order in wanted:
        payment, going = found[order.pk], work.going[order.pk]
        if any(task.data.get("amount") is None for task in payment.coming):
            # A person finds the amount of all that goes.
            continue
        needs = parcel_needs(
            case=cases[order.pk],
            due=dues[order.pk],
            policy=work.shop.policy.decision,
            today=work.today,
            first=not payment.captures,
        )
        if not waited[order.pk]:
            needs = tuple(need for need in needs if need.action is not FinanceAction.RENEW_AUTHORISATION)
        # Other units of the order may go another time.
        ask_for_money(work, payment, needs, going, key=f"{order.pk}:{order.event_count}")


def not_alone(order_pks: Iterable[int]) -> list[int]:
    """Those of the orders of which money is still to be captured part by part, though not all of it goes by a split any
    more."""
    asked = Task.objects.filter(kind=CAPTURE, done_at=None, order_id__in=sql.among(order_pks))
    found = set(asked.values_list("order_id", flat=True))
    leaves = leaves_by(found) if found else {}
    return sorted(pk for pk, own in leaves.items() if set(own.values()) != {Choice.SPLIT})


def capture_what_went(work: Work, going: Mapping[int, Units]) -> None:
    """Of these orders not all that is here goes alone any more: what is to be captured stays for what left, is with the
    warehouse or goes there (`going`), and is not for what is kept for the rest."""
    for payment in payments(sql.read(Order, "id IN_LIST(%s)", sql.ids(going))).values():
        units = going[payment.order.pk]
        unknown = [task for task in payment.coming if task.data.get("amount") is None]
        close(work, [task for task in unknown if not any(map(units.get, task.data.get("units") or {}))])
        capture_less(work, payment, units, back=refund_owed(payment) or 0)


def _waited(order_pks: Iterable[int]) -> dict[int, bool]:
    """Those of the orders of which units waited once; True = some of them have not left yet."""
    rows = Backorder.objects.filter(order_id__in=sql.among(order_pks)).values_list("order_id", "state")
    found: dict[int, bool] = {}
    for order, state in rows.distinct():
        found[order] = found.get(order, False) or state not in ENDED
    return found


def _in_parts(payment: Payment, going: Units) -> bool:
    """True when the order does not leave whole: something went before, or something stays."""
    wanted = {
        line.line_id: line.ordered_qty - line.cancelled_qty - line.substituted_qty for line in payment.lines
    }
    stays = any(going.get(line, 0) < qty for line, qty in wanted.items())
    return bool(payment.captures) or stays or any(line.shipped_qty for line in payment.lines)
