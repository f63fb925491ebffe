"""Rows as facts of the domain."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from makegood.db import sql
from makegood.db.locks import FAMILY_AND_SUBSTITUTES
from makegood.db.models import Customer, Item, Location, Order, OrderLine, Stock
from makegood.db.rows import stub
from makegood.domain.terms import demand, stock


def policy_documents(*, up_to: int | None = None, without: Collection[str] = ()) -> list[str]:
    """The newest document of each area of the policy, as TOML; `up_to` = as it was at that revision, `without` = areas
    to leave out."""
    then, values = ("", ()) if up_to is None else ("WHERE revision <= %s", (up_to,))
    versions = sql.ask(f"SELECT area, document FROM makegood_policyversion {then} ORDER BY revision", *values)  # noqa: S608
    return [document for area, document in dict(versions).items() if area not in without]


def newest_revision() -> tuple[int, str]:
    """The policy's revision and its digest; (0, "") while all is at its defaults."""
    found = sql.ask("SELECT revision, digest FROM makegood_policyversion ORDER BY revision DESC LIMIT 1")
    return (found[0][0], found[0][1]) if found else (0, "")


def supply_mark(*, before: date) -> tuple[object, ...]:
    """What changes when there is news of suppliers: the last receipt before that day, the last lot, the last undo."""
    (found,) = sql.ask(
        "SELECT (SELECT id FROM makegood_receipt WHERE received_on < %s ORDER BY id DESC LIMIT 1),"
        " (SELECT max(id) FROM makegood_incominglot),"
        " (SELECT max(undone_at) FROM makegood_receipt WHERE undone_at IS NOT NULL)",
        before.isoformat(),
    )
    return found


_SUBSTITUTES = """
    SELECT 0 AS is_part, s.item_id AS of_item, s.place AS number, i.sku AS other
    FROM makegood_substitute s JOIN makegood_item i ON i.id = s.substitute_id
"""
_PARTS = """
    SELECT 1 AS is_part, p.bundle_id AS of_item, p.per AS number, i.sku AS other
    FROM makegood_bundlepart p JOIN makegood_item i ON i.id = p.component_id
"""
_RELATED = f"""
    {_SUBSTITUTES} WHERE s.item_id IN_LIST(%s) UNION ALL {_PARTS} WHERE p.bundle_id IN_LIST(%s)
"""
_BESIDE = f"LEFT JOIN ({_SUBSTITUTES} UNION ALL {_PARTS}) related ON of_item = id"
_CONFIRMED = """(
    SELECT sum(c.open_qty) FROM makegood_incominglot c
    WHERE c.confirmed AND c.open_qty > 0 AND c.item_id = makegood_item.id
) AS to_come"""
_Related = tuple[int, int, int, str]
"""Whether it is a component, of which item, its place or its units in each, and its SKU."""


def items(rows: Iterable[Item]) -> dict[str, demand.Item]:
    """Items by SKU, with their substitutes and components."""
    by_pk = {row.pk: row for row in rows}
    listed = sql.ids(by_pk)
    related: Any = sql.ask(_RELATED, listed, listed)
    return _catalogue(by_pk, related)


class Around(NamedTuple):
    """Items by id and, as facts, by SKU; `confirmed` = units of each that suppliers confirmed and that are to come."""

    rows: Mapping[int, Item]
    confirmed: Mapping[int, int]
    catalogue: Mapping[str, demand.Item]


def items_around(ids: Iterable[int]) -> Around:
    """Items with what could go instead of them, and the families of both, in one look."""
    listed = sql.ids(ids)
    found = sql.read_beside(
        Item,
        f"{_CONFIRMED}, is_part, of_item, number, other",
        _BESIDE,
        f"id IN ({FAMILY_AND_SUBSTITUTES})",
        listed,
        listed,
    )
    by_pk = {row.pk: row for row, *_ in found}
    confirmed = {row.pk: int(to_come or 0) for row, to_come, *_ in found}
    related: Any = [beside for _, _, *beside in found if beside[0] is not None]
    return Around(by_pk, confirmed, _catalogue(by_pk, related))


def confirmed_units(ids: Iterable[int]) -> dict[int, int]:
    """Confirmed units to come, by item."""
    text = f"SELECT id, {_CONFIRMED} FROM makegood_item WHERE id IN_LIST(%s)"  # noqa: S608 - our own words
    found = sql.ask(text, sql.ids(ids))
    return {pk: int(to_come or 0) for pk, to_come in found}


def _catalogue(by_pk: Mapping[int, Item], related: Iterable[_Related]) -> dict[str, demand.Item]:
    substitutes: dict[int, list[tuple[int, str]]] = {}
    parts: dict[int, list[tuple[str, int]]] = {}
    for is_part, item_id, number, sku in related:
        if is_part:
            parts.setdefault(item_id, []).append((sku, number))
        else:
            substitutes.setdefault(item_id, []).append((number, sku))
    return {
        row.sku: demand.Item(
            sku=row.sku,
            title=row.title,
            family=row.family,
            unit_price=row.unit_price,
            unit_cost=row.unit_cost,
            available_on=row.available_on,
            seasonal_until=row.seasonal_until,
            fragile=row.fragile,
            unique=row.is_unique,
            discontinued=row.discontinued,
            substitutes=tuple(sku for _, sku in sorted(substitutes.get(row.pk, ()))),
            bundle_of=tuple(sorted(parts.get(row.pk, ()))),
        )
        for row in by_pk.values()
    }


