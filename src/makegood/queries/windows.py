"""The window that each waiting line would get now, by what it rests on once the queue was run."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from makegood.db.waiting import Waiting
from makegood.domain.intake import first_sale_days
from makegood.domain.promise.outcome import Promise
from makegood.domain.promise.window import Together, Windows
from makegood.domain.terms.pegging import Peg
from makegood.queries.queue import Place, Shelves
from makegood.queries.shop import Shop


class Expected(NamedTuple):
    """A line with the window it would get now; None = nothing credible is left."""

    row: Waiting
    promise: Promise | None


def expected_windows(shop: Shop, shelf: Shelves, places: Sequence[Place], *, today: date) -> list[Expected]:
    """One window for each line, that of its last unit, and of a parcel that leaves whole that of its last line."""
    windows = Windows(
        policy=shop.policy,
        steps=shop.steps,
        today=today,
        first_sale_days=first_sale_days(items=shelf.catalogue),
    )
    pegs = {place.row.backorder_id: _pegs(place) for place in places}
    parcels: dict[int, Together | None] = {}
    for place in places:
        order = place.row.order_pk
        if place.row.ship_complete:
            resting, others = pegs[place.row.backorder_id], parcels.get(order)
            lacking = not resting or (order in parcels and others is None)
            line = place.claims[0].demand.line
            parcels[order] = None if lacking else windows.together(line=line, pegs=resting, others=others)
    found: dict[int, Expected] = {}
    for place in places:
        promise, row = None, place.row
        resting, together = pegs[row.backorder_id], parcels.get(row.order_pk)
        if resting and (together is not None or not row.ship_complete):
            promise = windows.promise(line=place.claims[0].demand.line, pegs=resting, together=together)
        known = found.get(row.line_pk)
        if known is None or _later(promise, known.promise):
            found[row.line_pk] = Expected(row, promise)
    return list(found.values())


def _pegs(place: Place) -> list[Peg]:
    """What all units of a place rest on; nothing when not all have something to rest on."""
    if any(claim.pegged_qty < claim.demand.qty for claim in place.claims):
        return []
    return [peg for claim in place.claims for peg in claim.pegs]


def _later(promise: Promise | None, known: Promise | None) -> bool:
    """True when the line's other part comes later, or has no date at all."""
    return known is not None and (promise is None or promise.ship.to_on > known.ship.to_on)
