"""Where SKUs stand: their stock, their open lots and how much waits for them, all in one statement.

It costs the same however many wait: the item counts its own queue.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from makegood.db import sql

Shelf = tuple[str, int, int, int]
"""Units of an item at a location: its name, on hand, reserved, safety stock."""

Dating = tuple[str, str, str | None, str | None, str | None, bool | None]
"""What dates a lot: supplier, location, the day it was ordered, its ETA, its first ETA, and whether it is confirmed.
Days as text: thousands of lots share a few."""

Coming = tuple[str, int, Dating]
"""Open units of a lot: its purchase order, how many, and what dates it."""


@dataclass(slots=True, eq=False)
class Position:
    """One item. `backordered_qty` = units that wait for it, those its bundles lack included; `in_bundle` = it is a
    bundle, or a component of one."""

    item_id: int
    sku: str
    family: str | None
    available_on: date | None
    backordered_qty: int
    in_bundle: bool
    shelves: list[Shelf]
    coming: list[Coming]
    on_hand: int = 0
    reserved: int = 0
    safety_stock: int = 0

    @property
    def available(self) -> int:
        """On hand less reserved less safety stock; below 0 when those who wait were given safety stock."""
        return self.on_hand - self.reserved - self.safety_stock


# One statement, so that stock, lots and queue are of one moment; days are text. Rows begin with what they are of.
_POSITIONS = """
    SELECT 0, i.id, i.sku, i.family, w.name, CAST(i.available_on AS TEXT), i.backordered_qty,
        EXISTS (SELECT 1 FROM makegood_bundlepart p WHERE p.bundle_id = i.id)
            OR EXISTS (SELECT 1 FROM makegood_bundlepart p WHERE p.component_id = i.id),
        s.on_hand, s.reserved, s.safety_stock, CAST(NULL AS TEXT), CAST(NULL AS TEXT)
    FROM makegood_item i
    LEFT JOIN makegood_stock s ON s.item_id = i.id
    LEFT JOIN makegood_location w ON w.id = s.location_id
    WHERE i.{which}
    UNION ALL
    SELECT 1, i.id, p.number, v.name, w.name, CAST(p.ordered_on AS TEXT), l.open_qty, l.confirmed,
        NULL, NULL, NULL, CAST(l.eta AS TEXT), CAST(l.first_eta AS TEXT)
    FROM makegood_item i
    JOIN makegood_incominglot l ON l.item_id = i.id AND l.open_qty > 0
    JOIN makegood_purchaseorder p ON p.id = l.purchase_order_id
    JOIN makegood_supplier v ON v.id = p.supplier_id
    JOIN makegood_location w ON w.id = l.location_id
    WHERE i.{which}
"""
_MANY = _POSITIONS.format(which="sku IN_LIST(%s)")
_BY_ID = _POSITIONS.format(which="id IN_LIST(%s)")
# PostgreSQL keeps one plan for one SKU; for a list it makes a new one each time, which takes longer than the answer.
_ONE = _POSITIONS.format(which="sku = %s")


def positions(skus: Iterable[str]) -> dict[str, Position]:
    """Items by SKU; unknown SKUs are left out."""
    listed = sorted(set(skus))
    if len(listed) == 1:
        return _read(sql.ask(_ONE, listed[0], listed[0]))
    return _read(sql.ask(_MANY, listed, listed))


def positions_by_id(item_ids: Iterable[int]) -> dict[str, Position]:
    """The same, of items by their primary keys."""
    listed = sql.ids(item_ids)
    return _read(sql.ask(_BY_ID, listed, listed))


def _read(rows: Sequence[tuple[Any, ...]]) -> dict[str, Position]:
    found: dict[int, Position] = {}
    lots = []
    for row in rows:
        if row[0]:
            lots.append(row)
            continue
        _, item_id, sku, family, place, day, qty, bundled, on_hand, reserved, safety, _, _ = row
        own = found.get(item_id)
        if own is None:
            sold_from = date.fromisoformat(day) if day else None
            own = found[item_id] = Position(item_id, sku, family, sold_from, qty, bool(bundled), [], [])
        if place is not None:
            own.shelves.append((place, on_hand, reserved, safety))
            own.on_hand += on_hand
            own.reserved += reserved
            own.safety_stock += safety
    for _, item_id, po, supplier, place, day, qty, confirmed, _, _, _, eta, first_eta in lots:
        found[item_id].coming.append((po, qty, (supplier, place, day, eta, first_eta, confirmed)))
    return {own.sku: own for own in found.values()}


def bundle_parts(item_ids: Iterable[int]) -> list[tuple[str, str, int]]:
    """Bundle, component, and units of it in each, of all bundles among these items."""
    return [
        (bundle, component, per)
        for bundle, component, per in sql.ask(
            "SELECT b.sku, c.sku, p.per FROM makegood_bundlepart p JOIN makegood_item b ON b.id = p.bundle_id"
            " JOIN makegood_item c ON c.id = p.component_id WHERE p.bundle_id IN_LIST(%s) ORDER BY b.sku, c.sku",
            sql.ids(item_ids),
        )
    ]


_ON_CHANNELS = """
    WITH RECURSIVE wanted (part_id, item_id, per) AS (
        SELECT id, id, 1 FROM makegood_item WHERE sku IN_LIST(%s)
        UNION ALL
        SELECT w.part_id, p.bundle_id, w.per * p.per
        FROM wanted w JOIN makegood_bundlepart p ON p.component_id = w.item_id
        WHERE w.part_id NOT IN (SELECT bundle_id FROM makegood_bundlepart)
    )
    SELECT i.sku, c.name, sum(b.qty * w.per) FROM wanted w
    JOIN makegood_item i ON i.id = w.part_id
    JOIN makegood_backorder b ON b.item_id = w.item_id AND b.state = 'open'
    JOIN makegood_channel c ON c.id = b.channel_id{which} GROUP BY i.sku, c.name
"""


def waiting_on_channels(skus: Iterable[str], *, channel: str | None = None) -> dict[str, dict[str, int]]:
    """Units that wait, by SKU and channel; of a last component those its bundles lack too, as the item counts them.
    `channel` = on that one alone; where it has a cap of its own, that bounds what is read."""
    listed = sorted(set(skus))
    if channel is None:
        rows = sql.ask(_ON_CHANNELS.format(which=""), listed)
    else:
        rows = sql.ask(_ON_CHANNELS.format(which=" WHERE c.name = %s"), listed, channel)
    found: dict[str, dict[str, int]] = {}
    for sku, name, qty in rows:
        found.setdefault(sku, {})[name] = int(qty)
    return found


def channel_names() -> list[str]:
    """Every channel that an order came from."""
    return [name for (name,) in sql.ask("SELECT name FROM makegood_channel ORDER BY name")]
