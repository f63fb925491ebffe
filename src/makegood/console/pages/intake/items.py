"""Every item."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from makegood.console.door import page


@page("items", verb="catalogue", name="items")
def items(request: HttpRequest, **which: object) -> HttpResponseBase:
    """Every item."""
    return render(request, "console/items.html", {"which": which})
