"""What holds each line today: rows as the facts of domain.release."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from makegood.db import facts
from makegood.db.models import Notice, OrderLine
from makegood.db.rows import load
from makegood.db.sql import among
from makegood.domain.intake import first_sale_days
from makegood.domain.release import Hold, ReleaseCase
from makegood.domain.terms import demand
from makegood.queries.consent import goes_by, leaves_by
from makegood.queries.ready import TOLD, asked_on_of, judged
from makegood.services._holdings import Here, Holding, Holdings, anywhere
from makegood.services._work import Work


def verdicts(
    work: Work, holdings: Holdings, rests: Mapping[int, tuple[str, ...]]
) -> dict[int, tuple[Hold, ...]]:
    """What holds each line that is open and not wholly released already, by its key; empty = nothing does. `rests` =
    where else an order lies than at the place that is asked, by its key."""
    leaves = leaves_by(holdings.orders)
    told = Notice.objects.filter(state__in=TOLD)
    asked = asked_on_of(load(told.filter(order_id__in=among(holdings.orders))), work.shop)
    sale_days = first_sale_days(items=facts.items(holdings.items.values()))
    found: dict[int, tuple[Hold, ...]] = {}
    for pk, holding in holdings.orders.items():
        complete = not any(line.backordered_qty for line in holding.lines.values())
        cases: dict[int, ReleaseCase] = {}
        for line in holding.lines.values():
            case = ReleaseCase(
                line=_open_part(holdings, holding, line),
                allocated_qty=held_qty(holdings, holding, line),
                order_complete=complete,
                available_on=sale_days.get(holdings.items[line.item_id].sku),
                choice=goes_by(leaves[pk], line.line_id),
                asked_on=asked.get(pk),
                rest_elsewhere=bool(rests[pk]),
            )
            if case.line.open_qty:
                cases[line.pk] = case
        whole, policy = holding.order.ship_complete, work.shop.policy.allocation
        found |= judged(cases, whole=whole, policy=policy, today=work.today)
    return found


def held_qty(holdings: Holdings, holding: Holding, line: OrderLine) -> int:
    """Units of a line that are allocated and not with the warehouse."""
    return sum(holdings.available(bunch, state="held", here=anywhere) for bunch in holding.bunches[line.pk])


def rest_at(holdings: Holdings, holding: Holding, here: Here) -> tuple[str, ...]:
    """Places where units of an order would stay if all that can be taken from here left."""
    found = {
        holdings.places[holdings.place_of(row)]
        for own in holding.bunches.values()
        for bunch in own
        if holdings.available(bunch, state="held", here=here)
        < holdings.available(bunch, state="held", here=anywhere)
        for row in bunch.rows
        if row.state == "held" and not here(row)
    }
    return tuple(sorted(found))


def gone(holdings: Holdings, holding: Holding) -> dict[str, int]:
    """Units of each line of an order that left or are with the warehouse."""
    return {
        name: line.shipped_qty + line.reserved_qty - held_qty(holdings, holding, line)
        for name, line in holding.lines.items()
    }


def _open_part(holdings: Holdings, holding: Holding, line: OrderLine) -> demand.OrderLine:
    """The line as if the units that went to the warehouse before had left: what is judged is the rest."""
    sku = holdings.items[line.item_id].sku
    fact = facts.order_line(line, order=holding.order, channel=holding.channel, sku=sku, customer=None)
    gone = line.reserved_qty - held_qty(holdings, holding, line)
    return replace(fact, shipped_qty=fact.shipped_qty + gone)
