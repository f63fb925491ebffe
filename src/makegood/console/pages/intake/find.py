"""Finding what is asked for: an order, a SKU or a purchase order."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render

from makegood.console.door import page
from makegood.console.links import item_at, order_at, po_at
from makegood.queries.finding import find as found_by


@page("find", verb="orders", name="find")
def find(request: HttpRequest) -> HttpResponseBase:
    """What goes by that number or SKU; where there is only one, it is shown at once."""
    asked = request.GET.get("q", "").strip()[:100]
    found = found_by(asked)
    links = [
        *(("Order", each.number, each.channel, order_at(each.number, each.channel)) for each in found.orders),
        *(("SKU", each.sku, each.title or "", item_at(each.sku)) for each in found.items),
        *(
            ("Purchase order", each.number, each.supplier, po_at(each.number))
            for each in found.purchase_orders
        ),
    ]
    exact = [each for each in links if each[1].lower() == asked.lower()]
    if len(exact) == 1 or len(links) == 1:
        return HttpResponseRedirect((exact or links)[0][3])
    return render(request, "console/find.html", {"asked": asked, "links": links})
