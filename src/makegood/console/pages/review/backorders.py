"""Every open backorder."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from makegood.console.door import page


@page("backorders", verb="cases", name="backorders")
def backorders(request: HttpRequest, **which: object) -> HttpResponseBase:
    """Every open backorder."""
    return render(request, "console/backorders.html", {"which": which})
