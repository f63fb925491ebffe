"""Which of their columns is which of ours: recognised, guessed, or said by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from makegood.console import doing
from makegood.console.door import page
from makegood.console.pages.intake.bring.kept import Kept, brought, say_columns
from makegood.spreadsheet.columns import TABLES, Column
from makegood.spreadsheet.mapping import Columns, Looked, look

_TITLES = {"orders": "Open orders", "stock": "Stock", "inbound": "Purchase orders", "items": "Items"}


@dataclass(frozen=True, slots=True)
class Row:
    """One of our columns, with theirs that holds it ("" = none), and what stands there."""

    column: Column
    theirs: str
    guessed: bool
    example: str


@dataclass(frozen=True, slots=True)
class TableShown:
    """A table's file: the columns that it has or needs, and those that it could have besides."""

    title: str
    looked: Looked
    by_hand: bool
    rows: list[Row]
    more: list[Row]
    wrong: list[str] = field(default_factory=list)


@page("import/columns", verb="ImportShop", name="import_columns", methods=("GET", "HEAD", "POST"))
def columns(request: HttpRequest) -> HttpResponseBase:
    """What was recognised is shown, and may be said otherwise; the next page reads every row."""
    kept = brought(request)
    if kept is None:
        return gone(request)
    found = _look(kept)
    if request.method == "POST":
        said = _said(request, found)
        wrong = {each.table: _wrong(each, said.get(each.table)) for each in found}
        if any(wrong.values()):
            return _shown(request, found, said, wrong, 422)
        say_columns(request, said)
        return doing.went(reverse("import_check"))
    return _shown(request, found, kept.columns, {}, 200)


def gone(request: HttpRequest) -> HttpResponseBase:
    """Back to the beginning: the files are not kept any more."""
    messages.info(
        request, "Choose your files first. Files that were not imported are dropped after two hours."
    )
    return HttpResponseRedirect(reverse("import"))


def _look(kept: Kept) -> list[Looked]:
    with kept.on_disk() as (paths, book):
        return look(paths, book)


def _said(request: HttpRequest, found: Sequence[Looked]) -> dict[str, dict[str, str]]:
    """What the form says; of a known export only when that is to be said by hand."""
    by_hand = set(request.POST.getlist("hand"))
    said = {}
    for each in found:
        if each.preset is None or each.table in by_hand:
            own = {
                column.name: heading
                for column in TABLES[each.table].columns
                if (heading := request.POST.get(f"{each.table}.{column.name}", "")) in each.header
            }
            said[each.table] = own
    return said


def _wrong(looked: Looked, said: Columns | None) -> list[str]:
    if said is None:
        return []
    needed = [each.name for each in TABLES[looked.table].columns if each.required and each.name not in said]
    found = [f"Say which column is {' and which is '.join(needed)}."] if needed else []
    ours: dict[str, list[str]] = {}
    for name, heading in said.items():
        ours.setdefault(heading, []).append(name)
    found += [
        f"“{heading}” can be one column only; found {' and '.join(names)}."
        for heading, names in ours.items()
        if len(names) > 1
    ]
    return found


def _shown(
    request: HttpRequest,
    found: Sequence[Looked],
    said: Mapping[str, Columns],
    wrong: Mapping[str, list[str]],
    status: int,
) -> HttpResponseBase:
    tables = [_table(each, said.get(each.table), wrong.get(each.table, [])) for each in found]
    return render(request, "console/import_columns.html", {"tables": tables}, status=status)


def _table(looked: Looked, said: Columns | None, wrong: list[str]) -> TableShown:
    chosen = looked.columns if said is None else said
    rows: list[Row] = []
    more: list[Row] = []
    for column in TABLES[looked.table].columns:
        theirs = chosen.get(column.name, "")
        example = ", ".join(looked.samples.get(theirs, ())[:2])
        row = Row(column, theirs, said is None and column.name in looked.guessed, example)
        (rows if theirs or column.required else more).append(row)
    return TableShown(_TITLES[looked.table], looked, said is not None, rows, more, wrong)
