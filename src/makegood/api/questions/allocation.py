"""Who gets units, and who does not."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query

from makegood.api.paging import Cursor, Limit, page_of
from makegood.api.question import question, rows_of
from makegood.api.questions._asked import OnChannel, Orders, orders_asked, today_here
from makegood.queries import allocations as allocations_now
from makegood.queries import known
from makegood.queries import line_up as line_up_now
from makegood.queries import why_not as why_not_now


@question("why-not", verb="why_not", answer=rows_of(why_not_now.Waiting))
def why_not(request: HttpRequest, order: Orders, channel: OnChannel = None) -> Any:
    """Why lines of orders wait, who was served before them, and what would change it."""
    shop, today = today_here()
    return {"rows": why_not_now.why_orders_wait(orders_asked(order, channel), shop=shop, today=today)}


@question("line-up", verb="why_not", answer=rows_of(line_up_now.InLine))
def line_up(request: HttpRequest, sku: Annotated[str, Query(description="A SKU.")]) -> Any:
    """Who waits for a SKU or for a bundle with it, in the order in which they are served."""
    shop, today = today_here()
    return {"rows": line_up_now.line_up(sku, shop=shop, today=today)}


@question("held", verb="why_not", answer=page_of(allocations_now.Held))
def held(
    request: HttpRequest,
    sku: Annotated[str | None, Query()] = None,
    order: Annotated[str | None, Query(description="Only for the order of this number.")] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Any:
    """Units on hand that are tied to a line, the newest first."""
    known.check(sku=sku, order=order)
    return allocations_now.held(sku=sku, order=order).page(limit=limit, cursor=cursor)


@question("runs", verb="why_not", answer=page_of(allocations_now.Run))
def runs(request: HttpRequest, limit: Limit = 100, cursor: Cursor = None) -> Any:
    """Times the queue was served, the last one first, and what the audit of each found."""
    return allocations_now.runs().page(limit=limit, cursor=cursor)
