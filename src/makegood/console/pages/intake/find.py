"""Finding what is asked for: an order, a SKU, a purchase order, or the orders of a customer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render

from makegood.console.door import caller, page
from makegood.console.links import item_at, order_at, po_at
from makegood.queries.finding import MOST, FoundOrder
from makegood.queries.finding import find as found_by

_LONGEST = 320


@page("find", verb="orders", name="find")
def find(request: HttpRequest) -> HttpResponseBase:
    """What goes by that number or SKU; where there is only one, it is shown at once. Whose name or address it is finds
    only who may read what customers wrote."""
    asked = request.GET.get("q", "").strip()[:_LONGEST]
    knows = caller(request).may("contacts")
    found = found_by(asked, customers=knows)
    links = [
        *(("Order", each.number, _of(each), order_at(each.number, each.channel)) for each in found.orders),
        *(("SKU", each.sku, each.title or "", item_at(each.sku)) for each in found.items),
        *(
            ("Purchase order", each.number, each.supplier, po_at(each.number))
            for each in found.purchase_orders
        ),
    ]
    exact = [each for each in links if each[1].lower() == asked.lower()]
    if len(exact) == 1 or len(links) == 1:
        return HttpResponseRedirect((exact or links)[0][3])
    told = {"asked": asked, "links": links, "knows": knows, "most": MOST if found.more else 0}
    return render(request, "console/find.html", told)


def _of(order: FoundOrder) -> str:
    return f"{order.channel}, {order.customer}" if order.customer else order.channel
