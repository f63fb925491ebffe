"""Lines that join an order we have: another item instead, more units of a line, or something new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from makegood.db import locks, sql
from makegood.db.models import Channel, Customer, Item, Order, OrderLine
from makegood.db.rows import by_id
from makegood.services._case import Case
from makegood.services._desk import Desk
from makegood.services._swap import Swap
from makegood.services._work import Work
from makegood.services.intake.commands import NewCustomer, NewLine, NewOrder
from makegood.services.intake.drafting import Draft, desk_of, fill
from makegood.services.intake.people import channels
from makegood.services.intake.recording import baseline_of, record_lines, row_of, tell


@dataclass(frozen=True, slots=True)
class Joining:
    """A line that joins. `joined_at` = since when it queues, None = since its order was placed; `baseline` = the day it
    should ship, None = by the rule. `instead_of` and `part_of` = the line it replaces, or of which it raises the
    quantity."""

    line: NewLine
    instead_of: OrderLine | None = None
    part_of: OrderLine | None = None
    joined_at: datetime | None = None
    baseline: date | None = None


@dataclass(frozen=True, slots=True)
class Addition:
    """Lines that join one locked order; `kind`, `also` = how its history tells of it."""

    order: Order
    lines: tuple[Joining, ...]
    kind: str
    also: Mapping[str, Any] = field(default_factory=dict)


def instead(orders: Mapping[int, Order], swaps: Sequence[Swap]) -> list[Addition]:
    """Lines that go instead of others of these locked orders, as urgent as those were."""
    by_order: dict[int, list[Joining]] = {}
    for each in swaps:
        line = like(
            each.line,
            line_id=each.new_line_id,
            sku=each.sku,
            quantity=each.qty,
            location=each.location,
            unit_price=each.unit_price,
        )
        joining = Joining(line, instead_of=each.line, baseline=each.line.baseline)
        by_order.setdefault(each.order_id, []).append(joining)
    return [Addition(orders[pk], tuple(lines), "intake.added") for pk, lines in by_order.items()]


def like(line: OrderLine, **own: Any) -> NewLine:
    """A new line that is wanted when another one is."""
    return NewLine(
        need_by=line.need_by,
        ship_by=line.ship_by,
        ship_after=line.ship_after,
        cancel_after=line.cancel_after,
        **own,
    )


def draft_lines(work: Work, additions: Sequence[Addition]) -> tuple[Desk, list[Draft]]:
    """The lines as drafts of their orders, and what they are looked at with. Their items are locked already.

    Raises DomainError('order_refused') for a line that makes no sense.
    """
    named = dict(Channel.objects.values_list("pk", "name"))
    people = by_id(
        sql.read(
            Customer,
            "id IN_LIST(%s)",
            sql.ids(each.order.customer_id for each in additions if each.order.customer_id),
        )
    )
    orders = [
        _as_new(work, each, named[each.order.channel_id], people.get(each.order.customer_id or 0))
        for each in additions
    ]
    items = locks.items_of({line.sku for new in orders for line in new.lines})
    desk = desk_of(work, orders, items, channels(new.channel for new in orders))
    drafts = [Draft(new, "", []) for new in orders]
    for each in drafts:
        fill(work, desk, each)
        if each.refusal is not None:
            raise each.refusal
    return desk, drafts


def draft_waiting(work: Work, rows: Sequence[OrderLine]) -> tuple[Desk, list[Draft]]:
    """Lines of orders we have as if what waits of them were new, in the order of the rows, which stand order by order:
    whether it may wait is the question."""
    orders = locks.orders(row.order_id for row in rows)
    skus = dict(Item.objects.filter(pk__in=sql.among(row.item_id for row in rows)).values_list("pk", "sku"))
    own: dict[int, list[Joining]] = {}
    for row in rows:
        line = like(row, line_id=row.line_id, sku=skus[row.item_id], quantity=row.backordered_qty)
        own.setdefault(row.order_id, []).append(Joining(line))
    desk, drafts = draft_lines(work, [Addition(orders[pk], tuple(lines), "") for pk, lines in own.items()])
    for each in drafts:
        for drafted in each.lines:
            drafted.short_qty = drafted.fact.quantity
    return desk, drafts


def add_lines(work: Work, desk: Desk, additions: Sequence[Addition], drafts: Sequence[Draft]) -> list[Case]:
    """Write the lines; the cases of those that lack units, and of the others."""
    rule = baseline_of(work, desk)
    pairs = []
    rows = []
    for each, found in zip(additions, drafts, strict=True):
        for joining, line in zip(each.lines, found.lines, strict=True):
            pairs.append((each.order, line))
            rows.append(
                row_of(
                    each.order,
                    line,
                    desk,
                    joining.baseline or rule(line.fact),
                    joined_at=joining.joined_at,
                    replaces_id=joining.instead_of.pk if joining.instead_of else None,
                    part_of_id=joining.part_of.pk if joining.part_of else None,
                )
            )
    cases = record_lines(work, desk, pairs, rows)
    for each in additions:
        value = sum((one.line.unit_price or 0) * one.line.quantity for one in each.lines)
        work.set(each.order, value=each.order.value + value)
        work.grown.add(each.order.pk)
    for kind in {each.kind for each in additions}:
        own = [each for each in additions if each.kind == kind]
        ids = {each.order.pk for each in own}
        tell(
            work,
            [each.order for each in own],
            [case for case in cases if case.order.pk in ids],
            kind=kind,
            also={each.order.pk: {**_links(each), **each.also} for each in own},
        )
    return cases


def _links(each: Addition) -> dict[str, dict[str, str]]:
    """Which line each one replaces, or is part of."""
    found: dict[str, dict[str, str]] = {}
    for one in each.lines:
        if one.line.line_id and one.instead_of:
            found.setdefault("replaces", {})[one.line.line_id] = one.instead_of.line_id
        if one.line.line_id and one.part_of:
            found.setdefault("part_of", {})[one.line.line_id] = one.part_of.line_id
    return found


def _as_new(work: Work, each: Addition, channel: str, customer: Customer | None) -> NewOrder:
    """The order as it would come with these lines now."""
    order = each.order
    who = NewCustomer(
        ref=customer.ref if customer else None,
        name=customer.name if customer else None,
        email=customer.email if customer else None,
        business=order.business,
        tier=customer.tier if customer else None,
        language=order.language,
    )
    return NewOrder(
        number=order.number,
        placed_at=work.now,
        lines=tuple(one.line for one in each.lines),
        channel=channel,
        external=order.external,
        currency=order.currency,
        customer=who,
        country=order.country,
        service=order.service,
        ship_complete=order.ship_complete,
        on_hold=order.on_hold,
        authorised_amount=order.authorised_amount,
        authorised_until=order.authorised_until,
        captured_amount=order.captured_amount,
    )
