"""Orders that an import left muted, group by group, and what would go out (spec 5.10)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from makegood.db import sql
from makegood.db.models import Order
from makegood.queries.digests import Bundles
from makegood.queries.letters import compose
from makegood.queries.sending import COLLECT
from makegood.queries.shop import Shop

COUNTED = 500
"""Of so many orders the messages are counted by writing each, which takes about a millisecond; of more, each order that
waits counts as one, which is never too few for the brake."""


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
    now, `notices` = messages that would go if they were sent now, `digests` = if each customer got one for all; not
    `exact` = no more than that: they are too many to be counted at each look."""

    channel: str
    told: bool
    orders: int
    waiting: int
    notices: int
    digests: int
    exact: bool


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


class _Count:
    """In how many messages muted orders' customers would read how they stand, if they were muted no longer. Who has
    nothing to be told is left out; whoever was told before us reads it as an update."""

    def __init__(self, shop: Shop, orders: Collection[Muted], *, now: datetime) -> None:
        short = [each for each in orders if each.short and not each.gone]
        self.exact = len(short) <= COUNTED
        self._reads = {each.order_pk for each in short}
        if self.exact:
            told = {each.order_pk for each in short if each.told}
            found = compose(shop, dict.fromkeys(self._reads, ()), today=shop.day(now), due=told)
            going = {pk: each for pk, each in found.items() if each.notice is not None and not each.missing}
            self._reads = set(going)
            self._bundles = Bundles(shop, going, due_at=now + COLLECT)

    def messages(self, orders: Collection[Muted], *, shared: bool) -> int:
        """About these of them; `shared` = each customer was to get one for all."""
        read = [each.order_pk for each in orders if each.order_pk in self._reads]
        return self._bundles.number(read, shared=shared) if self.exact else len(read)


def messages(shop: Shop, orders: Collection[Muted], *, now: datetime, shared: bool) -> int:
    """In how many messages these orders' customers would read that, or no more than that (`COUNTED`); `shared` = each
    was to get one for all."""
    return _Count(shop, orders, now=now).messages(orders, shared=shared)


def muted_groups(shop: Shop, *, now: datetime) -> list[Group]:
    """Muted orders by channel, those that were told nothing first."""
    by_group: dict[tuple[str, bool], list[Muted]] = {}
    for each in muted_orders():
        by_group.setdefault((each.channel, each.told), []).append(each)
    if not by_group:
        return []
    count = _Count(shop, [each for own in by_group.values() for each in own], now=now)
    found = []
    for (channel, told), own in sorted(by_group.items()):
        alone, shared = (count.messages(own, shared=together) for together in (False, True))
        short = sum(each.short for each in own)
        found.append(Group(channel, told, len(own), short, alone, shared, count.exact))
    return found


def held_notices() -> list[int]:
    """Queued notices that the brake holds."""
    return [
        pk
        for (pk,) in sql.ask(
            "SELECT id FROM makegood_notice WHERE state = 'queued' AND held_for = 'brake' ORDER BY id"
        )
    ]
