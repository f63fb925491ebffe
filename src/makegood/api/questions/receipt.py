"""What came, what comes, and what lies where."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query

from makegood.api.paging import Cursor, Limit, page_of
from makegood.api.question import question, rows_of
from makegood.api.questions._asked import Skus, today_here
from makegood.domain.receipt.chase import Chase
from makegood.queries import arrivals as arrivals_now
from makegood.queries import known
from makegood.queries import purchase_order as purchase_order_now
from makegood.queries import stock as stock_now
from makegood.queries import suppliers as suppliers_now
from makegood.queries.catalogue import skus
from makegood.queries.chase import chase_list, check_supplier
from makegood.shapes import shape


@question("arrivals", verb="arrivals", answer=page_of(arrivals_now.Arrival))
def arrivals(
    request: HttpRequest,
    awaited: Annotated[bool, Query(description="Only of SKUs that somebody waits for.")] = False,
    sku: Annotated[str | None, Query(description="Only of this SKU.")] = None,
    supplier: Annotated[str | None, Query(description="Only of this supplier.")] = None,
    overdue: Annotated[bool, Query(description="Only those whose ETA has passed.")] = False,
    unconfirmed: Annotated[bool, Query(description="Only those that are not confirmed.")] = False,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Any:
    """Incoming lots in order of their ETA."""
    known.check(sku=sku, supplier=supplier)
    found = arrivals_now.next_arrivals(
        awaited=awaited,
        sku=sku,
        supplier=supplier,
        overdue_on=today_here()[1] if overdue else None,
        unconfirmed=unconfirmed,
    )
    return found.page(limit=limit, cursor=cursor)


@question("purchase-order", verb="arrivals", answer=shape(purchase_order_now.Ordered))
def purchase_order(
    request: HttpRequest, po: Annotated[str, Query(description="Number of a purchase order.")]
) -> Any:
    """A purchase order: every word of its supplier about each lot, and what came of it."""
    shop, today = today_here()
    return purchase_order_now.purchase_order(po, shop=shop, today=today)


@question("receipts", verb="arrivals", answer=page_of(arrivals_now.Came))
def receipts(request: HttpRequest, limit: Limit = 100, cursor: Cursor = None) -> Any:
    """Receipts, the last one first."""
    return arrivals_now.last_receipts().page(limit=limit, cursor=cursor)


@question("stock", verb="stock", answer=page_of(stock_now.StockAtPlace))
def stock(
    request: HttpRequest,
    sku: Skus = [],  # noqa: B006 - never changed
    location: Annotated[str | None, Query()] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Any:
    """What lies where: one row for each SKU and location."""
    # A SKU that nobody knows is refused, and has no stock.
    found = stock_now.stock(skus(sku) if sku else None, location=location)
    return found.page(limit=limit, cursor=cursor)


@question("suppliers", verb="suppliers", answer=rows_of(suppliers_now.SupplierRecord))
def suppliers(request: HttpRequest) -> Any:
    """How each supplier keeps its word, and what that adds to a date; who is late most often comes first."""
    shop, today = today_here()
    return {"rows": suppliers_now.supplier_records(shop, today=today)}


@question("chase", verb="suppliers", answer=rows_of(Chase))
def chase(
    request: HttpRequest,
    supplier: Annotated[str | None, Query(description="Only the questions to this supplier.")] = None,
) -> Any:
    """What to ask of which supplier, most waiting money first."""
    check_supplier(supplier)
    shop, today = today_here()
    return {"rows": chase_list(shop, today=today, supplier=supplier)}
