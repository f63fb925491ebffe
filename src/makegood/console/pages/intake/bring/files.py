"""The beginning: the demo to look at, or the shop's own files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from makegood.console import doing
from makegood.console.door import page
from makegood.console.pages.intake.bring.kept import BOOK, HOURS, MOST_BYTES, NAMES, Kept, brought, drop, keep
from makegood.domain.terms.errors import DomainError
from makegood.queries.beginning import is_empty
from makegood.queries.muted import muted_number
from makegood.spreadsheet.columns import TABLES
from makegood.spreadsheet.mapping import look
from makegood.spreadsheet.refusal import size_words

_NEEDED = tuple(name for name, table in TABLES.items() if not table.optional)
_WHAT = {
    "orders": (
        "Open orders",
        "One row for each line. Exports of Shopify, Amazon, eBay and WooCommerce are read as they are.",
    ),
    "stock": ("Stock", "What lies where. Shopify's inventory export is read as it is."),
    "inbound": ("Purchase orders", "What is on its way, and what came: this is how suppliers are learned."),
    "items": ("Items", "Names, prices, costs, substitutes and bundles."),
}


@page("import", verb="ImportShop", name="import", methods=("GET", "HEAD", "POST"))
def files(request: HttpRequest) -> HttpResponseBase:
    """Files are brought here; the next page looks at their columns. Nothing of the shop changes before the last one."""
    if request.method == "POST":
        return _take(request)
    return _shown(request, 200, ())


def _take(request: HttpRequest) -> HttpResponseBase:
    if request.POST.get("do") == "drop":
        drop(request)
        messages.success(request, "The files are gone. Nothing was imported.")
        return doing.went(reverse("import"))
    uploaded: Mapping[str, Any] = {name: request.FILES[name] for name in NAMES if name in request.FILES}
    missing = [name for name in _NEEDED if name not in uploaded and BOOK not in uploaded]
    if missing:
        return _refused(request, _missing(missing))
    try:
        kept = keep(request, uploaded)
        _look(kept)
    except DomainError as refusal:
        drop(request)
        return _refused(request, refusal)
    return doing.went(reverse("import_columns"))


def _missing(names: list[str]) -> DomainError:
    found = {"file": names[0], "found": f"no file for {' and '.join(names)}"}
    return DomainError("file_missing", {**found, "expected": "orders and stock, or one workbook with both"})


def _look(kept: Kept) -> None:
    """Whether they can be opened. Raises DomainError('file_unreadable'), ('file_missing')."""
    with kept.on_disk() as (paths, book):
        there = {each.table for each in look(paths, book)}
    for name in _NEEDED:
        if name not in there:
            data = {"file": name, "found": f"no sheet {name}", "expected": f"a file or a sheet {name}"}
            raise DomainError("file_missing", data)


def _refused(request: HttpRequest, refusal: DomainError) -> HttpResponseBase:
    return _shown(request, 422, doing.why(refusal))


def _shown(request: HttpRequest, status: int, why: tuple[str, ...] | list[str]) -> HttpResponseBase:
    told = {
        "tables": [(name, *_WHAT[name], name in _NEEDED) for name in _WHAT],
        "why": why,
        "kept": brought(request),
        "hours": HOURS,
        "most": size_words(MOST_BYTES),
        "empty": is_empty(),
        "muted": muted_number(),
    }
    return render(request, "console/import.html", told, status=status)
