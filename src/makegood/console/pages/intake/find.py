"""Finding what is asked for: an order, a SKU, a purchase order, or the orders of an e-mail address."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render

from makegood.console.door import caller, page
from makegood.console.links import item_at, order_at, po_at
from makegood.queries.finding import find as found_by
from makegood.queries.finding import orders_of_customer

_LONGEST = 320


@page("find", verb="orders", name="find")
def find(request: HttpRequest) -> HttpResponseBase:
    """What goes by that number or SKU; where there is only one, it is shown at once. Whose address it is finds only
    who may read what customers wrote."""
    asked = request.GET.get("q", "").strip()[:_LONGEST]
    found, knows = found_by(asked), caller(request).may("contacts")
    orders = [*found.orders, *(orders_of_customer(asked) if knows and "@" in asked else ())]
    links = [
        *(("Order", each.number, each.channel, order_at(each.number, each.channel)) for each in orders),
        *(("SKU", each.sku, each.title or "", item_at(each.sku)) for each in found.items),
        *(
            ("Purchase order", each.number, each.supplier, po_at(each.number))
            for each in found.purchase_orders
        ),
    ]
    exact = [each for each in links if each[1].lower() == asked.lower()]
    if len(exact) == 1 or len(links) == 1:
        return HttpResponseRedirect((exact or links)[0][3])
    return render(request, "console/find.html", {"asked": asked, "links": links, "knows": knows})
