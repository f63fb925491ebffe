"""One purchase order."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from makegood.console.door import page


@page("inbound/one", verb="slip", name="purchase_order")
def purchase_order(request: HttpRequest, **which: object) -> HttpResponseBase:
    """One purchase order."""
    return render(request, "console/purchase_order.html", {"which": which})
