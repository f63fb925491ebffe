"""What holds each line today: rows as the facts of domain.release."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from makegood.db import facts
from makegood.db.models import Decision, Notice, OrderLine
from makegood.domain.decision.outcome import Choice
from makegood.domain.intake import first_sale_days
from makegood.domain.release import Hold, ReleaseCase, release
from makegood.domain.terms import demand
from makegood.services._holdings import Holding, Holdings, anywhere, in_parts
from makegood.services._work import Work

TOLD = ("queued", "claimed", "sent", "uncertain")
"""States of a notice that reaches its customer, as far as we know."""


def verdicts(work: Work, holdings: Holdings) -> dict[int, tuple[Hold, ...]]:
    """What holds each line that is open and not wholly released already, by its key; empty = nothing does."""
    choices = _choices(holdings.orders)
    asked = _asked_on(work, holdings.orders)
    sale_days = first_sale_days(items=facts.items(holdings.items.values()))
    found: dict[int, tuple[Hold, ...]] = {}
    for pk, holding in holdings.orders.items():
        complete = not any(line.backordered_qty for line in holding.lines.values())
        cases: dict[int, ReleaseCase] = {}
        for line in holding.lines.values():
            case = ReleaseCase(
                line=_open_part(holdings, holding, line),
                allocated_qty=_held_qty(holdings, holding, line),
                order_complete=complete,
                available_on=sale_days.get(holdings.items[line.item_id].sku),
                choice=choices.get((pk, line.line_id), choices.get((pk, None))),
                asked_on=asked.get(pk),
            )
            if case.line.open_qty:
                cases[line.pk] = case
        found |= _judge(work, holding, cases)
    return found


def _judge(work: Work, holding: Holding, cases: Mapping[int, ReleaseCase]) -> dict[int, tuple[Hold, ...]]:
    policy = work.shop.policy.allocation
    found = {pk: release(case=case, policy=policy, today=work.today).holds for pk, case in cases.items()}
    if holding.order.ship_complete and any(found.values()):
        # One parcel only: whatever holds one line holds them all.
        found = {pk: holds or (Hold.SHIP_COMPLETE,) for pk, holds in found.items()}
    return found


def _held_qty(holdings: Holdings, holding: Holding, line: OrderLine) -> int:
    return sum(holdings.available(bunch, state="held", here=anywhere) for bunch in holding.bunches[line.pk])


def _open_part(holdings: Holdings, holding: Holding, line: OrderLine) -> demand.OrderLine:
    """The line as if the units that went to the warehouse before had left: what is judged is the rest."""
    sku = holdings.items[line.item_id].sku
    fact = facts.order_line(line, order=holding.order, channel=holding.channel, sku=sku, customer=None)
    gone = line.reserved_qty - _held_qty(holdings, holding, line)
    return replace(fact, shipped_qty=fact.shipped_qty + gone)


def _choices(order_pks: Iterable[int]) -> dict[tuple[int, str | None], Choice]:
    """The decision in force by order and line; the newest one of the order, under None, stands for other lines."""
    in_force = Decision.objects.filter(replaced_at__isnull=True).order_by("pk")
    found: dict[tuple[int, str | None], Choice] = {}
    for row in in_parts(in_force, "order_id", order_pks):
        choice = Choice(row.choice)
        found[row.order_id, None] = choice
        for line_id in row.lines:
            found[row.order_id, line_id] = choice
    return found


def _asked_on(work: Work, order_pks: Iterable[int]) -> dict[int, date]:
    """The day the customer was first written to, by order."""
    found: dict[int, date] = {}
    for row in in_parts(Notice.objects.filter(state__in=TOLD), "order_id", order_pks):
        day = work.shop.day(row.sent_at or row.queued_at)
        found[row.order_id] = min(day, found.get(row.order_id, day))
    return found
