"""The dry run: what would be taken over, what differs, what is wrong with the files; then it is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from makegood.console import doing
from makegood.console.clock import shop_today
from makegood.console.door import page
from makegood.console.pages.intake.bring.columns import gone
from makegood.console.pages.intake.bring.kept import Kept, brought, drop
from makegood.console.pages.intake.bring.planning import workbook
from makegood.console.tables import Column, Table
from makegood.domain.terms.errors import DomainError
from makegood.queries.catalogue import bundles
from makegood.services.cutover import Difference, Imported, ImportShop
from makegood.services.once import Replayed
from makegood.spreadsheet.problems import Problem
from makegood.spreadsheet.reading import Reading, read
from makegood.spreadsheet.writing.phrases import counted, money

_SHOWN = 50
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_THINGS = {
    "items": "item", "locations": "location", "stock": "stock count", "suppliers": "supplier",
    "purchase_orders": "purchase order", "lots": "lot", "orders": "order", "lines": "order line",
}  # fmt: skip
_TONES = {"error": "bad", "warning": "late"}

_PROBLEMS: Table[Problem] = Table(
    name="problems",
    columns=(
        Column("file", "File", lambda row: row.file, wide=True),
        Column("row", "Row", lambda row: row.row),
        Column("column", "Column", lambda row: row.column),
        Column("value", "Found", lambda row: row.value),
        Column("expected", "Expected", lambda row: row.expected),
        Column("severity", "So", lambda row: "left out" if row.severity == "error" else "look at it",
               tone=lambda row: _TONES[row.severity]),
    ),
)  # fmt: skip
_DIFFERENCES: Table[Difference] = Table(
    name="differences",
    columns=(
        Column("table", "Of", lambda row: row.table),
        Column("key", "Which", lambda row: row.key),
        Column("column", "Column", lambda row: row.column),
        Column("ours", "Ours, stays", lambda row: _said(row.ours)),
        Column("theirs", "In the files", lambda row: _said(row.theirs)),
    ),
)


@page("import/check", verb="ImportShop", name="import_check", methods=("GET", "HEAD", "POST"))
def check(request: HttpRequest) -> HttpResponseBase:
    """Every row is read, and the import done and taken back: what is shown is what would happen."""
    kept = brought(request)
    if kept is None:
        return gone(request)
    if request.method == "POST":
        return _import(request, kept)
    if not (request.GET.get("go") or request.GET.get("as")):
        return render(request, "console/import_check.html", {"files": kept.files})
    try:
        return _looked(request, kept)
    except DomainError as refusal:
        if refusal.code == "not_allowed":
            raise
        told = {"files": kept.files, "why": doing.why(refusal)}
        return render(request, "console/import_check.html", told, status=422)


@page("import/plan.xlsx", verb="ImportShop", name="import_plan")
def plan(request: HttpRequest) -> HttpResponseBase:
    """The plan of these files, as a workbook: what one would do today, without a shop. Nothing is written."""
    kept = brought(request)
    if kept is None:
        return gone(request)
    answer = HttpResponse(workbook(reading_of(kept)), content_type=_XLSX)
    answer["Content-Disposition"] = 'attachment; filename="plan.xlsx"'
    return answer


def reading_of(kept: Kept) -> Reading:
    """All rows as facts. Raises DomainError as `spreadsheet.reading.read`."""
    shop, today = shop_today()
    with kept.on_disk() as (paths, book):
        return read(
            orders=paths.get("orders"),
            stock=paths.get("stock"),
            inbound=paths.get("inbound"),
            items=paths.get("items"),
            book=book,
            policy=shop.policy,
            today=today,
            calendars=shop.calendars,
            columns=kept.columns,
            bundles=bundles(),
        )


def _command(reading: Reading) -> ImportShop:
    facts = reading.snapshot
    return ImportShop(
        lines=tuple(facts.lines), items=facts.items, stock=tuple(facts.stock), lots=tuple(facts.lots)
    )


def _looked(request: HttpRequest, kept: Kept) -> HttpResponseBase:
    reading = reading_of(kept)
    problems = sorted(reading.problems, key=lambda each: (each.severity, each.file, each.row))
    if request.GET.get("of") != "differences":
        file = _PROBLEMS.file(request, problems)
        if file is not None:
            return file
    found: Imported = doing.previewed(request, _command(reading)).outcome
    file = _DIFFERENCES.file(request, found.differences)
    if file is not None:
        return file
    return render(request, "console/import_check.html", _told(kept, reading, problems, found))


def _told(kept: Kept, reading: Reading, problems: list[Problem], found: Imported) -> Mapping[str, Any]:
    errors = sum(each.severity == "error" for each in problems)
    return {
        "files": kept.files,
        "read": True,
        "found": found,
        "lines": len(reading.snapshot.lines),
        "made": _counts(found.made),
        "same": _counts(found.same),
        "worth": _worth(reading),
        "left_out": reading.rows_left_out,
        "errors": errors,
        "warnings": len(problems) - errors,
        "problems": _PROBLEMS.page(problems[:_SHOWN]),
        "more_problems": len(problems) - _SHOWN,
        "differences": _DIFFERENCES.page(found.differences[:_SHOWN]),
        "differing": len(found.differences),
        "more_differences": len(found.differences) - _SHOWN,
    }


def _counts(found: Mapping[str, int]) -> list[str]:
    return [counted(found[name], thing) for name, thing in _THINGS.items() if found.get(name)]


def _worth(reading: Reading) -> str:
    """What the open units of the files are worth, by currency, where a price is known."""
    sums: Counter[str] = Counter()
    for line in reading.snapshot.lines:
        sums[line.currency] += (line.unit_price or 0) * line.open_qty
    return ", ".join(money(amount, currency) for currency, amount in sorted(sums.items()) if amount)


def _import(request: HttpRequest, kept: Kept) -> HttpResponseBase:
    try:
        found = doing.carry_out(request, _command(reading_of(kept)))
    except DomainError as refusal:
        if refusal.code == "not_allowed":
            raise
        return doing.not_done(request, refusal, to=reverse("import_check"))
    drop(request)
    if isinstance(found, Replayed):
        messages.info(request, "That was imported already; it was not imported twice.")
        return doing.went(reverse("cutover"))
    made = ", ".join(_counts(found.made)) or "nothing new"
    short = f" {counted(found.backordered_qty, 'unit')} backordered." if found.made["lines"] else ""
    messages.success(request, f"Imported: {made}.{short} Nobody was told anything.")
    return doing.went(reverse("cutover"))


def _said(value: object) -> str:
    return "nothing" if value is None or value == () else str(value)
