"""What may be promised."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

from django.http import HttpRequest
from ninja import Query

from makegood import flow
from makegood.api.keys import moment
from makegood.api.paging import Cursor, Limit, page_of
from makegood.api.question import question, rows_of
from makegood.api.questions._asked import Day, OnChannel, Orders, Skus, orders_asked, today_here
from makegood.domain.promise.selling import STORE
from makegood.domain.terms.limits import LARGEST_WHOLE
from makegood.queries import availability as availability_now
from makegood.queries import proposals as proposals_now
from makegood.queries import slip as slips
from makegood.queries import why_date as why_date_now
from makegood.queries.catalogue import skus
from makegood.queries.pages import Page
from makegood.services.intake.gate import MaySell, SellAnswer
from makegood.shapes import shape


@question("availability", verb="availability", answer=page_of(availability_now.Availability))
def availability(
    request: HttpRequest,
    sku: Skus = [],  # noqa: B006 - never changed
    on: Day = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Any:
    """What is there of SKUs, what is incoming, what waits, and what may be promised by a day."""
    found = skus(sku).page(limit=limit, cursor=cursor)
    rows = availability_now.availability(found.rows, today=today_here()[1], on=on)
    return Page(list(rows.values()), found.next)


class Sale(NamedTuple):
    """How a SKU is sold on a channel."""

    sku: str
    channel: str
    sell_state: str
    listable_qty: int


@question("sales", verb="availability", answer=page_of(Sale))
def sales(
    request: HttpRequest,
    sku: Skus = [],  # noqa: B006 - never changed
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Any:
    """How SKUs are sold on every channel: sell state, and how many may be listed there."""
    found = skus(sku).page(limit=limit, cursor=cursor)
    sold = availability_now.sales(found.rows, today=today_here()[1])
    rows = [
        Sale(name, each.channel, each.sell_state.value, each.listable_qty)
        for name, channels in sold.items()
        for each in channels
    ]
    return Page(rows, found.next)


@question("may-sell", verb="availability", answer=shape(SellAnswer))
def may_sell(
    request: HttpRequest,
    sku: Annotated[str, Query()],
    quantity: Annotated[int, Query(ge=1, le=LARGEST_WHOLE)],
    channel: Annotated[str, Query()] = STORE,
    country: Annotated[str | None, Query()] = None,
    service: Annotated[str | None, Query()] = None,
) -> Any:
    """The sell gate: what intake would say to such an order now."""
    asked = MaySell(sku=sku, quantity=quantity, channel=channel, country=country, service=service)
    return flow.may_sell(asked, now=moment())


@question("proposals", verb="proposals", answer=page_of(proposals_now.Proposal))
def proposals(request: HttpRequest, limit: Limit = 100, cursor: Cursor = None) -> Any:
    """Windows that wait for the owner of dates."""
    return proposals_now.proposals().page(limit=limit, cursor=cursor)


@question("why-date", verb="why_date", answer=rows_of(why_date_now.LineWindows))
def why_date(request: HttpRequest, order: Orders, channel: OnChannel = None) -> Any:
    """What every window of orders rests on: supply, each step, who approved it, and what became of it."""
    return {"rows": why_date_now.windows_of(orders_asked(order, channel))}


@question("slip", verb="slip", answer=shape(slips.Slip))
def slip(request: HttpRequest, po: Annotated[str, Query(description="Number of a purchase order.")]) -> Any:
    """What a purchase order breaks: promises, orders, money at risk, new windows. What customers would read shows the
    preview of publishing its proposals."""
    return slips.slip(po)
