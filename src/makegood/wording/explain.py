"""Why an order stands where it stands: its chain from demand to notice in plain sentences (spec 3.5, 7.5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from makegood.domain.allocation.why_not import Place, WhyNot
from makegood.domain.decision.outcome import Option, Recommendation
from makegood.domain.notice.outcome import AnswerReason, Notice, NotOwed, Verdict
from makegood.domain.plan.outcome import AllocationPlan, LinePlan, OrderPlan, Plan
from makegood.domain.promise.outcome import Basis, Component, Promise
from makegood.domain.terms.dates import Window
from makegood.domain.terms.demand import Catalogue
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.pegging import Source
from makegood.domain.terms.quantity import to_major
from makegood.wording.clean import one_line
from makegood.wording.codes import inside, words
from makegood.wording.english import ENGLISH

_MOST_NAMED = 3
_LONGEST = 2000
_SAID_BY_OCCASION = frozenset({AnswerReason.NOT_DELAYED, AnswerReason.ON_HOLD})


def explain_order(
    *,
    plan: Plan,
    order_id: str,
    items: Catalogue,
    why_not: Mapping[str, WhyNot] | None = None,
    verdict: Verdict | None = None,
) -> list[str]:
    """The chain of one order, a sentence or two per line; an empty line between parts, points indented.

    `why_not` by line id: the queue's answer for lines with units missing. `verdict`: why a notice is owed or not.
    Raises DomainError('order_unknown').
    """
    lines = sorted(
        (each for each in plan.lines if each.line.order_id == order_id), key=lambda each: each.line.line_id
    )
    if not lines:
        raise DomainError("order_unknown", {"order_id": order_id, "lines": len(plan.lines)})
    told = [*_head(lines[0], plan.today)]
    for line in lines:
        given = [
            each
            for each in plan.allocations
            if each.order_id == order_id and each.line_id == line.line.line_id
        ]
        told += ["", *_line(line, given, (why_not or {}).get(line.line.line_id), items, plan.today)]
    for order in plan.orders:
        if order.order_id == order_id:
            told += ["", *_decision(order, verdict, plan.today)]
    notice = next((each for each in plan.notices if each.order_id == order_id), None)
    told += ["", *_notice(notice, verdict, plan.today)]
    return [_safe(each) for each in told]


def _head(first: LinePlan, today: date) -> Iterator[str]:
    line = first.line
    who = f" by {line.customer}" if line.customer else ""
    where = f", to {line.country}" if line.country else ""
    yield (
        f"Order {line.order_id}, placed on {_date(line.placed_on, today)}{who} on {line.channel}{where}. "
        f"Today is {_date(today, date.min)}."
    )


def _line(
    told: LinePlan, given: Sequence[AllocationPlan], answer: WhyNot | None, items: Catalogue, today: date
) -> Iterator[str]:
    line, item = told.line, items.get(told.line.sku)
    title = f" ({item.title})" if item and item.title else ""
    yield (
        f"Line {line.line_id}, {line.sku}{title}: {line.quantity} ordered, {line.shipped_qty} shipped, "
        f"{told.reserved_qty} reserved, {told.backordered_qty} backordered, {told.cancelled_qty} cancelled."
    )
    if told.rank is None:
        yield "  Nothing is open any more." + (f" {words(told.label)}." if told.label else "")
        return
    yield f"  {_age(told, today)}"
    for one in given:
        yield f"  {_units(one.qty)} of {one.sku} on hand at {one.location} kept for it: {inside(one.why)}."
    if told.backordered_qty:
        yield from _queue(told, answer)
    yield from _promise(told.promise, today, short=told.backordered_qty)
    yield f"  {_eligibility(told)}"
    if told.oversell:
        yield "  It is an oversell: it was taken although this SKU may not wait or its cap was full."
    if told.label:
        yield f"  {words(told.label)}.{_because(told.review.escalation) if told.review else ''}"
    if told.cause:
        yield f"  Cause: {inside(told.cause.reason)} ({inside(told.cause.clue)})."
    if told.review:
        review = told.review
        on = _date(review.next_review_on, today)
        yield f"  Next look on {on}, by {inside(review.owner)}: {inside(review.action)}.{_because(review.due)}"


def _because(codes: Sequence[str]) -> str:
    return f" Because: {_joined(codes)}." if codes else ""


def _age(told: LinePlan, today: date) -> str:
    by = _date(told.baseline, today)
    if told.days_delayed:
        bucket = f", in bucket {told.bucket}" if told.bucket else ""
        return f"It should have shipped by {by}: {_days(told.days_delayed)} ago{bucket}."
    return f"It should ship by {by}."


def _queue(told: LinePlan, answer: WhyNot | None) -> Iterator[str]:
    yield f"  Rank {told.rank:,} of all waiting lines, tier {told.tier}."
    if answer is None:
        return
    yield f"  Place {answer.place} in the queue for {answer.sku}. Why not yet: {_joined(answer.blockers)}."
    if answer.served_before:
        yield f"  Served from stock before it: {_places(answer.served_before)}."
    if answer.served_after:
        yield f"  Served although ranked lower: {_places(answer.served_after)}."
    yield (
        f"  {_units(answer.units_needed)} must arrive before it is whole, those for better-ranked lines included. "
        f"What would change it: {_joined(answer.changes)}."
    )


def _places(places: Sequence[Place]) -> str:
    named = ", ".join(f"order {each.order_id} ({_units(each.given_qty)})" for each in places[:_MOST_NAMED])
    more = len(places) - _MOST_NAMED
    return f"{named} and {more} more" if more > 0 else named


def _promise(promise: Promise | None, today: date, *, short: int) -> Iterator[str]:
    if promise is None:
        if short:
            yield "  No date: not every missing unit has a supply that is certain enough to promise."
        return
    ships, arrives = _between(promise.ship, today), _between(promise.deliver, today)
    yield f"  Its last unit ships {ships} and arrives {arrives}."
    yield from (f"    {_basis(each, today)}" for each in promise.basis)
    yield from (f"    {_component(each)}" for each in promise.components)


def _basis(basis: Basis, today: date) -> str:
    if basis.source is Source.STOCK:
        return f"{_units(basis.qty)} from stock at {basis.ref}."
    usable = _between(Window(basis.usable_from, basis.usable_to), today)
    dated = f"supplier ETA {_date(basis.eta, today)}" if basis.eta else "no supplier ETA, dated by lead time"
    return f"{_units(basis.qty)} from incoming lot {basis.ref}: {dated}, usable {usable}."


def _component(part: Component) -> str:
    span = f"{part.from_days}" if part.from_days == part.to_days else f"{part.from_days} to {part.to_days}"
    unit = "day" if span == "1" else "days"
    return f"{words(part.name)}: {span} working {unit} ({inside(part.source)})."


def _eligibility(told: LinePlan) -> str:
    answer = told.eligibility
    why = f": {_joined(answer.reasons)}" if answer.reasons else ""
    rule = "the default rule" if answer.rule == "default" else f"rule {answer.rule}"
    cap = f" Cap: {_units(answer.cap)}." if answer.cap is not None else ""
    return f"This SKU {'may' if answer.allowed else 'may not'} wait by {rule}{why}.{cap}"


def _decision(order: OrderPlan, verdict: Verdict | None, today: date) -> Iterator[str]:
    advice = order.recommendation
    yield f"Recommended: {inside(advice.choice)} ({_decided_by(advice)})."
    yield from (f"  {_option(option, advice.currency)}" for option in advice.options)
    why = ""
    if verdict is not None and verdict.answer.reason not in _SAID_BY_OCCASION:
        why = f" ({inside(verdict.answer.reason)})"
    if order.silent_default and order.answer_by:
        yield f"  No answer by {_date(order.answer_by, today)} means: {inside(order.silent_default)}{why}."
    elif order.answer_by:
        yield f"  Decide by {_date(order.answer_by, today)}{why}."


def _decided_by(advice: Recommendation) -> str:
    known = advice.by in ("lowest_cost", "costs_unknown")
    return inside(advice.by) if known else f"the shop's rule “{advice.by}”"


def _option(option: Option, currency: str) -> str:
    if not option.allowed:
        said = "not possible"
    elif option.cost is None:
        said = "possible, cost not known"
    else:
        said = f"{to_major(option.cost, currency)} {currency}"
    parts = [f"{inside(name)} {to_major(minor, currency)}" for name, minor in option.figures.items() if minor]
    figures = f" = {' + '.join(parts)}" if option.allowed and len(parts) > 1 else ""
    why = f" ({_joined(option.why)})" if option.why else ""
    return f"{words(option.choice)}: {said}{figures}{why}."


def _notice(notice: Notice | None, verdict: Verdict | None, today: date) -> Iterator[str]:
    if notice is None:
        why = verdict.occasion if verdict else None
        yield f"No notice is owed: {inside(why)}." if isinstance(why, NotOwed) else "No notice is owed today."
        return
    to = f"by e-mail to {notice.to}" if notice.to else f"in the messages of {notice.channel}"
    yield f"A notice is owed {to}: {inside(notice.kind)}. Next update by {_date(notice.next_update_on, today)}."


def _joined(codes: Sequence[str]) -> str:
    return "; ".join(map(inside, codes))


def _safe(said: str) -> str:
    """Ids, names and titles come from outside: none of them breaks a line or moves a cursor."""
    indent = len(said) - len(said.lstrip(" "))
    return " " * indent + one_line(said, longest=_LONGEST)


def _units(qty: int) -> str:
    return f"{qty:,} unit" if qty == 1 else f"{qty:,} units"


def _days(days: int) -> str:
    return f"{days} day" if days == 1 else f"{days} days"


def _date(day: date, today: date) -> str:
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day.day} {ENGLISH.dates.months[day.month - 1]}{year}"


def _between(window: Window, today: date) -> str:
    return ENGLISH.dates.window(window, near=today)
