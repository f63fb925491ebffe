"""Who holds units of a stock row: every live allocation with what its line's rank depends on."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import NamedTuple

from makegood.db import sql
from makegood.db.waiting import moment


class Held(NamedTuple):
    """One live allocation of a stock row; `qty` in units of the stock's item. `release_id` None = it is held."""

    allocation_id: int
    stock_id: int
    qty: int
    line_pk: int
    order_pk: int
    firm: bool
    release_id: int | None
    picking: bool | None
    sku: str
    line_id: str
    number: str
    channel: str
    placed_at: datetime
    placed_on: date
    value: int
    currency: str
    customer_tier: str | None
    need_by: date | None
    ship_by: date | None
    baseline: date


_OF_STOCK = """
    SELECT a.id, a.stock_id, a.qty, l.id, l.order_id, a.firm, a.release_id, r.picking, i.sku, l.line_id, o.number,
        c.name, CAST(coalesce(l.joined_at, o.placed_at) AS text), o.placed_on, o.value, o.currency, p.tier, l.need_by,
        l.ship_by, l.baseline
    FROM makegood_allocation a
    JOIN makegood_orderline l ON l.id = a.line_id
    JOIN makegood_order o ON o.id = l.order_id
    JOIN makegood_channel c ON c.id = o.channel_id
    JOIN makegood_item i ON i.id = l.item_id
    LEFT JOIN makegood_customer p ON p.id = o.customer_id
    LEFT JOIN makegood_release r ON r.id = a.release_id
    WHERE a.state IN ('held', 'released') AND a.stock_id IN_LIST(%s) AND a.state IN_LIST(%s)
    ORDER BY a.id
"""
"""Said twice of the state: the index is of those that live."""


def held_of(stock_ids: Iterable[int], *, states: Collection[str] = ("held",)) -> list[Held]:
    """Every live allocation of these stock rows in these states, oldest first; read under the lock of their items."""
    placed_at = Held._fields.index("placed_at")
    return [
        Held._make((*row[:placed_at], moment(row[placed_at]), *row[placed_at + 1 :]))
        for row in sql.ask(_OF_STOCK, sql.ids(stock_ids), list(states))
    ]
