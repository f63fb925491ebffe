"""What a decision asks of others: money of finance, a credit of its approver, a parcel of the warehouse (spec 4.1, 4.5,
9.2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from makegood.db import sql
from makegood.db.models import Decision as DecisionRow
from makegood.db.models import Order, Task
from makegood.db.rows import load
from makegood.db.tasks import GOODWILL, MOOT, RENEW
from makegood.domain.decision.outcome import Choice, FinanceAction, FinanceNeed, Option, Why
from makegood.domain.decision.payment import Due, finance_needs
from makegood.domain.decision.situation import on_track_qty
from makegood.queries.consent import Leaves, goes_by
from makegood.queries.decisions import Open
from makegood.queries.payments import Payment, Units, units_of
from makegood.queries.refunds import refund_owed
from makegood.queries.wishes import Credit
from makegood.services._tasks import crossed, finish, task
from makegood.services._work import Work

_TO_THE_WAREHOUSE = {Choice.SPLIT: "split_decided", Choice.SUBSTITUTE: "substitute_decided"}


def ask_finance(
    work: Work, payment: Payment, row: DecisionRow, found: Open, choice: Choice, leaves: Leaves
) -> tuple[FinanceNeed, ...]:
    """Tasks of finance with exact amounts, written with the decision; `leaves` = how each line of the order does.
    What a cancellation gives back is asked when its units end."""
    if choice is Choice.CANCEL:
        return ()
    ready = _ready(found, leaves)
    units = {line.line_id: line.shipped_qty + ready[line.line_id] for line in payment.lines}
    going = units if choice is Choice.SPLIT and any(ready.values()) else {}
    due = Due(0, 0)
    if choice is Choice.HOLD:
        due = _kept(payment, units)
    elif going:
        due = due_of(payment, going)
    needs = finance_needs(
        case=found.case,
        choice=choice,
        due=due,
        policy=work.shop.policy.decision,
        today=work.today,
    )
    ask_for_money(work, payment, needs, going, key=_which(row), decision=row.pk)
    return needs


def ask_for_money(
    work: Work, payment: Payment, needs: Sequence[FinanceNeed], going: Units, *, key: str, **about: Any
) -> None:
    """The tasks of what is needed; `going` = units of each line that have left or go now. A renewal that waits is
    replaced by one of another amount; what was renewed is not to be renewed again."""
    order, asked = payment.order, units_of(payment.captures)
    role = work.shop.policy.handoffs.warehouse_to_finance.owner
    renewals = [one for one in payment.of(RENEW) if one.done_at is None]
    for need in needs:
        kind = need.action.value
        data = {"amount": need.amount, "currency": need.currency, "why": need.why, **about}
        if need.action is FinanceAction.PARTIAL_CAPTURE:
            data["units"] = {line: qty - asked[line] for line, qty in going.items() if qty > asked[line]}
        elif any(one.data["amount"] == need.amount for one in renewals) or _was_renewed(payment, need):
            continue
        else:
            finish(work, renewals, by=MOOT)
        due_on = need.due_on
        row = task(work, key=f"{kind}:{key}", kind=kind, role=role, due_on=due_on, order_id=order.pk, **data)
        work.add(row)


def _was_renewed(payment: Payment, need: FinanceNeed) -> bool:
    """True where finance renewed this authorisation, for as much or more, before it ended."""
    until = payment.order.authorised_until
    return any(
        one.done_at is not None
        and one.data["why"] == need.why == Why.AUTHORISATION_ENDS_FIRST
        and one.data["amount"] >= (need.amount or 0)
        and until is not None
        and one.due_on >= until
        for one in payment.of(RENEW)
    )


def due_of(payment: Payment, going: Units) -> Due:
    """What is to be captured of an order of which these units go now; nothing where all was."""
    if not payment.order.authorised_amount:
        return Due(0, 0)
    return payment.due(going, back=refund_owed(payment) or 0)


def _ready(found: Open, leaves: Leaves) -> Counter[str]:
    """Units of each line that are here and go now by a split."""
    return Counter(
        {
            part.line.line_id: on_track_qty(part, found.catalogue)
            for part in found.case.lines
            if goes_by(leaves, part.line.line_id) is Choice.SPLIT
        }
    )


def _kept(payment: Payment, units: Units) -> Due:
    """What is to be captured later of an order that is to wait; what has left, or goes by a split of other lines
    (`units`), is captured before, whatever is decided."""
    back = refund_owed(payment) or 0
    left = payment.due_of_asked(units, back=back)
    return Due(0, payment.due_later(left or 0, back=back))


def ask_others(
    work: Work, order: Order, row: DecisionRow, option: Option, choice: Choice, before: Credit
) -> None:
    """The credit that goes with a long wait needs its approver, who answers once: beyond what was granted `before`,
    where it is more than was refused; a split or a substitute reaches the warehouse."""
    policy = work.shop.policy
    credit = option.figures.get(GOODWILL, 0)
    if credit > before.answered:
        data = {"amount": credit - before.granted, "currency": order.currency}
        _ask(work, order, row, GOODWILL, policy.decision.goodwill.approver, work.today, data)
    kind = _TO_THE_WAREHOUSE.get(choice)
    if kind is not None:
        about = {"order_id": order.pk, "decision": row.pk, "lines": row.lines}
        work.add(crossed(work, kind, key=_which(row), **about))


def drop(work: Work, formers: Iterable[DecisionRow]) -> None:
    """What replaced decisions asked for is not wanted any more; the money of what went by them still is."""
    asked = Task.objects.filter(key__in=sql.among(_keys(formers)), done_at__isnull=True)
    finish(work, load(asked.exclude(kind=FinanceAction.PARTIAL_CAPTURE.value)), by=MOOT)


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
