"""Allocated units go to the warehouse, unless something holds them (spec 7.6; the rule is domain.release)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from makegood.db.models import Allocation, OrderLine
from makegood.db.models import Release as ReleaseRow
from makegood.db.rows import new
from makegood.domain.decision.outcome import Choice
from makegood.domain.release import Hold
from makegood.domain.terms.state import BackorderState
from makegood.queries.consent import goes_by, leaves_by
from makegood.queries.known import place_ids
from makegood.services import _transition
from makegood.services._holdings import Here, Holding, Holdings, Taken, hold
from makegood.services._orders import order_ids
from makegood.services._transition import Move
from makegood.services._work import Work
from makegood.services.release._verdict import gone, held_qty, rest_at, verdicts
from makegood.services.release.commands import Release, Released


@dataclass(slots=True)
class _Going:
    """Units of one line that go now, or what holds them."""

    holding: Holding
    line: OrderLine
    taken: list[Taken]
    holds: tuple[Hold, ...]
    rest_at: tuple[str, ...]


def release(work: Work, command: Release) -> list[Released]:
    """Release what may go today; each open line of the orders with what went and what holds the rest.

    Raises DomainError('order_unknown'), ('order_ambiguous'), ('location_unknown').
    """
    place = _place(command.location)
    holdings = hold(_order_ids(command, place))

    def here(row: Allocation) -> bool:
        return place is None or holdings.place_of(row) == place

    rests = {pk: rest_at(holdings, holding, here) for pk, holding in holdings.orders.items()}
    found = verdicts(work, holdings, rests)
    going: list[_Going] = []
    for pk, holding in holdings.orders.items():
        for line in holding.lines.values():
            if line.pk in found:
                holds = found[line.pk]
                taken = [] if holds else _take(work, holdings, holding, line, here)
                going.append(
                    _Going(holding, line, taken, holds, rests[pk] if Hold.REST_ELSEWHERE in holds else ())
                )
    _hand_over(work, holdings, going, _releases(work, holdings, going))
    return [_released(each) for each in going]


def going_of(order_pks: Collection[int]) -> dict[int, dict[str, int]]:
    """Units of each line of these orders that left, are with the warehouse, or go there by a split that stands."""
    holdings, leaves = hold(order_pks), leaves_by(order_pks)
    found = {pk: gone(holdings, holding) for pk, holding in holdings.orders.items()}
    for pk, holding in holdings.orders.items():
        for name, line in holding.lines.items():
            if goes_by(leaves[pk], name) is Choice.SPLIT:
                found[pk][name] += held_qty(holdings, holding, line)
    return found


def _place(name: str | None) -> int | None:
    if name is None:
        return None
    return place_ids([name])[name]


def _order_ids(command: Release, place: int | None) -> set[int]:
    if command.orders is not None:
        return set(order_ids(command.orders).values())
    held = Allocation.objects.filter(state="held")
    if place is not None:
        held = held.filter(stock__location_id=place)
    return set(held.values_list("line__order_id", flat=True).distinct())


def _take(work: Work, holdings: Holdings, holding: Holding, line: OrderLine, here: Here) -> list[Taken]:
    taken = []
    for bunch in holding.bunches[line.pk]:
        qty = holdings.available(bunch, state="held", here=here)
        if qty:
            taken.append(holdings.take(work, bunch, qty, state="held", here=here))
    return taken


def _releases(work: Work, holdings: Holdings, going: Sequence[_Going]) -> dict[tuple[int, int], ReleaseRow]:
    """A release for each order and location from which something goes."""
    wanted = dict.fromkeys(
        (each.holding.order.pk, holdings.place_of(row))
        for each in going
        for taken in each.taken
        for row in taken.rows
    )
    found = {
        (order, place): new(
            ReleaseRow,
            order_id=order,
            location_id=place,
            at=work.now,
            released_on=work.today,
            actor=work.actor,
        )
        for order, place in wanted
    }
    work.add_numbered(ReleaseRow, list(found.values()))
    return found


def _hand_over(
    work: Work,
    holdings: Holdings,
    going: Sequence[_Going],
    releases: Mapping[tuple[int, int], ReleaseRow],
) -> None:
    told: dict[int, dict[str, Any]] = {}
    moves: list[tuple[Taken, Move, OrderLine]] = []
    for each in going:
        order = each.holding.order
        for taken in each.taken:
            event = told.setdefault(order.pk, {"releases": {}, "units": {}, "backorders": []})
            event["units"][each.line.line_id] = event["units"].get(each.line.line_id, 0) + taken.qty
            for row in taken.rows:
                place = holdings.place_of(row)
                pk = releases[order.pk, place].pk
                work.set(row, state="released", release_id=pk)
                event["releases"][str(pk)] = holdings.places[place]
            if taken.bunch.backorder is not None:
                moves.append(
                    (taken, Move(taken.bunch.backorder, BackorderState.RELEASED, taken.qty), each.line)
                )
    moved = _transition.move(work, [move for _, move, _ in moves])
    for (taken, _, line), part in zip(moves, moved, strict=True):
        for row in taken.rows:
            work.set(row, backorder_id=part.pk)
        told[line.order_id]["backorders"].append(_transition.told("allocated", part, line.line_id))
    for pk, event in told.items():
        holding = holdings.orders[pk]
        work.tell(holding.order, "release.released", event)
        work.going[pk] = gone(holdings, holding)


def _released(each: _Going) -> Released:
    ids = sorted({row.release_id for taken in each.taken for row in taken.rows if row.release_id is not None})
    qty = sum(taken.qty for taken in each.taken)
    return Released(each.holding.order.number, each.line.line_id, qty, tuple(ids), each.holds, each.rest_at)
