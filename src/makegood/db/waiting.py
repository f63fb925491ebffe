"""The queue of some items, read at once: whoever waits or holds units, with what their rank and reach depend on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import NamedTuple

from makegood.db import sql


class Waiting(NamedTuple):
    """One open backorder; quantities in units of its line. `value` in minor units of the order's currency;
    `placed_at` = since when it queues."""

    backorder_id: int
    qty: int
    line_pk: int
    order_pk: int
    item_id: int
    line_id: str
    number: str
    channel: str
    location: str | None
    placed_at: datetime
    placed_on: date
    currency: str
    value: int
    country: str | None
    service: str | None
    ship_complete: bool
    on_hold: bool
    customer_tier: str | None
    need_by: date | None
    ship_by: date | None
    ship_after: date | None
    cancel_after: date | None
    baseline: date
    published_from: date | None
    published_to: date | None
    reserved_qty: int
    backordered_qty: int


# Days and moments as text: thousands of lines share a few days, and each is read once.
_LINE = """
    l.line_id, o.number, c.name, w.name, CAST(coalesce(l.joined_at, o.placed_at) AS TEXT),
    CAST(o.placed_on AS TEXT), o.currency, o.value, o.country, o.service, o.ship_complete, o.on_hold, u.tier,
    CAST(l.need_by AS TEXT), CAST(l.ship_by AS TEXT),
    CAST(l.ship_after AS TEXT), CAST(l.cancel_after AS TEXT), CAST(l.baseline AS TEXT),
    CAST(l.published_from AS TEXT), CAST(l.published_to AS TEXT), l.reserved_qty, l.backordered_qty
"""
_AROUND = """
    JOIN makegood_order o ON o.id = l.order_id
    JOIN makegood_channel c ON c.id = o.channel_id
    LEFT JOIN makegood_location w ON w.id = l.location_id
    LEFT JOIN makegood_customer u ON u.id = o.customer_id
"""
_WAITING = f"""
    SELECT b.id, b.qty, b.line_id, b.order_id, b.item_id, {_LINE}
    FROM makegood_backorder b JOIN makegood_orderline l ON l.id = b.line_id {_AROUND}
    WHERE b.item_id IN_LIST(%s) AND b.state = 'open' ORDER BY b.id
"""  # noqa: S608 - our own words
_STANDING = f"""
    SELECT 0, l.reserved_qty + l.backordered_qty, l.id, l.order_id, l.item_id, {_LINE}
    FROM makegood_orderline l {_AROUND}
    WHERE l.id IN (
        SELECT id FROM makegood_orderline WHERE id IN_LIST(%s)
        UNION SELECT line_id FROM makegood_backorder WHERE state = 'open' AND item_id IN_LIST(%s)
    ) ORDER BY l.id
"""  # noqa: S608 - our own words


def waiting_for(item_ids: Iterable[int]) -> list[Waiting]:
    """Every open backorder of these items, oldest row first; read under the lock of the items."""
    return _read(_WAITING, item_ids)


def standing_of(line_ids: Iterable[int], *, of_items: Iterable[int] = ()) -> list[Waiting]:
    """Order lines as they would wait if all that is open of them did, and with them all of which units wait for these
    items; `backorder_id` says nothing."""
    return _read(_STANDING, line_ids, of_items)


def _read(query: str, *ids: Iterable[int]) -> list[Waiting]:
    columns = list(zip(*sql.ask(query, *map(sql.ids, ids)), strict=True))
    for at, name in enumerate(Waiting._fields if columns else ()):
        if name in _DAYS:
            columns[at] = tuple(map(_day, columns[at]))
        elif name == "placed_at":
            columns[at] = tuple(map(moment, columns[at]))
    return list(map(Waiting._make, zip(*columns, strict=True)))


_DAYS = frozenset(
    (
        "placed_on",
        "need_by",
        "ship_by",
        "ship_after",
        "cancel_after",
        "baseline",
        "published_from",
        "published_to",
    )
)


@lru_cache(maxsize=10_000)
def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@lru_cache(maxsize=10_000)
def moment(text: str) -> datetime:
    """A moment that was read as text."""
    found = datetime.fromisoformat(text)
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
