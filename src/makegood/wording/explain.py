"""Why an order stands where it stands: its chain from demand to notice in plain sentences (spec 3.5, 7.5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from makegood.domain.allocation.why_not import Blocker, WhyNot
from makegood.domain.decision.outcome import Option, Recommendation
from makegood.domain.notice.outcome import AnswerReason, Notice, NoticeLine, NotOwed
from makegood.domain.plan.outcome import AllocationPlan, LinePlan, OrderPlan, Plan
from makegood.domain.promise.outcome import Promise
from makegood.domain.terms.demand import Catalogue, Item
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.law import Law
from makegood.domain.terms.pegging import Source
from makegood.domain.terms.quantity import to_major
from makegood.wording.codes import inside, words
from makegood.wording.sentences import (
    age,
    basis_said,
    because,
    between,
    component_said,
    day_of,
    joined,
    queue_answer,
    safe,
    told_of_way,
    units_of,
)

_NOTHING_TO_ANSWER = frozenset({AnswerReason.NOT_DELAYED, AnswerReason.ON_HOLD})


def explain_order(
    *,
    plan: Plan,
    order_id: str,
    items: Catalogue,
    why_not: Mapping[str, WhyNot] | None = None,
) -> list[str]:
    """The chain of one order, a sentence or two per line; an empty line between parts, points indented.

    What the customer must be told comes first: it is what the phone rings for. `why_not` by line id: the queue's
    answer for lines with units missing. Raises DomainError('order_unknown').
    """
    lines = sorted(
        (each for each in plan.lines if each.line.order_id == order_id), key=lambda each: each.line.line_id
    )
    if not lines:
        raise DomainError("order_unknown", {"order": order_id})
    order = next((each for each in plan.orders if each.order_id == order_id), None)
    notice = next((each for each in plan.notices if each.order_id == order_id), None)
    told = [*_head(lines[0], plan.today), "", *_to_tell(order, notice, plan.today)]
    for line in lines:
        given = [
            each
            for each in plan.allocations
            if each.order_id == order_id and each.line_id == line.line.line_id
        ]
        told += ["", *_line(line, given, (why_not or {}).get(line.line.line_id), items, plan)]
    if order:
        told += ["", *_decision(order.recommendation)]
    return [safe(each) for each in told]


def _head(first: LinePlan, today: date) -> Iterator[str]:
    line = first.line
    who = f" by {line.customer}" if line.customer else ""
    where = f", to {line.country}" if line.country else ""
    yield (
        f"Order {line.order_id}, placed on {day_of(line.placed_on, today)}{who} on {line.channel}{where}. "
        f"Today is {day_of(today, date.min)}."
    )


def _to_tell(order: OrderPlan | None, notice: Notice | None, today: date) -> Iterator[str]:
    """Whether the customer must be told, of what, what they may choose, until when, and what silence means."""
    yield "Tell the customer"
    if notice is None:
        why = order.occasion if order else NotOwed.NOT_SHORT
        yield f"  No notice is owed: {inside(why)}."
    else:
        yield f"  A notice is owed {_way(notice)}: {inside(notice.kind)}."
        yield from (f"  Delayed: {_told_of(line, today, 'no date yet')}." for line in notice.delayed)
        waits = notice.together and notice.delayed
        for line in notice.on_track:
            told = f"{_units_of(line)}, waits for the rest" if waits else _told_of(line, today, "set aside")
            yield f"  On track: {told}."
        if notice.options:
            yield f"  They may choose: {', '.join(map(inside, notice.options))}."
    if order:
        yield from _silence(order, today)
    if notice and notice.next_update_on:
        yield f"  Next update by {day_of(notice.next_update_on, today)}."


def _way(notice: Notice) -> str:
    if notice.to:
        return f"by e-mail to {notice.to}"
    if notice.mailable:
        return "another way, as no e-mail address is known"
    return f"in the messages of {notice.channel}"


def _units_of(line: NoticeLine) -> str:
    return f"{line.qty:,} × {line.title or line.sku}" + (", a preorder" if line.preorder else "")


def _told_of(line: NoticeLine, today: date, undated: str) -> str:
    said = _units_of(line)
    if line.not_after:
        return f"{said}, not wanted after {day_of(line.not_after, today)}"
    if line.ship is None or line.deliver is None:
        return f"{said}, {undated}"
    return f"{said}, ships {between(line.ship, today)}, arrives {between(line.deliver, today)}"


def _silence(order: OrderPlan, today: date) -> Iterator[str]:
    answer = order.answer
    if answer.silent_default and answer.answer_by:
        by = day_of(answer.answer_by, today)
        yield f"  No answer by {by} means: {inside(answer.silent_default)} ({inside(answer.reason)})."
    elif answer.answer_by:
        yield f"  Decide by {day_of(answer.answer_by, today)} ({inside(answer.reason)})."
    if answer.law is not Law.NONE and answer.reason not in _NOTHING_TO_ANSWER:
        yield f"  Delay law: {inside(answer.law)}."


def _line(
    told: LinePlan, given: Sequence[AllocationPlan], answer: WhyNot | None, items: Catalogue, plan: Plan
) -> Iterator[str]:
    line, item, today = told.line, items.get(told.line.sku), plan.today
    title = f" ({item.title})" if item and item.title else ""
    yield (
        f"Line {line.line_id}, {line.sku}{title}: {line.quantity} ordered, {line.shipped_qty} shipped, "
        f"{told.reserved_qty} reserved, {told.backordered_qty} backordered, {told.cancelled_qty} cancelled."
    )
    if told.rank is None:
        yield "  Nothing is open any more." + (f" {words(told.label)}." if told.label else "")
        return
    yield f"  {age(told.baseline, bucket=told.bucket or '', today=today)}"
    for one in given:
        yield f"  {units_of(one.qty)} of {one.sku} on hand at {one.location} kept for it: {inside(one.why)}."
    if told.backordered_qty:
        yield from _queue(told, answer)
    lots = _components_by_lot(item, plan) if item and item.bundle_of else None
    asks = told.backordered_qty and not (answer and Blocker.PAST_CANCEL_AFTER in answer.blockers)
    yield from _promise(told.promise, today, short=bool(asks), lots=lots)
    yield f"  {_eligibility(told)}"
    if told.oversell:
        yield "  It is an oversell: it was taken although this SKU may not wait or its cap was full."
    if told.label:
        yield f"  {words(told.label)}.{because(told.review.escalation) if told.review else ''}"
    if told.cause:
        yield f"  Cause: {inside(told.cause.reason)} ({inside(told.cause.clue)})."
    if told.review:
        review = told.review
        on = day_of(review.next_review_on, today)
        yield f"  Next look on {on}, by {inside(review.owner)}: {inside(review.action)}.{because(review.due)}"


def _queue(told: LinePlan, answer: WhyNot | None) -> Iterator[str]:
    yield f"  Rank {told.rank:,} of all open lines, tier {told.tier}."
    if answer is None:
        return
    yield from queue_answer(answer, reserved_qty=told.reserved_qty)


def _components_by_lot(item: Item, plan: Plan) -> Mapping[str, str]:
    """Purchase order -> the one component of a bundle that waits for it; others are not named."""
    parts = {sku for sku, _ in item.bundle_of}
    waited: defaultdict[str, set[str]] = defaultdict(set)
    for chase in plan.purchasing:
        if chase.po and chase.sku in parts:
            waited[chase.po].add(chase.sku)
    return {po: min(skus) for po, skus in waited.items() if len(skus) == 1}


def _promise(
    promise: Promise | None, today: date, *, short: bool, lots: Mapping[str, str] | None
) -> Iterator[str]:
    """`short` = it asks for units that are missing. `lots` = components of a bundle by purchase order; what it has of
    stock was named by SKU already."""
    if promise is None:
        if short:
            yield "  No date: not every missing unit has a supply that is certain enough to promise."
        return
    ships, arrives = between(promise.ship, today), between(promise.deliver, today)
    yield f"  Its last unit ships {ships} and arrives {arrives}."
    for each in promise.basis:
        if lots is None:
            yield f"    {basis_said(each, component='', today=today)}"
        elif each.source is not Source.STOCK:
            yield f"    {basis_said(each, component=lots.get(each.ref, ''), today=today)}"
    yield from (f"    {component_said(each)}" for each in promise.components)


def _eligibility(told: LinePlan) -> str:
    answer = told.eligibility
    why = f": {joined(answer.reasons)}" if answer.reasons else ""
    rule = "the default rule" if answer.rule == "default" else f"rule {answer.rule}"
    cap = f" Cap: {units_of(answer.cap)}." if answer.cap is not None else ""
    return f"This SKU {'may' if answer.allowed else 'may not'} wait by {rule}{why}.{cap}"


def _decision(advice: Recommendation) -> Iterator[str]:
    yield f"Recommended: {inside(advice.choice)} ({_decided_by(advice)})."
    yield from (f"  {_option(option, advice.currency)}" for option in advice.options)


def _decided_by(advice: Recommendation) -> str:
    known = advice.by in ("lowest_cost", "costs_unknown")
    return inside(advice.by) if known else f"the shop's rule “{advice.by}”"


def _option(option: Option, currency: str) -> str:
    if not option.offered:
        said = "not possible"
    elif option.cost is None:
        said = "possible, cost not known"
    else:
        said = f"{to_major(option.cost, currency)} {currency}"
    parts = [f"{inside(name)} {to_major(minor, currency)}" for name, minor in option.figures.items() if minor]
    figures = f" = {' + '.join(parts)}" if option.offered and len(parts) > 1 else ""
    codes = told_of_way(option.why, offered=option.offered)
    why = f" ({joined(codes)})" if codes else ""
    return f"{words(option.choice)}: {said}{figures}{why}."
