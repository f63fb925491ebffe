"""A parcel never left, or came back before the carrier took it: all is as it was before it shipped (spec 8.2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from makegood.db import facts
from makegood.db.models import Allocation, Backorder, Shipment
from makegood.db.rows import by_id, load
from makegood.db.sql import among
from makegood.domain.intake import components
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.state import BackorderState
from makegood.services import _transition
from makegood.services._holdings import Holdings, again, hold
from makegood.services._orders import order_ids
from makegood.services._transition import Move
from makegood.services._work import Work
from makegood.services.release._shelves import Shelves
from makegood.services.release.commands import CancelShipments, ParcelName, Shipped


def cancel_shipments(work: Work, command: CancelShipments) -> list[Shipped]:
    """Put the units of shipments back on their shelves, allocated to their lines; cancelled ones are known.

    An ended case stays ended: the units get a new one, linked to it and allocated. They are not released again.
    Raises DomainError('order_unknown'), ('order_ambiguous'), ('shipment_unknown'), ('units_returned') when the
    customer sent some of it back: then the parcel did leave; ('shipped_before_import') for what left before we knew
    the order: nobody here knows what was in it and where it lay; ('bundle_changed') when a bundle in it is made up
    otherwise by now: what was packed would fill no order as it is wanted today.
    """
    ids = _ids(command.shipments)
    found = load(Shipment.objects.filter(pk__in=among(ids)))
    if len(found) < len(ids):
        raise DomainError("shipment_unknown", {"shipments": sorted(set(ids) - {row.pk for row in found})})
    holdings = hold((row.order_id for row in found), item_ids=_item_ids(ids))
    rows = by_id(load(Shipment.objects.filter(pk__in=among(ids))))
    known = {pk for pk, row in rows.items() if row.cancelled_at is not None}
    fresh = [rows[pk] for pk in ids if pk not in known]
    _check_ours(fresh)
    for row in fresh:
        _take_off(work, holdings, row)
    _put_back(work, holdings, fresh, command.why)
    return [_cancelled(rows[pk], holdings, pk in known) for pk in ids]


def _ids(names: Sequence[int | ParcelName]) -> list[int]:
    """Keys of the shipments, each once."""
    by_name = [name for name in names if isinstance(name, ParcelName)]
    orders = order_ids(name.order for name in by_name)
    rows = load(Shipment.objects.exclude(number="").filter(order_id__in=among(orders.values())))
    numbered = {(row.order_id, row.number): row.pk for row in rows}
    found: list[int] = []
    for name in names:
        if isinstance(name, int):
            found.append(name)
            continue
        pk = numbered.get((orders[name.order], name.number))
        if pk is None:
            raise DomainError("shipment_unknown", {"order": name.order.number, "number": name.number})
        found.append(pk)
    return list(dict.fromkeys(found))


def _item_ids(ids: Sequence[int]) -> set[int]:
    """Items of what left: its lines may hold nothing any more."""
    left = Allocation.objects.filter(shipment_id__in=among(ids))
    return set(left.values_list("stock__item_id", flat=True).distinct())


def _check_ours(shipments: Sequence[Shipment]) -> None:
    """What left this shop left its shelves. Raises DomainError('shipped_before_import') for what did not."""
    left = Allocation.objects.filter(shipment_id__in=among(row.pk for row in shipments))
    ours = set(left.values_list("shipment_id", flat=True))
    before = [row.pk for row in shipments if row.pk not in ours]
    if before:
        raise DomainError("shipped_before_import", {"shipments": before})


def _take_off(work: Work, holdings: Holdings, shipment: Shipment) -> None:
    """The line's units count as reserved again. Raises DomainError('units_returned')."""
    lines = holdings.orders[shipment.order_id].lines
    for line_id, qty in shipment.units.items():
        line = lines[line_id]
        if line.shipped_qty - qty < line.returned_qty:
            raise DomainError(
                "units_returned",
                {"shipment": shipment.pk, "line": line_id, "qty": qty, "returned_qty": line.returned_qty},
            )
        work.set(line, shipped_qty=line.shipped_qty - qty, reserved_qty=line.reserved_qty + qty)
    work.set(shipment, cancelled_at=work.now)


