"""Orders that an import left muted, group by group, and what would go out (spec 5.10)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from makegood.db import sql
from makegood.db.models import Order
from makegood.queries.digests import Bundles
from makegood.queries.letters import Composed, compose
from makegood.queries.sending import COLLECT
from makegood.queries.shop import Shop


class Muted(NamedTuple):
    """A muted order. `told` = some line's customer was told before the import; `short` = units of it wait now; `gone` =
    its customer is forgotten."""

    order_pk: int
    number: str
    channel: str
    told: bool
    short: bool
    gone: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Muted orders of one channel whose customers were told before, or were not. `waiting` = those of which units wait
    now, `notices` = messages that would go if they were sent now, `digests` = if each customer got one for all."""

    channel: str
    told: bool
    orders: int
    waiting: int
    notices: int
    digests: int


def muted_orders() -> list[Muted]:
    """Every muted order, by its number."""
    rows = sql.ask("""
        SELECT o.id, o.number, c.name,
            EXISTS (SELECT 1 FROM makegood_orderline l WHERE l.order_id = o.id AND l.notified_on IS NOT NULL),
            EXISTS (SELECT 1 FROM makegood_backorder b WHERE b.order_id = o.id AND b.state = 'open'),
            EXISTS (SELECT 1 FROM makegood_customer p WHERE p.id = o.customer_id AND p.erased_at IS NOT NULL)
        FROM makegood_order o JOIN makegood_channel c ON c.id = o.channel_id WHERE o.muted ORDER BY c.name, o.number
        """)
    return [Muted(pk, number, name, *map(bool, flags)) for pk, number, name, *flags in rows]


def muted_number() -> int:
    """How many orders are muted."""
    return Order.objects.filter(muted=True).count()


def _would_read(shop: Shop, orders: Collection[Muted], *, now: datetime) -> dict[int, Composed]:
    """What the customers of these orders would be told if they were muted no longer, by order id: who has nothing to be
    told is left out. Whoever was told before us reads how their order stands."""
    short = [each for each in orders if each.short and not each.gone]
    told = {each.order_pk for each in short if each.told}
    found = compose(shop, {each.order_pk: () for each in short}, today=shop.day(now), due=told)
    return {pk: each for pk, each in found.items() if each.notice is not None and not each.missing}


def messages(shop: Shop, orders: Collection[Muted], *, now: datetime, shared: bool) -> int:
    """In how many messages these orders' customers would read that; `shared` = each was to get one for all."""
    going = _would_read(shop, orders, now=now)
    return Bundles(shop, going, due_at=now + COLLECT).number(going, shared=shared)


def muted_groups(shop: Shop, *, now: datetime) -> list[Group]:
    """Muted orders by channel, those that were told nothing first."""
    by_group: dict[tuple[str, bool], list[Muted]] = {}
    for each in muted_orders():
        by_group.setdefault((each.channel, each.told), []).append(each)
    if not by_group:
        return []
    going = _would_read(shop, [each for own in by_group.values() for each in own], now=now)
    bundles = Bundles(shop, going, due_at=now + COLLECT)
    found = []
    for (channel, told), own in sorted(by_group.items()):
        read = [each.order_pk for each in own if each.order_pk in going]
        alone, shared = (bundles.number(read, shared=together) for together in (False, True))
        found.append(Group(channel, told, len(own), sum(each.short for each in own), alone, shared))
    return found


def held_notices() -> list[int]:
    """Queued notices that the brake holds."""
    return [
        pk
        for (pk,) in sql.ask(
            "SELECT id FROM makegood_notice WHERE state = 'queued' AND held_for <> '' ORDER BY id"
        )
    ]
