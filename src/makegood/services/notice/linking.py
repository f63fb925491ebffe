"""Links to pages of orders: made for a message or by hand, and ended. A secret is told once and kept nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe

from django.conf import settings
from django.db.models import Q

from makegood.db import locks, sql
from makegood.db.models import Link, Order
from makegood.db.rows import load, new
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.policy.shop import ChannelPolicy, may_ask
from makegood.queries.portal import digest_of, opens_still
from makegood.services._orders import OrderName, order_ids
from makegood.services._work import Work

UNTOLD = "…"
"""What stands for a secret where it is not told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveLinks:
    """Make a link to each order's page, for a customer who has lost theirs. Older ones go on opening it."""

    orders: tuple[OrderName, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EndLinks:
    """End every link to these orders' pages at once: one went to the wrong person."""

    orders: tuple[OrderName, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """A new link, told this once, and until when it opens the page at least."""

    order: str
    address: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class LinksEnded:
    """How many links to an order's page ended now."""

    order: str
    links: int


def address(secret: str) -> str:
    """Where the order's page is for whoever has the secret of a link to it."""
    return f"{settings.SHOP_URL}/{settings.PORTAL_PATH}/{secret}"


def new_link(work: Work, order_id: int) -> tuple[str, Link]:
    """A way to this order and to no other: its secret, and the row that keeps only a hash of it."""
    secret = token_urlsafe(24)
    until = work.now + timedelta(days=work.shop.policy.notice.link_days)
    row = new(Link, order_id=order_id, digest=digest_of(secret), made_at=work.now, expires_at=until)
    work.add(row)
    return secret, row


def give_links(work: Work, command: GiveLinks) -> list[Given]:
    """Make them. Raises DomainError('order_unknown'), ('order_ambiguous'), ('customer_erased'),
    ('channel_forbids')."""
    orders = locks.heads(order_ids(command.orders).values())
    erased = Order.objects.filter(pk__in=sql.among(orders), customer__erased_at__isnull=False)
    if erased.exists():
        raise DomainError("customer_erased", {"orders": sorted(erased.values_list("number", flat=True))})
    channels = dict(Order.objects.filter(pk__in=sql.among(orders)).values_list("pk", "channel__name"))
    policy = work.shop.policy
    closed = [pk for pk, name in channels.items() if not may_ask(policy.channels.get(name, ChannelPolicy()))]
    if closed:
        raise DomainError(
            "channel_forbids",
            {"orders": [orders[pk].number for pk in closed], "expected": "a channel that lets us ask"},
        )
    given = []
    for pk, order in sorted(orders.items()):
        secret, row = new_link(work, pk)
        work.tell(order, "notice.link_given", {"expires_at": row.expires_at.isoformat()})
        given.append(Given(order.number, address(secret), row.expires_at))
    return given


def end_links(work: Work, command: EndLinks) -> list[LinksEnded]:
    """End those that are open. Raises DomainError('order_unknown'), ('order_ambiguous')."""
    orders = locks.heads(order_ids(command.orders).values())
    still = [pk for pk in orders if opens_still(work.shop, pk, now=work.now)]
    opens = Q(expires_at__gt=work.now) | Q(order_id__in=sql.among(still))
    open_now = Link.objects.filter(opens, order_id__in=sql.among(orders), revoked_at__isnull=True)
    ended = dict.fromkeys(orders, 0)
    for row in load(open_now.order_by("pk")):
        work.set(row, revoked_at=work.now)
        ended[row.order_id] += 1
    for pk, order in sorted(orders.items()):
        if ended[pk]:
            work.tell(order, "notice.links_ended", {"links": ended[pk]})
    return [LinksEnded(order.number, ended[pk]) for pk, order in sorted(orders.items())]
