"""One backorder."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from makegood.console.door import page


@page("backorders/<int:backorder>", verb="story", name="backorder")
def backorder(request: HttpRequest, **which: object) -> HttpResponseBase:
    """One backorder."""
    return render(request, "console/backorder.html", {"which": which})
