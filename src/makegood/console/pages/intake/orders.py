"""Every order."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from makegood.console.door import page


@page("orders", verb="orders", name="orders")
def orders(request: HttpRequest, **which: object) -> HttpResponseBase:
    """Every order."""
    return render(request, "console/orders.html", {"which": which})
