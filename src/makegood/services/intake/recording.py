"""Orders that are taken become rows: the order, its lines, what they hold, what is missing, and the first event."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from makegood.db.models import Allocation, Order, OrderLine
from makegood.db.rows import new
from makegood.domain.terms import demand
from makegood.domain.terms.rank import baseline_rule
from makegood.domain.terms.reason import Reason
from makegood.services import _transition
from makegood.services._case import Case
from makegood.services._desk import Desk, DraftLine
from makegood.services._work import Work
from makegood.services.intake.commands import NewCustomer
from makegood.services.intake.drafting import Draft
from makegood.services.intake.people import customer_ref, customers

WAS_THERE = "was_there"
"""Why an allocation was made at intake: the units were free when the order came."""


def record(work: Work, desk: Desk, drafts: Sequence[Draft]) -> list[Case]:
    """Write the drafts that are still open; the cases of their lines, short ones and others."""
    taken = [each for each in drafts if each.open]
    people = customers(each.new for each in taken)
    baseline = baseline_of(work, desk)
    orders = [_order(work, desk, each, people) for each in taken]
    work.add_numbered(Order, orders)
    pairs = [(order, line) for order, each in zip(orders, taken, strict=True) for line in each.lines]
    rows = [row_of(order, line, desk, baseline(line.fact)) for order, line in pairs]
    cases = record_lines(work, desk, pairs, rows)
    tell(work, orders, cases, kind="intake.taken")
    return cases


def record_lines(
    work: Work, desk: Desk, pairs: Sequence[tuple[Order, DraftLine]], rows: Sequence[OrderLine]
) -> list[Case]:
    """Write new lines with what they hold and the cases of what they lack; the cases of all of them."""
    work.add_numbered(OrderLine, list(rows))
    cases = [_case(order, row, line, desk) for (order, line), row in zip(pairs, rows, strict=True)]
    _transition.open_cases(work, [(case, _first_reason(case)) for case in cases if case.line.backordered_qty])
    for (_, line), row in zip(pairs, rows, strict=True):
        for given in line.given:
            work.add(
                new(
                    Allocation,
                    line_id=row.pk,
                    stock_id=given.stock.pk,
                    qty=given.qty,
                    state="held",
                    why=WAS_THERE,
                    baseline=row.baseline,
                )
            )
    return cases


def baseline_of(work: Work, desk: Desk) -> Callable[[demand.OrderLine], date]:
    """The day a new line should ship."""
    return baseline_rule(policy=work.shop.policy, steps=work.shop.steps, first_sale_days=desk.first_sale_days)


def _order(work: Work, desk: Desk, each: Draft, people: dict[str, Any]) -> Order:
    asked = each.new
    ref = customer_ref(asked)
    customer = people.get(ref) if ref else None
    head = each.lines[0].fact
    who = asked.customer or NewCustomer()
    each_value = sum((line.fact.unit_price or 0) * line.fact.quantity for line in each.lines)
    return new(
        Order,
        channel_id=desk.channels[asked.channel].pk,
        number=asked.number,
        customer_id=customer.pk if customer else None,
        placed_at=asked.placed_at,
        placed_on=head.placed_on,
        taken_at=work.now,
        currency=head.currency,
        country=asked.country,
        postcode=who.postcode,
        language=who.language,
        business=who.business,
        service=asked.service,
        value=each_value,
        external=asked.external,
        ship_complete=asked.ship_complete,
        on_hold=asked.on_hold,
        authorised_amount=asked.authorised_amount,
        authorised_until=asked.authorised_until,
        captured_amount=asked.captured_amount,
        digest=each.digest,
    )


def row_of(order: Order, line: DraftLine, desk: Desk, baseline: date, **rest: Any) -> OrderLine:
    """The row of a new line; `rest` = columns by which it belongs to another line."""
    fact = line.fact
    return new(
        OrderLine,
        order_id=order.pk,
        line_id=fact.line_id,
        item_id=line.item.pk,
        location_id=desk.locations[fact.location] if fact.location else None,
        ordered_qty=fact.quantity,
        reserved_qty=line.reserved_qty,
        backordered_qty=line.short_qty,
        unit_price=fact.unit_price,
        need_by=fact.need_by,
        ship_by=fact.ship_by,
        ship_after=fact.ship_after,
        cancel_after=fact.cancel_after,
        promised_from=fact.promised_from,
        promised_to=fact.promised_to,
        published_from=fact.promised_from,
        published_to=fact.promised_to,
        baseline=baseline,
        oversell=bool(line.oversell),
        **rest,
    )


def _case(order: Order, row: OrderLine, line: DraftLine, desk: Desk) -> Case:
    channel = line.fact.channel
    return Case(
        order=order,
        line=row,
        fact=line.fact,
        backorder=None,
        promise=line.promise,
        eligibility=line.eligibility or desk.may_wait(line.item, channel),
        preorder=desk.preorder(line.item.sku),
        ahead_qty=line.ahead.get(line.item.sku, 0),
        oversell_reasons=line.oversell,
    )


def _first_reason(case: Case) -> Reason:
    """What is sure on the first day; the rest of the evidence is read when the case is reviewed."""
    if case.preorder:
        return Reason.PREORDER
    if case.line.oversell or case.promise is None:
        return Reason.UNKNOWN
    return Reason.PLANNED_BACKORDER


def tell(
    work: Work,
    orders: Iterable[Order],
    cases: Sequence[Case],
    *,
    kind: str,
    also: Mapping[int, Mapping[str, Any]] | None = None,
) -> None:
    """One event in the history of each order with its new lines; `also` = what else it tells, by order."""
    lines: dict[int, dict[str, Any]] = {}
    cases_of: dict[int, list[Any]] = {}
    for case in cases:
        row = case.line
        lines.setdefault(row.order_id, {})[row.line_id] = {
            "ordered": row.ordered_qty,
            "reserved": row.reserved_qty,
            "backordered": row.backordered_qty,
        }
        if case.backorder is not None:
            cases_of.setdefault(row.order_id, []).append(_transition.opened(case.backorder, row))
    for order in orders:
        data: dict[str, Any] = {"lines": lines.get(order.pk, {}), **(also or {}).get(order.pk, {})}
        if order.pk in cases_of:
            data["backorders"] = cases_of[order.pk]
        work.tell(order, kind, data)
