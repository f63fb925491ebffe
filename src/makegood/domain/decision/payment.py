"""What a decision asks of finance (spec 4.5), and whose word it needs (spec 4.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from makegood.domain.decision.case import OrderCase
from makegood.domain.decision.outcome import Choice, FinanceAction, FinanceNeed, Why
from makegood.domain.decision.situation import authorisation_ends_first, on_track_qty
from makegood.domain.terms.demand import Item, OrderLine
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


def finance_needs(
    *, case: OrderCase, choice: Choice, items: Mapping[str, Item], policy: DecisionPolicy, today: date
) -> tuple[FinanceNeed, ...]:
    """The tasks finance has once this choice is made.

    Amounts are goods at their price; where discount, tax and shipping are known, `split_money` is exact.
    """
    if choice is Choice.HOLD:
        return _renewal(case, today, left=_not_captured(case))
    if choice is Choice.SPLIT:
        return _split_needs(case, items, policy, today)
    if choice is Choice.CANCEL:
        return _refund_needs(case, today)
    return ()


def _not_captured(case: OrderCase) -> int:
    return max(0, (case.head.authorised_amount or 0) - (case.head.captured_amount or 0))


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


def _split_needs(
    case: OrderCase, items: Mapping[str, Item], policy: DecisionPolicy, today: date
) -> tuple[FinanceNeed, ...]:
    head, left = case.head, _not_captured(case)
    going = [(part.line, on_track_qty(part, items)) for part in case.lines]
    if not left or not any(units for _, units in going):
        return ()
    goods = _goods(going)
    if goods is None:
        return (FinanceNeed(FinanceAction.PARTIAL_CAPTURE, None, head.currency, today, Why.PRICE_UNKNOWN),)
    first = min(goods, left)
    capture = FinanceNeed(FinanceAction.PARTIAL_CAPTURE, first, head.currency, today, "first_shipment")
    if policy.several_captures:
        return (capture, *_renewal(case, today, left=left - first))
    if first == left:
        return (capture,)
    renew = FinanceAction.RENEW_AUTHORISATION
    return (capture, FinanceNeed(renew, left - first, head.currency, today, "capture_ends_it"))


def _refund_needs(case: OrderCase, today: date) -> tuple[FinanceNeed, ...]:
    head, captured = case.head, case.head.captured_amount
    if not captured:
        return ()
    short = _goods([(part.line, part.backordered_qty) for part in case.lines])
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
