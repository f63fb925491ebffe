"""Parcels leave: released units come off the shelf and off the line, and their cases close (spec 7.6, 8.1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from makegood.db.models import Release as ReleaseRow
from makegood.db.models import Shipment
from makegood.db.rows import load
from makegood.db.sql import among
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.state import BackorderState
from makegood.services import _transition
from makegood.services._holdings import Holdings, hold
from makegood.services._orders import order_ids
from makegood.services._transition import Move
from makegood.services._work import Work
from makegood.services.release._packing import Packed, pack, same
from makegood.services.release._rows import end, open_releases
from makegood.services.release._shelves import Shelves
from makegood.services.release.commands import Ship, Shipped


def ship(work: Work, command: Ship) -> list[Shipped]:
    """Take parcels out; each one's shipment. One that is known has no effect.

    Raises DomainError('order_unknown'), ('order_ambiguous'), and ('shipment_refused') with the problem of each parcel.
    """
    ids = order_ids(parcel.order for parcel in command.parcels)
    holdings = hold(ids.values())
    releases = open_releases(holdings)
    known = _known(ids.values())
    packed: list[Packed] = []
    problems: list[dict[str, Any]] = []
    for number, parcel in enumerate(command.parcels, 1):
        holding = holdings.orders[ids[parcel.order]]
        before = known.get((holding.order.pk, parcel.number))
        try:
            if before is not None:
                packed.append(same(holdings, holding, parcel, before))
                continue
            packed.append(pack(work, holdings, holding, releases, parcel))
        except DomainError as error:
            problems.append(
                {"parcel": number, "order": parcel.order.number, "problem": error.code, **error.data}
            )
            continue
        if parcel.number:
            known[holding.order.pk, parcel.number] = packed[-1].shipment
    if problems:
        raise DomainError("shipment_refused", {"problems": problems})
    _leave(work, holdings, releases, [each for each in packed if not each.known])
    return [_shipped(each, holdings) for each in packed]


def _known(order_pks: Iterable[int]) -> dict[tuple[int, str], Shipment]:
    """Numbered shipments of the orders, cancelled ones too: their numbers are used up."""
    rows = load(Shipment.objects.exclude(number="").filter(order_id__in=among(order_pks)))
    return {(row.order_id, row.number): row for row in rows}


def _leave(
    work: Work, holdings: Holdings, releases: Mapping[int, ReleaseRow], packed: Sequence[Packed]
) -> None:
    work.add_numbered(Shipment, [each.shipment for each in packed])
    touched: dict[int, ReleaseRow] = {}
    shelves = Shelves(work, holdings, cause="shipment", kind="release.shipped")
    for each in packed:
        for taken in each.taken:
            for row in taken.rows:
                if row.release_id is not None:
                    touched[row.release_id] = releases[row.release_id]
                work.set(row, state="shipped", shipment_id=each.shipment.pk)
                shelves.move(each.shipment, row, -row.qty)
    closed = _close(work, packed)
    for each in packed:
        data: dict[str, Any] = {
            "shipment": each.shipment.pk,
            "number": each.shipment.number,
            "location": holdings.places[each.shipment.location_id],
            "lines": {},
            "backorders": closed[id(each)],
        }
        for line_id, qty in each.shipment.units.items():
            line = each.holding.lines[line_id]
            work.set(line, shipped_qty=line.shipped_qty + qty, reserved_qty=line.reserved_qty - qty)
            data["lines"][line_id] = {"shipped": qty, "reserved": -qty}
        work.tell(each.holding.order, "release.shipped", data)
        if each.shipment.carrier or each.shipment.tracking:
            # It leads to where the parcel goes: of whoever is forgotten it is not kept either.
            work.typed.add(each.holding.order.pk)
    shelves.tell()
    end(work, holdings, touched.values())


def _close(work: Work, packed: Sequence[Packed]) -> dict[int, list[dict[str, Any]]]:
    """Shipped is an end: the case closes with the reason it has. How each parcel's event tells of its cases."""
    found: dict[int, list[dict[str, Any]]] = {id(each): [] for each in packed}
    steps = [
        (each, taken, Move(taken.bunch.backorder, BackorderState.SHIPPED, taken.qty, {"closed_at": work.now}))
        for each in packed
        for taken in each.taken
        if taken.bunch.backorder is not None
    ]
    moved = _transition.move(work, [step for _, _, step in steps])
    for (each, taken, _), backorder in zip(steps, moved, strict=True):
        for row in taken.rows:
            work.set(row, backorder_id=backorder.pk)
        found[id(each)].append(_transition.told("released", backorder, taken.bunch.line.line_id))
    return found


def _shipped(each: Packed, holdings: Holdings) -> Shipped:
    row = each.shipment
    return Shipped(
        shipment=row.pk,
        order=each.holding.order.number,
        number=row.number,
        location=holdings.places[row.location_id],
        units=row.units,
        known=each.known,
        cancelled=row.cancelled_at is not None,
    )
