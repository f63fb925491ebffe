"""plan.xlsx, read back with another library: what is in it, and what Excel must never do with it."""

from __future__ import annotations

import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from makegood.spreadsheet.header import plain
from makegood.spreadsheet.problems import Problem
from makegood.spreadsheet.writing import write
from makegood.spreadsheet.writing.records import SUMMARY
from makegood.spreadsheet.writing.shape import Kind, names
from makegood.spreadsheet.writing.workbook import write_workbook
from makegood.spreadsheet.writing.workbook.columns import PARTS, VIEWS, View, header
from makegood.wording import words
from tests.domain.facts import TODAY
from tests.spreadsheet.writing.plans import line_plan, order_line, output, promise

SHEETS = ["Summary", "Backorders", "Decisions", "Notices", "Items", "Allocations", "Purchasing", "Problems"]


def sheet(path: Path, name: str) -> list[dict[str, Any]]:
    first, *rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name(name).to_python()
    return [dict(zip(map(str, first), row, strict=True)) for row in rows]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    problem = Problem("orders.csv", 7, "quantity", "-3", "a whole number above 0", "error")
    write(output(problems=(problem,)), to=tmp_path / "plan.xlsx")
    return tmp_path / "plan.xlsx"


def test_the_sheets_are_those_of_the_contract(book: Path) -> None:
    assert CalamineWorkbook.from_path(str(book)).sheet_names == SHEETS


def test_a_backorder_reads_as_a_person_would_write_it(book: Path) -> None:
    dated, undated, *_ = sheet(book, "Backorders")
    assert (dated["Order ID"], dated["SKU"], dated["Title"]) == ("A-000001", "MUG", "The mug")
    assert (dated["Ordered qty"], dated["Reserved qty"], dated["Backordered qty"]) == (3, 1, 2)
    assert (dated["Ship from"], dated["Ship to"]) == (date(2026, 11, 30), date(2026, 12, 4))
    assert dated["Label"] == words("estimated_ship_date")
    assert (dated["Eligible"], dated["Oversell"]) == ("Yes", "No")
    assert dated["Resting on"] == (
        "1 from stock at main; 2 from PO-1 (ETA 27 Nov 2026, usable 29–30 Nov 2026)"
    )
    assert (undated["Ship from"], undated["Resting on"]) == ("", "")


def test_decisions_show_the_cost_of_every_way(book: Path) -> None:
    first = sheet(book, "Decisions")[0]
    assert (first["Cost to hold"], first["Cost to split"], first["Cost to substitute"]) == (5.12, 8.99, "")
    assert first["Currency"] == "USD"
    assert words("no_substitute") in first["Not possible, and why"]


def test_problems_lead_with_their_severity(book: Path) -> None:
    assert sheet(book, "Problems")[0] == {
        "Severity": words("error"),
        "File": "orders.csv",
        "Row": 7,
        "Column": "quantity",
        "Value": "-3",
        "Expected": "a whole number above 0",
    }


def test_the_summary_shows_the_key_figures_and_four_charts(book: Path) -> None:
    cells = [
        cell
        for row in CalamineWorkbook.from_path(str(book)).get_sheet_by_name("Summary").to_python()
        for cell in row
    ]
    assert "Backorder plan · Kettle & Pine" in cells
    assert cells[cells.index("Open lines") :].count("4") == 1
    with zipfile.ZipFile(book) as parts:
        assert sum(name.startswith("xl/charts/chart") for name in parts.namelist()) == 4


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.sheet.title)
def test_every_field_is_shown_once_and_plain_headers_read_back_as_its_name(view: View) -> None:
    assert sorted(name for name in view.order if name != "title") == sorted(names(view.sheet.fields))
    plain_fields = [column for column in view.sheet.fields if isinstance(column.shape, Kind)]
    assert [plain(header(column.name)) for column in plain_fields] == [
        plain(column.name) for column in plain_fields
    ]
    nested = {
        (view.sheet.key, column.name) for column in view.sheet.fields if not isinstance(column.shape, Kind)
    }
    assert nested <= set(PARTS)


@pytest.mark.parametrize(
    "text", ["=1+1", "http://example.com", "mailto:a@b.c", "{=A1}", "1234", "\x07\udc80ok"]
)
def test_text_is_never_a_formula_a_link_or_a_number(tmp_path: Path, text: str) -> None:
    path = tmp_path / "plan.xlsx"
    write(output(lines=[line_plan(order_line(sku=text))]), to=path)
    assert isinstance(sheet(path, "Backorders")[0]["SKU"], str)
    with zipfile.ZipFile(path) as parts:
        listing = parts.read("xl/worksheets/sheet2.xml")
        assert b"<f>" not in listing and b"<hyperlink" not in listing


def test_long_text_is_cut_to_what_a_cell_can_hold(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    write(output(lines=[line_plan(order_line(sku="x" * 40_000))]), to=path)
    found = sheet(path, "Backorders")[0]["SKU"]
    assert len(found) == 32_767 and found.endswith("x…")


def test_more_rows_than_a_sheet_holds_go_on_to_the_next(tmp_path: Path) -> None:
    lines = [line_plan(order_line(number), promised=promise(), rank=number) for number in range(1, 8)]
    write_workbook(output(lines=lines), to=tmp_path / "plan.xlsx", most_rows=3)
    found = CalamineWorkbook.from_path(str(tmp_path / "plan.xlsx")).sheet_names
    assert [name for name in found if name.startswith("Backorders")] == [
        "Backorders",
        "Backorders 2",
        "Backorders 3",
    ]
    ranks = [
        row["Rank"]
        for name in found
        if name.startswith("Backorders")
        for row in sheet(tmp_path / "plan.xlsx", name)
    ]
    assert ranks == list(range(1, 8))


def test_a_full_sheet_is_not_followed_by_an_empty_one(tmp_path: Path) -> None:
    lines = [line_plan(order_line(number), rank=number) for number in range(1, 4)]
    write_workbook(output(lines=lines), to=tmp_path / "plan.xlsx", most_rows=3)
    assert "Backorders 2" not in CalamineWorkbook.from_path(str(tmp_path / "plan.xlsx")).sheet_names


def test_the_same_plan_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one.xlsx", "two.xlsx"):
        write(output(), to=tmp_path / name)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_a_plan_with_nothing_short_still_makes_a_workbook(tmp_path: Path) -> None:
    write(output(lines=[line_plan(order_line(), short=0)]), to=tmp_path / "plan.xlsx")
    assert sheet(tmp_path / "plan.xlsx", "Decisions") == []


def test_the_calendar_of_the_cells_is_excels(book: Path) -> None:
    assert sheet(book, "Backorders")[0]["Next review on"] == TODAY + timedelta(days=2)
    assert names(SUMMARY.fields)[0] == "today"
