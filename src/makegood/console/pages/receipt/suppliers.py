"""Every supplier."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from makegood.console.door import page


@page("suppliers", verb="suppliers", name="suppliers")
def suppliers(request: HttpRequest, **which: object) -> HttpResponseBase:
    """Every supplier."""
    return render(request, "console/suppliers.html", {"which": which})
