"""One order of a plan, told from demand to notice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from makegood.cli.run import Planned
from makegood.domain.allocation.why_not import Place, Shelf, why_not
from makegood.domain.plan.outcome import LinePlan, OrderPlan
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.quantity import to_major
from makegood.spreadsheet.writing.phrases import day, days, resting_on
from makegood.wording import words
from makegood.wording.notice import NoticeWriter

_MOST_NAMED = 3


def story(planned: Planned, *, order_id: str) -> Iterator[str]:
    """Lines of text. Raises DomainError('order_unknown')."""
    plan = planned.plan
    lines = sorted(
        (line for line in plan.lines if line.line.order_id == order_id), key=lambda line: line.line.line_id
    )
    if not lines:
        raise DomainError("order_unknown", {"order_id": order_id, "lines": len(plan.lines)})
    head = lines[0].line
    who = " · ".join(part for part in (head.customer, head.channel, head.country) if part)
    yield f"Order {order_id} · {who} · placed {day(head.placed_on)}"
    yield f"As of {day(plan.today)}, policy {plan.policy_version}"
    for line in lines:
        yield ""
        yield from _line(planned, line)
    for order in plan.orders:
        if order.order_id == order_id:
            yield ""
            yield from _decision(order)
    yield ""
    yield from _notice(planned, order_id)


def _line(planned: Planned, told: LinePlan) -> Iterator[str]:
    line = told.line
    item = planned.snapshot.items.get(line.sku)
    title = f", {item.title}" if item and item.title else ""
    yield f"Line {line.line_id} · {line.sku}{title}"
    yield (
        f"  {line.quantity} ordered = {line.shipped_qty} shipped + {told.reserved_qty} reserved"
        f" + {told.backordered_qty} backordered + {told.cancelled_qty} cancelled"
    )
    if told.label:
        yield f"  Label: {words(told.label)}" + (f" · cause: {words(told.reason)}" if told.reason else "")
    if told.rank is not None:
        late = f", {told.days_delayed} days ago" if told.days_delayed else ""
        yield f"  To ship by {day(told.baseline)}{late}. Rank {told.rank:,} of all open lines, tier {told.tier}."
        yield from _supply(planned, told)
    yield from _promise(told)
    reasons = "; ".join(map(words, told.eligibility.reasons))
    yield f"  May it wait? {'Yes' if told.eligibility.allowed else 'No'}, by rule {told.eligibility.rule}" + (
        f" ({reasons})" if reasons else ""
    )
    if told.oversell:
        yield "  Oversell: it was taken although the item was not eligible or its cap was full."
    if told.next_review_on:
        yield f"  Next look: {day(told.next_review_on)}"


def _supply(planned: Planned, told: LinePlan) -> Iterator[str]:
    """Who got the stock, and how much must come before this line is whole."""
    own_ids = (told.line.order_id, told.line.line_id)
    for one in planned.plan.allocations:
        if (one.order_id, one.line_id) == own_ids:
            yield f"  Stock: {one.qty} × {one.sku} at {one.location} ({words(one.why)})"
    item = planned.snapshot.items.get(told.line.sku)
    if told.backordered_qty and not (item and item.bundle_of):
        yield from _queue(planned, told)


def _queue(planned: Planned, told: LinePlan) -> Iterator[str]:
    """Why not me: the line's place among those who want the same SKU."""
    given = _given(planned, told.line.sku)
    queue = [
        Place(
            line.line.order_id,
            line.line.line_id,
            line.rank,
            line.tier,
            given[line.line.order_id, line.line.line_id],
            line.backordered_qty,
        )
        for line in planned.plan.lines
        if line.line.sku == told.line.sku and line.rank is not None
    ]
    own = next(place for place in queue if place.rank == told.rank)
    answer = why_not(line=own, queue=queue, shelf=Shelf(reachable=0, elsewhere=0, protected=0))
    yield f"  In the queue for {told.line.sku}: place {answer.place} of {len(queue)}."
    if answer.served_before:
        named = ", ".join(
            f"{place.order_id} ({place.given_qty})" for place in answer.served_before[:_MOST_NAMED]
        )
        more = len(answer.served_before) - _MOST_NAMED
        yield f"  Served from stock before it: {named}" + (f" and {more} more" if more > 0 else "")
    units = "1 unit" if answer.units_needed == 1 else f"{answer.units_needed} units"
    yield f"  {units} must arrive before it is whole, those ahead of it included."


def _given(planned: Planned, sku: str) -> Counter[tuple[str, str]]:
    given: Counter[tuple[str, str]] = Counter()
    for one in planned.plan.allocations:
        if one.sku == sku:
            given[one.order_id, one.line_id] += one.qty
    return given


def _promise(told: LinePlan) -> Iterator[str]:
    promise = told.promise
    if promise is None:
        if told.backordered_qty:
            yield "  No date: no credible supply for every unit."
        return
    yield (
        f"  Ships {days(promise.ship.from_on, promise.ship.to_on)},"
        f" arrives {days(promise.deliver.from_on, promise.deliver.to_on)}"
    )
    yield f"    resting on {resting_on(promise)}"
    for part in promise.components:
        span = f"{part.from_days}" if part.from_days == part.to_days else f"{part.from_days}–{part.to_days}"
        yield f"    {words(part.name)}: {span} working days ({words(part.source)})"


def _decision(order: OrderPlan) -> Iterator[str]:
    advice = order.recommendation
    yield f"Decision: {words(advice.choice)} ({words(advice.by)})"
    for option in advice.options:
        why = "; ".join(map(words, option.why))
        if not option.allowed:
            told = "not possible"
        elif option.cost is None:
            told = "cost not known"
        else:
            told = f"{to_major(option.cost, advice.currency)} {advice.currency}"
        yield f"  {words(option.choice)}: {told}" + (f" ({why})" if why else "")
        parts = [
            f"{words(name)} {to_major(minor, advice.currency)}" for name, minor in option.figures.items()
        ]
        if parts:
            yield "    " + " + ".join(parts)
    if order.silent_default and order.answer_by:
        yield f"  No answer by {day(order.answer_by)} means: {words(order.silent_default)}"


def _notice(planned: Planned, order_id: str) -> Iterator[str]:
    writer = NoticeWriter(shop=planned.snapshot.policy.shop)
    found = [notice for notice in planned.plan.notices if notice.order_id == order_id]
    if not found:
        yield "No notice is owed."
    for notice in found:
        to = notice.to or f"{notice.channel}'s own messages"
        yield f"Notice owed: {words(notice.kind)}, to {to}; next update by {day(notice.next_update_on)}"
        yield ""
        yield from (f"  | {line}".rstrip() for line in writer.text(notice).text.rstrip().split("\n"))