def _put_back(work: Work, holdings: Holdings, shipments: Sequence[Shipment], why: str) -> None:
    left = [
        row
        for row in load(
            Allocation.objects.filter(shipment_id__in=among(each.pk for each in shipments)).order_by("pk")
        )
        if row.state == "shipped"
    ]
    _check_parts(holdings, shipments, left)
    by_pk = {each.pk: each for each in shipments}
    told, fresh_of = _reopen(work, holdings, left)
    shelves = Shelves(work, holdings, cause="shipment_cancelled", kind="release.shipment_cancelled")
    for row in left:
        shipment = by_pk[row.shipment_id or 0]
        backorder_id = fresh_of.get(row.backorder_id) if row.backorder_id is not None else None
        # The run gave them once: what lies there again came from the parcel.
        values = {"run_id": None, "release_id": None, "shipment_id": None, "backorder_id": backorder_id}
        again(work, row, state="held", **values)
        work.set(row, state="withdrawn")
        shelves.move(shipment, row, row.qty)
    for shipment in shipments:
        data: dict[str, Any] = {
            "shipment": shipment.pk,
            "lines": {line: {"shipped": -qty, "reserved": qty} for line, qty in shipment.units.items()},
            "backorders": told.get(shipment.pk, []),
            "why": why,
        }
        work.tell(holdings.orders[shipment.order_id].order, "release.shipment_cancelled", data)
    shelves.tell()


def _check_parts(holdings: Holdings, shipments: Sequence[Shipment], left: Iterable[Allocation]) -> None:
    """What was packed is what its lines need today. Raises DomainError('bundle_changed')."""
    packed: dict[tuple[int, int], Counter[int]] = {}
    for row in left:
        packed.setdefault((row.shipment_id or 0, row.line_id), Counter())[holdings.item_of[row.stock_id]] += (
            row.qty
        )
    catalogue = facts.items(holdings.items.values())
    keys = {item.sku: pk for pk, item in holdings.items.items()}
    for shipment in shipments:
        lines = holdings.orders[shipment.order_id].lines
        for line_id, qty in shipment.units.items():
            sku = holdings.items[lines[line_id].item_id].sku
            needed = {keys[part]: qty * per for part, per in components(sku=sku, items=catalogue).items()}
            if packed.get((shipment.pk, lines[line_id].pk)) != needed:
                raise DomainError("bundle_changed", {"shipment": shipment.pk, "line": line_id, "sku": sku})


def _reopen(
    work: Work, holdings: Holdings, left: Iterable[Allocation]
) -> tuple[dict[int, list[dict[str, Any]]], dict[int, int]]:
    """New cases for the ended ones, allocated at once: how each shipment's event tells of them; new key by old."""
    shipment_of = {row.backorder_id: row.shipment_id for row in left if row.backorder_id is not None}
    ended = load(Backorder.objects.filter(pk__in=among(shipment_of)).order_by("pk"))
    fresh = _transition.reopen(work, ended)
    told: dict[int, list[dict[str, Any]]] = {}
    names = {line.pk: line for holding in holdings.orders.values() for line in holding.lines.values()}
    for old, row in zip(ended, fresh, strict=True):
        told.setdefault(shipment_of[old.pk] or 0, []).append(_transition.opened(row, names[row.line_id]))
    moved = _transition.move(work, [Move(row, BackorderState.ALLOCATED, row.qty) for row in fresh])
    for old, row in zip(ended, moved, strict=True):
        fragment = _transition.told("open", row, names[row.line_id].line_id)
        told[shipment_of[old.pk] or 0].append(fragment)
    return told, {old.pk: row.pk for old, row in zip(ended, moved, strict=True)}


def _cancelled(row: Shipment, holdings: Holdings, known: bool) -> Shipped:
    return Shipped(
        shipment=row.pk,
        order=holdings.orders[row.order_id].order.number,
        number=row.number,
        location=holdings.places[row.location_id],
        units=row.units,
        known=known,
        cancelled=True,
    )
