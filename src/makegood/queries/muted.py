"""Orders that an import left muted, group by group, and what would go out (spec 5.10)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from makegood.db import sql
from makegood.db.models import Order


class Muted(NamedTuple):
    """A muted order. `told` = some line's customer was told before the import; `short` = units of it wait now."""

    order_pk: int
    number: str
    channel: str
    customer_pk: int | None
    told: bool
    short: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Muted orders of one channel whose customers were told before, or were not. `notices` = those that would go if
    they were sent now, `digests` = messages if each customer got one for all."""

    channel: str
    told: bool
    orders: int
    notices: int
    digests: int


def muted_orders() -> list[Muted]:
    """Every muted order, by its number."""
    rows = sql.ask("""
        SELECT o.id, o.number, c.name, o.customer_id,
            EXISTS (SELECT 1 FROM makegood_orderline l WHERE l.order_id = o.id AND l.notified_on IS NOT NULL),
            EXISTS (SELECT 1 FROM makegood_backorder b WHERE b.order_id = o.id AND b.state = 'open')
        FROM makegood_order o JOIN makegood_channel c ON c.id = o.channel_id WHERE o.muted ORDER BY c.name, o.number
        """)
    return [
        Muted(pk, number, name, who, bool(told), bool(short)) for pk, number, name, who, told, short in rows
    ]


def muted_number() -> int:
    """How many orders are muted."""
    return Order.objects.filter(muted=True).count()


def messages(orders: Iterable[Muted]) -> int:
    """How many customers these orders have; an order without one counts as its own."""
    return len({(each.customer_pk is None, each.customer_pk or each.order_pk) for each in orders})


def muted_groups() -> list[Group]:
    """Muted orders by channel, those that were told nothing first."""
    found: dict[tuple[str, bool], list[Muted]] = {}
    for each in muted_orders():
        found.setdefault((each.channel, each.told), []).append(each)
    return [
        Group(channel, told, len(own), len(short), messages(short))
        for (channel, told), own in sorted(found.items())
        for short in [[each for each in own if each.short]]
    ]


def held_notices() -> list[int]:
    """Queued notices that the brake holds."""
    return [
        pk
        for (pk,) in sql.ask(
            "SELECT id FROM makegood_notice WHERE state = 'queued' AND held_for <> '' ORDER BY id"
        )
    ]
