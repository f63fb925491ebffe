"""One item."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from makegood.console.door import page


@page("items/one", verb="catalogue", name="item")
def item(request: HttpRequest, **which: object) -> HttpResponseBase:
    """One item."""
    return render(request, "console/item.html", {"which": which})