def order_line(
    line: OrderLine,
    *,
    order: Order,
    channel: str,
    sku: str,
    customer: Customer | None,
    location: str | None = None,
    quantity: int | None = None,
) -> demand.OrderLine:
    """An order line as the rules see it. `quantity` = only so many of its units, all of them open: a backorder."""
    whole = quantity is None
    return demand.OrderLine(
        order_id=order.number,
        line_id=line.line_id,
        sku=sku,
        quantity=line.ordered_qty if quantity is None else quantity,
        placed_at=line.joined_at or order.placed_at,
        placed_on=order.placed_on,
        channel=channel,
        location=location,
        customer=customer.name if customer else None,
        business=order.business,
        customer_tier=customer.tier if customer else None,
        email=customer.email if customer else None,
        language=order.language,
        country=order.country,
        unit_price=line.unit_price,
        currency=order.currency,
        need_by=line.need_by,
        ship_by=line.ship_by,
        ship_after=line.ship_after,
        cancel_after=line.cancel_after,
        service=order.service,
        ship_complete=order.ship_complete,
        on_hold=order.on_hold,
        shipped_qty=line.shipped_qty if whole else 0,
        cancelled_qty=line.cancelled_qty + line.substituted_qty if whole else 0,
        promised_from=line.promised_from,
        promised_to=line.promised_to,
        notified_on=line.notified_on,
        next_update_on=line.next_update_on,
        authorised_amount=order.authorised_amount,
        authorised_until=order.authorised_until,
        captured_amount=order.captured_amount,
    )


_LOTS = """
    SELECT p.number, i.sku, l.quantity, s.name, w.name, p.ordered_on, l.eta, l.first_eta, l.confirmed, l.received_on,
        l.received_qty, l.cancelled_qty + l.short_qty
    FROM makegood_incominglot l
    JOIN makegood_purchaseorder p ON p.id = l.purchase_order_id
    JOIN makegood_supplier s ON s.id = p.supplier_id
    JOIN makegood_item i ON i.id = l.item_id
    JOIN makegood_location w ON w.id = l.location_id
"""


def open_lots(*, item_ids: Iterable[int]) -> list[stock.IncomingLot]:
    """What is still to come of these items."""
    return _lots("WHERE l.item_id IN_LIST(%s) AND l.open_qty > 0 ORDER BY l.id", sql.ids(item_ids))


def lots_of(*, item_ids: Iterable[int]) -> list[stock.IncomingLot]:
    """Every lot of these items that there ever was."""
    return _lots("WHERE l.item_id IN_LIST(%s) ORDER BY l.id", sql.ids(item_ids))


def supplier_record(*, before: date, supplier: str | None = None) -> list[stock.IncomingLot]:
    """What suppliers are judged by, or one of them: lots received before that day, and open ones due before it."""
    day = before.isoformat()
    judged = "(l.received_on < %s OR (l.received_on IS NULL AND l.open_qty > 0 AND l.first_eta < %s))"
    if supplier is None:
        return _lots(f"WHERE {judged} ORDER BY l.id", day, day)
    return _lots(f"WHERE {judged} AND s.name = %s ORDER BY l.id", day, day, supplier)


def _lots(where: str, *values: object) -> list[stock.IncomingLot]:
    return [
        stock.IncomingLot(
            po=po,
            sku=sku,
            quantity=quantity,
            supplier=supplier,
            location=location,
            ordered_on=ordered_on,
            eta=eta,
            first_eta=first_eta,
            confirmed=confirmed,
            received_on=received_on,
            received_qty=received_qty,
            # What will never come was cut, whoever says so.
            cancelled_qty=cut_qty,
        )
        for (
            po, sku, quantity, supplier, location, ordered_on, eta, first_eta, confirmed, received_on,
            received_qty, cut_qty,
        ) in sql.ask(_LOTS + where, *values)
    ]  # fmt: skip


def stock_of(*, item_ids: Iterable[int]) -> dict[int, list[Stock]]:
    """Stock rows by item, in order of location name; read under the lock of their items."""
    found: dict[int, list[Stock]] = {}
    places: dict[int, Location] = {}
    for pk, item_id, on_hand, reserved, safety_stock, quarantine, place, name in sql.ask(
        "SELECT s.id, s.item_id, s.on_hand, s.reserved, s.safety_stock, s.quarantine, w.id, w.name"
        " FROM makegood_stock s JOIN makegood_location w ON w.id = s.location_id WHERE s.item_id IN_LIST(%s)"
        " ORDER BY s.id",
        sql.ids(item_ids),
    ):
        row = stub(
            Stock,
            id=pk,
            item_id=item_id,
            location_id=place,
            on_hand=on_hand,
            reserved=reserved,
            safety_stock=safety_stock,
            quarantine=quarantine,
        )
        row.location = places.setdefault(place, stub(Location, id=place, name=name))
        found.setdefault(item_id, []).append(row)
    for own in found.values():
        own.sort(key=lambda row: row.location.name)
    return found
