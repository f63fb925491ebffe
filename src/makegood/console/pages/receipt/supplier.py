"""One supplier."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from makegood.console.door import page


@page("suppliers/one", verb="suppliers", name="supplier")
def supplier(request: HttpRequest, **which: object) -> HttpResponseBase:
    """One supplier."""
    return render(request, "console/supplier.html", {"which": which})
