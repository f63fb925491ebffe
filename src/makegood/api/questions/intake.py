"""What the shop sells, and what it was asked for."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

from django.http import HttpRequest
from ninja import Query

from makegood.api.keys import moment
from makegood.api.paging import Cursor, Limit, page_of
from makegood.api.question import question, rows_of
from makegood.api.questions._asked import OnChannel, Orders, Skus, orders_asked, today_here
from makegood.domain.promise.selling import STORE
from makegood.queries import catalogue, known
from makegood.queries import item as item_now
from makegood.queries import may_wait as may_wait_now
from makegood.queries import muted as muted_now
from makegood.queries import orders as orders_now
from makegood.queries import readiness as readiness_now
from makegood.queries.pages import Page
from makegood.queries.story import stories
from makegood.reports.story import tell_story
from makegood.shapes import shape


class Sku(NamedTuple):
    """An item of the catalogue."""

    sku: str


@question("items", verb="catalogue", answer=page_of(Sku))
def items(request: HttpRequest, limit: Limit = 100, cursor: Cursor = None) -> Any:
    """Every SKU, in the order of the alphabet."""
    found = catalogue.skus().page(limit=limit, cursor=cursor)
    return Page([Sku(each) for each in found.rows], found.next)


@question("item", verb="catalogue", answer=shape(item_now.OneItem))
def item(request: HttpRequest, sku: Annotated[str, Query(description="A SKU.")]) -> Any:
    """How an item stands today, on each channel, and day by day over the next 60."""
    shop, today = today_here()
    return item_now.one_item(sku, shop, today=today)


@question("may-wait", verb="readiness", answer=shape(may_wait_now.MayWait))
def may_wait(request: HttpRequest, sku: Annotated[str, Query(description="A SKU.")]) -> Any:
    """May a SKU wait: the rule in force and who set it, beside what the record recommends."""
    shop, today = today_here()
    return may_wait_now.may_wait(sku, shop, today=today)


class Ready(NamedTuple):
    """Go or no-go of a SKU on a channel. `reasons` = what is missing; `warnings` do not stop it."""

    sku: str
    channel: str
    go: bool
    reasons: tuple[str, ...]
    warnings: tuple[str, ...]


@question("readiness", verb="readiness", answer=page_of(Ready))
def readiness(
    request: HttpRequest,
    sku: Skus = [],  # noqa: B006 - never changed
    channel: Annotated[str, Query(description="A channel.")] = STORE,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Any:
    """Whether SKUs may be listed ahead of their stock, and what is missing."""
    known.check(channel=channel)
    found = catalogue.skus(sku).page(limit=limit, cursor=cursor)
    ready = readiness_now.readiness(found.rows, today=today_here()[1], channels=(channel,))
    rows = [Ready(name, on, each.go, each.reasons, each.warnings) for (name, on), each in ready.items()]
    return Page(rows, found.next)


@question("muted", verb="muted", answer=rows_of(muted_now.Group))
def muted(request: HttpRequest) -> Any:
    """Imported orders whose customers are told nothing yet, by channel."""
    shop, _ = today_here()
    return {"rows": muted_now.muted_groups(shop, now=moment())}


@question("orders", verb="orders", answer=page_of(orders_now.ListedOrder))
def orders(
    request: HttpRequest,
    order: Annotated[list[str], Query(max_length=100, description="Numbers of orders; none = all.")] = [],  # noqa: B006 - never changed
    channel: Annotated[str | None, Query()] = None,
    sku: Annotated[str | None, Query(description="Only orders with a line of this SKU.")] = None,
    only: Annotated[
        str | None,
        Query(description="open = not finished, backordered = something of it waits; none = all."),
    ] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Any:
    """Orders as data, the newest first: their lines, units, windows and cases; nothing of who ordered."""
    known.check(channel=channel, sku=sku)
    policy = today_here()[0].policy
    found = orders_now.orders(policy=policy, numbers=order, channel=channel, sku=sku, only=only)
    return found.page(limit=limit, cursor=cursor)


class Told(NamedTuple):
    """The story of an order in plain sentences, without personal data of its customer."""

    order: str
    channel: str
    story: tuple[str, ...]


@question("stories", verb="story", answer=rows_of(Told))
def order_stories(request: HttpRequest, order: Orders, channel: OnChannel = None) -> Any:
    """The whole story of orders, in words: what was promised, who got what, and why."""
    shop, today = today_here()
    found = stories(orders_asked(order, channel), shop=shop, today=today)
    return {
        "rows": [
            Told(each.order.number, each.channel, tuple(tell_story(each, today=today, zone=shop.zone)))
            for each in found
        ]
    }
