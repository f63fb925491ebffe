"""What a decision asks of finance (spec 4.5), and whose word it needs (spec 4.4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from makegood.domain.decision.case import OrderCase
from makegood.domain.decision.outcome import Choice, FinanceAction, FinanceNeed, Why
from makegood.domain.decision.situation import authorisation_ends_first
from makegood.domain.terms.demand import OrderLine
from makegood.domain.terms.policy.decision import DecisionPolicy, GoodwillPolicy

CUSTOMER = "customer"


def authority(*, choice: Choice, goodwill: int, policy: DecisionPolicy) -> tuple[str, ...]:
    """Who must agree: the option's role, the approver of goodwill if any, the customer to substitute or cancel."""
    decides = policy.authority
    role_of = {
        Choice.HOLD: decides.hold,
        Choice.SPLIT: decides.split,
        Choice.SUBSTITUTE: decides.substitute,
        Choice.CANCEL: decides.cancel,
    }
    roles: list[str] = [role_of[choice]]
    if goodwill and policy.goodwill.approver not in roles:
        roles.append(policy.goodwill.approver)
    if choice in (Choice.SUBSTITUTE, Choice.CANCEL):
        roles.append(CUSTOMER)
    return tuple(roles)


def within_limit(amount: int, *, granted: int, policy: GoodwillPolicy) -> bool:
    """Whether a credit may still be given on an order that was `granted` so much before. Minor units."""
    return granted + amount <= policy.limit


class Due(NamedTuple):
    """Money of an order that leaves in parts, minor units: `now` = to be captured for what goes now, None = a price is
    unknown; `later` = what is to be captured after that."""

    now: int | None
    later: int


def finance_needs(
    *, case: OrderCase, choice: Choice, due: Due, policy: DecisionPolicy, today: date
) -> tuple[FinanceNeed, ...]:
    """The tasks finance has once this choice is made; `due` = what a split takes now, and later; of an order that is to
    wait all that is kept is taken later."""
    if choice is Choice.HOLD:
        return _renewal(case, today, left=due.later)
    if choice is Choice.SPLIT:
        return parcel_needs(case=case, due=due, policy=policy, today=today)
    if choice is Choice.CANCEL:
        return _refund_needs(case, today)
    return ()


def _renewal(case: OrderCase, today: date, *, left: int) -> tuple[FinanceNeed, ...]:
    head = case.head
    if head.authorised_until is None or not left or not authorisation_ends_first(head=head, short=case.short):
        return ()
    due_on = max(today, head.authorised_until)
    return (
        FinanceNeed(
            FinanceAction.RENEW_AUTHORISATION, left, head.currency, due_on, Why.AUTHORISATION_ENDS_FIRST
        ),
    )


def parcel_needs(
    *, case: OrderCase, due: Due, policy: DecisionPolicy, today: date, first: bool = True
) -> tuple[FinanceNeed, ...]:
    """The tasks finance has when a part of an order goes: its money is captured, that of the rest stays safe. `first`
    False = another part went before it."""
    currency = case.head.currency
    if due.now is None:
        return (FinanceNeed(FinanceAction.PARTIAL_CAPTURE, None, currency, today, Why.PRICE_UNKNOWN),)
    if not due.now:
        return _renewal(case, today, left=due.later)
    why = "first_shipment" if first else "next_shipment"
    capture = FinanceNeed(FinanceAction.PARTIAL_CAPTURE, due.now, currency, today, why)
    if policy.several_captures:
        return (capture, *_renewal(case, today, left=due.later))
    if not due.later:
        return (capture,)
    renew = FinanceAction.RENEW_AUTHORISATION
    return (capture, FinanceNeed(renew, due.later, currency, today, "capture_ends_it"))


def _refund_needs(case: OrderCase, today: date) -> tuple[FinanceNeed, ...]:
    head, captured = case.head, case.head.captured_amount
    if captured == 0:
        return ()
    short = _goods([(part.line, part.backordered_qty) for part in case.lines])
    if captured is None:
        # At most all of it: whether anything was is for finance to find out.
        return (FinanceNeed(FinanceAction.REFUND, short, head.currency, today, Why.CAPTURED_UNKNOWN),)
    if short is None:
        return (FinanceNeed(FinanceAction.REFUND, None, head.currency, today, Why.PRICE_UNKNOWN),)
    # What was authorised is the whole order; without it, what was captured is.
    whole = captured if head.authorised_amount is None else head.authorised_amount
    amount = min(short, max(0, captured - max(0, whole - short)))
    return (FinanceNeed(FinanceAction.REFUND, amount, head.currency, today, "short_units"),) if amount else ()


def _goods(units: Sequence[tuple[OrderLine, int]]) -> int | None:
    """Price of these units of each line; None when a price is missing."""
    total = 0
    for line, qty in units:
        if qty and line.unit_price is None:
            return None
        total += qty * (line.unit_price or 0)
    return total
