"""What is on its way."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from makegood.console.door import page


@page("inbound", verb="arrivals", name="inbound")
def inbound(request: HttpRequest, **which: object) -> HttpResponseBase:
    """What is on its way."""
    return render(request, "console/inbound.html", {"which": which})
