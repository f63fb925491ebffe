"""What a parcel holds: the units that were released for it, from the place it left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from makegood.db.models import Allocation, Shipment
from makegood.db.models import Release as ReleaseRow
from makegood.db.rows import new
from makegood.domain.terms.errors import DomainError
from makegood.queries.known import no_place
from makegood.services._holdings import Here, Holding, Holdings, Taken, anywhere
from makegood.services._qty import check_qty
from makegood.services._work import Work
from makegood.services.release.commands import Parcel


@dataclass(slots=True)
class Packed:
    """A parcel of an order. `known` = its shipment had been told before, so nothing is taken."""

    holding: Holding
    shipment: Shipment
    taken: list[Taken]
    known: bool = False


def pack(
    work: Work, holdings: Holdings, holding: Holding, releases: Mapping[int, ReleaseRow], parcel: Parcel
) -> Packed:
    """Take a parcel's units out of what is released.

    Raises DomainError('release_unknown'), ('location_unknown'), ('location_needed', with those to choose from),
    ('line_unknown'), ('nothing_released'), ('qty_exceeds_released', with what is there), ('shipped_in_future').
    """
    if parcel.shipped_on is not None and parcel.shipped_on > work.today:
        raise DomainError("shipped_in_future", {"found": parcel.shipped_on, "expected": "today or before"})
    place, here = _place(holdings, holding, releases, parcel)
    wanted = _wanted(holdings, holding, parcel, here)
    taken: list[Taken] = []
    for line_id, asked in wanted.items():
        left = asked
        for bunch in holding.bunches[holding.lines[line_id].pk]:
            part = min(left, holdings.available(bunch, state="released", here=here))
            if part:
                taken.append(holdings.take(work, bunch, part, state="released", here=here))
                left -= part
    shipment = new(
        Shipment,
        order_id=holding.order.pk,
        location_id=place,
        number=parcel.number,
        carrier=parcel.carrier,
        tracking=parcel.tracking,
        units=dict(wanted),
        at=work.now,
        shipped_on=parcel.shipped_on or work.today,
        actor=work.actor,
    )
    return Packed(holding, shipment, taken)


def same(holdings: Holdings, holding: Holding, parcel: Parcel, shipment: Shipment) -> Packed:
    """The parcel as it was told before. Raises DomainError('shipment_differs') when it was told otherwise.

    What the parcel leaves unsaid differs from nothing.
    """
    asked: Counter[str] = Counter()
    for each in parcel.lines:
        asked[each.line] += each.qty
    said = {
        "units": dict(asked),
        "location": parcel.location,
        "carrier": parcel.carrier,
        "tracking": parcel.tracking,
        "shipped_on": parcel.shipped_on,
    }
    stored = {
        "units": shipment.units,
        "location": holdings.places[shipment.location_id],
        "carrier": shipment.carrier,
        "tracking": shipment.tracking,
        "shipped_on": shipment.shipped_on,
    }
    differing = {
        name: {"found": value, "expected": stored[name]}
        for name, value in said.items()
        if value and value != stored[name]
    }
    if differing:
        raise DomainError("shipment_differs", {"number": parcel.number, **differing})
    return Packed(holding, shipment, [], known=True)


def _place(
    holdings: Holdings, holding: Holding, releases: Mapping[int, ReleaseRow], parcel: Parcel
) -> tuple[int, Here]:
    """Where the parcel leaves from, and which rows lie there for it."""
    if parcel.release is not None:
        row = releases.get(parcel.release)
        if row is None or row.order_id != holding.order.pk:
            raise DomainError("release_unknown", {"release": parcel.release})
        return row.location_id, lambda held: held.release_id == parcel.release
    if parcel.location is not None:
        found = {name: pk for pk, name in holdings.places.items()}.get(parcel.location)
        if found is None:
            raise no_place(parcel.location, holdings.places.values())
        return found, lambda held: holdings.place_of(held) == found
    asked = {each.line for each in parcel.lines}
    places = {
        holdings.place_of(row)
        for row in holding.live()
        if row.state == "released" and (not asked or _line_id(holding, row) in asked)
    }
    if not places:
        raise DomainError("nothing_released", {"lines": sorted(asked)})
    if len(places) > 1:
        raise DomainError(
            "location_needed", {"locations": sorted(holdings.places[place] for place in places)}
        )
    return places.pop(), anywhere


def _line_id(holding: Holding, row: Allocation) -> str:
    return next(line.line_id for line in holding.lines.values() if line.pk == row.line_id)


def _wanted(holdings: Holdings, holding: Holding, parcel: Parcel, here: Here) -> dict[str, int]:
    there = {
        line_id: sum(
            holdings.available(bunch, state="released", here=here) for bunch in holding.bunches[line.pk]
        )
        for line_id, line in holding.lines.items()
    }
    if not parcel.lines:
        found = {line_id: qty for line_id, qty in there.items() if qty}
        if not found:
            raise DomainError("nothing_released", {"lines": []})
        return found
    wanted: Counter[str] = Counter()
    for each in parcel.lines:
        if each.line not in there:
            raise DomainError("line_unknown", {"line": each.line})
        check_qty(each.qty, line=each.line)
        wanted[each.line] += each.qty
    for line_id, qty in wanted.items():
        if qty > there[line_id]:
            raise DomainError(
                "qty_exceeds_released", {"line": line_id, "qty": qty, "released_qty": there[line_id]}
            )
    return dict(wanted)
