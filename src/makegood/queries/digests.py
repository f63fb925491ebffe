"""Whose messages about several orders go as one: a business customer's of a day, and an import's (spec 5.1, 5.10)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db.models import Q

from makegood.almanac import zones_of
from makegood.db import sql
from makegood.db.models import Notice, Order
from makegood.domain.notice.digest import may_wait, next_digest
from makegood.domain.notice.quiet import next_open
from makegood.domain.terms.policy.shop import ChannelPolicy
from makegood.queries.letters import Composed
from makegood.queries.sending import may_go
from makegood.queries.shop import Shop

MOST = 40
"""One message tells of so many orders at most; nobody reads a longer one."""
AT_CUTOVER = "cutover:"
"""How a digest begins that the owner chose at an import; its day follows."""
ALONE = "alone"
"""The digest of what could not be written together with others: it goes order by order."""


def together(shop: Shop, order_id: int, *, now: datetime) -> list[int]:
    """The orders whose messages are due and go as one with that of this order, which is the first of them."""
    found = Order.objects.filter(pk=order_id, customer__isnull=False)
    who = found.values_list("customer_id", "business", "language").first()
    if who is None:
        return [order_id]
    customer, business, language = who
    due = may_go(now=now).filter(order__customer_id=customer).exclude(digest=ALONE)
    # An order of a consumer goes with others where the owner chose so at an import, and with nothing else.
    wanted = ~Q(digest="") | Q(order__business=True) if business else ~Q(digest="")
    names = ("order_id", "order__channel__name", "order__language")
    rows = due.filter(wanted).order_by("due_at", "pk").values_list(*names)
    # One message is in one language.
    ours = _tongue(shop, language)
    orders = list(
        dict.fromkeys(pk for pk, channel, own in rows if mailed(shop, channel) and _tongue(shop, own) == ours)
    )
    if order_id not in orders:
        return [order_id]
    return [order_id, *(pk for pk in orders if pk != order_id)][:MOST]


def _tongue(shop: Shop, language: str | None) -> str:
    """What a message is written in: an order that names no language is written to in the shop's. Channels spell the
    same one in several ways."""
    return (language or shop.policy.shop.language).strip().lower().replace("_", "-")


def daily(shop: Shop, order_ids: Collection[int]) -> set[int]:
    """Those of the orders that are told in one message a day: of businesses, where e-mail is allowed."""
    return {pk for pk, who in _customers(shop, order_ids).items() if who.business}


def waits_until(shop: Shop, found: Composed, *, due_at: datetime) -> datetime | None:
    """When the day's message goes that this one, due at a moment, waits for; None = it must not wait."""
    at = next_digest(due_at, at=shop.policy.notice.digest_at, zone=shop.zone)
    opens_at = next_hour(shop, at, country=found.order.country)
    until = shop.day(opens_at)
    if found.notice is None or not may_wait(found.notice, until=until, held_to=found.held_to):
        return None
    return opens_at


def next_hour(shop: Shop, moment: datetime, *, country: str | None) -> datetime:
    """The first moment from this one on at which somebody in a country may be written to."""
    policy = shop.policy.notice
    zones = zones_of(country or "") or (shop.zone,)
    return next_open(moment, zones=zones, quiet_from=policy.quiet_from, quiet_until=policy.quiet_until)


def recipients(shop: Shop, rows: Mapping[int, Sequence[Notice]]) -> dict[int, Hashable]:
    """By order whom a message of these notices goes to: orders of one recipient make one message where they go at
    once."""
    found = _customers(shop, rows)
    return {
        pk: _recipient(pk, found.get(pk), shared=any(row.digest not in ("", ALONE) for row in own))
        for pk, own in rows.items()
    }


class Bundles:
    """In how many messages orders are told that are all due at one moment."""

    def __init__(self, shop: Shop, going: Mapping[int, Composed], *, due_at: datetime) -> None:
        self._shop, self._going, self._due_at = shop, going, due_at
        self._people = _customers(shop, going)

    def number(self, order_ids: Iterable[int], *, shared: bool) -> int:
        """Messages about these of them; `shared` = each customer was to get one for all. What goes at another hour, to
        somebody who sleeps now or with the day's message, goes by itself."""
        orders = Counter(self._message(pk, shared=shared) for pk in order_ids)
        return sum(-(-each // MOST) for each in orders.values())

    def _message(self, pk: int, *, shared: bool) -> Hashable:
        who, found = self._people.get(pk), self._going[pk]
        at = next_hour(self._shop, self._due_at, country=found.order.country)
        if who is not None and who.business and not shared:
            at = max(at, waits_until(self._shop, found, due_at=at) or at)
        return _recipient(pk, who, shared=shared), at


def _recipient(pk: int, who: _Who | None, *, shared: bool) -> Hashable:
    """Whom an order's message goes to: its customer with their others, or whoever reads of it alone."""
    alone = who is None or not (who.business or shared)
    return ("order", pk) if who is None or alone else ("customer", who.customer, who.language)


def mailed(shop: Shop, channel: str) -> bool:
    """True where customers of a channel may be e-mailed; else a person passes each message on by the channel's own."""
    return shop.policy.channels.get(channel, ChannelPolicy()).email_allowed


class _Who(NamedTuple):
    """Whose order it is, whether they bought it for a business, and the language they are written to in."""

    customer: int
    business: bool
    language: str


def _customers(shop: Shop, order_ids: Collection[int]) -> dict[int, _Who]:
    """The customers of those of the orders that have one, and a channel where they may be e-mailed."""
    rows = sql.ask(
        """
        SELECT o.id, c.name, o.customer_id, o.business, o.language FROM makegood_order o
        JOIN makegood_channel c ON c.id = o.channel_id WHERE o.customer_id IS NOT NULL AND o.id IN_LIST(%s)
        """,
        sql.ids(order_ids),
    )
    return {
        pk: _Who(customer, bool(business), _tongue(shop, language))
        for pk, channel, customer, business, language in rows
        if mailed(shop, channel)
    }
