"""One order."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from makegood.console.door import page


@page("orders/one", verb="story", name="order")
def order(request: HttpRequest, **which: object) -> HttpResponseBase:
    """One order."""
    return render(request, "console/order.html", {"which": which})
