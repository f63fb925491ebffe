"""A release is picked, or taken back before it is (spec 7.4, 7.6)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from makegood.db.models import Allocation
from makegood.db.models import Release as ReleaseRow
from makegood.domain.decision.outcome import Choice
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.state import BackorderState
from makegood.queries.consent import goes_by, leaves_by
from makegood.services import _transition
from makegood.services._holdings import Holding, Holdings, Taken, anywhere, hold
from makegood.services._qty import check_qty
from makegood.services._transition import Move
from makegood.services._work import Work
from makegood.services.release._rows import end, locked, open_releases
from makegood.services.release.commands import Recall, Recalled, RecallLine, StartPicking


def start_picking(work: Work, command: StartPicking) -> None:
    """Mark releases as being picked; those that are already are left as they are.

    Raises DomainError('release_unknown'), ('release_ended').
    """
    holdings, releases = locked(command.releases)
    told: dict[int, list[int]] = {}
    for pk in dict.fromkeys(command.releases):
        row = releases[pk]
        if not row.picking:
            work.set(row, picking=True)
            told.setdefault(row.order_id, []).append(row.pk)
    for order_id, ids in told.items():
        work.tell(holdings.orders[order_id].order, "release.picking_started", {"releases": sorted(ids)})


def recall(work: Work, command: Recall) -> list[Recalled]:
    """Take units back from the warehouse's list; they stay allocated to their lines.

    Raises DomainError('release_unknown'), ('release_ended'), ('line_unknown'), ('qty_invalid'), ('qty_exceeds_release',
    with what is there), and ('picking') for a release that is being picked when nobody says why the picker was stopped.
    """
    holdings, releases = locked(each.release for each in command.recalls)
    taken: list[tuple[int, Taken]] = []
    for each in command.recalls:
        holding = holdings.orders[releases[each.release].order_id]
        taken += [(each.release, part) for part in _take(work, holding, holdings, each)]
    ended = _take_back(work, holdings, releases, taken, command.stopped)
    units: dict[int, dict[str, int]] = {each.release: {} for each in command.recalls}
    for release, part in taken:
        line_id = part.bunch.line.line_id
        units[release][line_id] = units[release].get(line_id, 0) + part.qty
    return [
        Recalled(pk, holdings.orders[releases[pk].order_id].order.number, found, pk in ended)
        for pk, found in units.items()
    ]


def keep_together(work: Work, orders: Mapping[int, bool]) -> None:
    """It was decided that lines of these orders wait for the rest: what the warehouse was told of them before comes
    back. Where it is being packed, that goes on by the customer's own word (True), who knows nothing of it; of whoever
    decides here it raises DomainError('picking')."""
    holdings, leaves = hold(orders), leaves_by(orders)
    releases = open_releases(holdings)
    packed = {pk for pk, row in releases.items() if row.picking and orders[row.order_id]}

    def goes_on(row: Allocation) -> bool:
        return row.release_id in packed

    def comes_back(row: Allocation) -> bool:
        return not goes_on(row)

    taken: list[tuple[int, Taken]] = []
    for pk, holding in holdings.orders.items():
        if not any(line.backordered_qty for line in holding.lines.values()):
            continue
        for name, line in holding.lines.items():
            if goes_by(leaves[pk], name) is not Choice.HOLD:
                continue
            for bunch in holding.bunches[line.pk]:
                # A set of which any part is being packed goes on.
                qty = holdings.available(bunch, state="released", here=anywhere)
                qty -= holdings.available(bunch, state="released", here=goes_on)
                if qty:
                    part = holdings.take(work, bunch, qty, state="released", here=comes_back)
                    taken.append((part.rows[0].release_id or 0, part))
    _take_back(work, holdings, releases, taken, "")


def call_back(work: Work, order_pks: Collection[int]) -> None:
    """These orders were put on hold, or are to go in one parcel: what the warehouse was told of them comes back, of one
    parcel where the rest is not there. Raises DomainError('picking') where it is being packed."""
    holdings = hold(order_pks)
    taken: list[tuple[int, Taken]] = []
    for holding in holdings.orders.values():
        incomplete = any(line.backordered_qty for line in holding.lines.values())
        if not holding.order.on_hold and not (holding.order.ship_complete and incomplete):
            continue
        for bunch in [bunch for own in holding.bunches.values() for bunch in own]:
            qty = holdings.available(bunch, state="released", here=anywhere)
            if qty:
                part = holdings.take(work, bunch, qty, state="released", here=anywhere)
                taken.append((part.rows[0].release_id or 0, part))
    _take_back(work, holdings, open_releases(holdings), taken, "")


def _take_back(
    work: Work,
    holdings: Holdings,
    releases: Mapping[int, ReleaseRow],
    taken: Collection[tuple[int, Taken]],
    stopped: str,
) -> set[int]:
    """Units taken out of releases are held again; the releases that ended. Raises DomainError('picking')."""
    # Of a bundle that lies in several places, units of other releases come back too.
    touched = {
        row.release_id: releases[row.release_id] for _, part in taken for row in part.rows if row.release_id
    }
    picking = sorted(pk for pk, row in touched.items() if row.picking)
    if picking and not stopped.strip():
        raise DomainError("picking", {"releases": picking, "expected": "why the picker was stopped"})
    _give_back(work, holdings, taken, stopped)
    return end(work, holdings, touched.values())


def _take(work: Work, holding: Holding, holdings: Holdings, each: RecallLine) -> list[Taken]:
    """The units asked for, the latest case first: what was there when the order came goes on being picked."""

    def here(row: Allocation) -> bool:
        return row.release_id == each.release

    if each.line is not None and each.line not in holding.lines:
        raise DomainError("line_unknown", {"release": each.release, "line": each.line})
    lines = [holding.lines[each.line]] if each.line is not None else list(holding.lines.values())
    check_qty(each.qty, release=each.release, line=each.line)
    there = [
        (bunch, qty)
        for line in lines
        for bunch in reversed(holding.bunches[line.pk])
        if (qty := holdings.available(bunch, state="released", here=here))
    ]
    total = sum(qty for _, qty in there)
    wanted = total if each.qty is None else each.qty
    if not 0 < wanted <= total or (each.qty is not None and each.line is None):
        raise DomainError(
            "qty_exceeds_release",
            {"release": each.release, "line": each.line, "qty": each.qty, "released_qty": total},
        )
    taken = []
    for bunch, qty in there:
        part = min(qty, wanted)
        if part:
            taken.append(holdings.take(work, bunch, part, state="released", here=here))
            wanted -= part
    return taken


def _give_back(work: Work, holdings: Holdings, taken: Iterable[tuple[int, Taken]], stopped: str) -> None:
    told: dict[int, dict[str, Any]] = {}
    moves: list[tuple[Taken, Move]] = []
    for release, part in taken:
        line = part.bunch.line
        event = told.setdefault(line.order_id, {"units": {}, "backorders": [], "stopped": stopped})
        units = event["units"].setdefault(str(release), {})
        units[line.line_id] = units.get(line.line_id, 0) + part.qty
        for row in part.rows:
            work.set(row, state="held", release_id=None)
        if part.bunch.backorder is not None:
            moves.append((part, Move(part.bunch.backorder, BackorderState.ALLOCATED, part.qty)))
    moved = _transition.move(work, [move for _, move in moves])
    for (part, _), backorder in zip(moves, moved, strict=True):
        for row in part.rows:
            work.set(row, backorder_id=backorder.pk)
        line = part.bunch.line
        told[line.order_id]["backorders"].append(_transition.told("released", backorder, line.line_id))
    for order_id, event in told.items():
        work.tell(holdings.orders[order_id].order, "release.recalled", event)
