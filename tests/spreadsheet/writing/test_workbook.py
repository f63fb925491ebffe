"""plan.xlsx, read back with another library: what is in it, and what Excel must never do with it."""

from __future__ import annotations

import re
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
from tests.spreadsheet.writing.plans import line_plan, order_line, order_plan, output, promise

SHEETS = ["Summary", "Backorders", "Decisions", "Notices", "Items", "Allocations", "Purchasing", "Problems"]


def sheet(path: Path, name: str) -> list[dict[str, Any]]:
    first, *rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name(name).to_python()
    return [dict(zip(map(str, first), row, strict=True)) for row in rows]


def summary(path: Path) -> list[list[Any]]:
    rows: list[list[Any]] = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("Summary").to_python()
    return rows


def tile(path: Path, name: str) -> tuple[Any, Any]:
    """The figure of a tile and the remark below it."""
    rows = summary(path)
    top, left = next((top, row.index(name)) for top, row in enumerate(rows) if name in row)
    return rows[top + 1][left], rows[top + 2][left]


def part_of(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as parts:
        return parts.read(name).decode()


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
    assert "Backorder plan · Kettle & Pine" in [cell for row in summary(book) for cell in row]
    assert tile(book, "Open lines") == (4, "3 of them short")
    assert tile(book, "Units short") == (7, "in 3 orders")
    assert tile(book, "Value waiting, USD") == (139.93, "and 500 JPY")
    assert tile(book, "Lines without a date") == (2, "of 3 short lines")
    assert tile(book, "Lines to escalate") == (1, "of 3 short lines")
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


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Decisions", "Nothing is short today."),
        ("Notices", "No message is owed today."),
        ("Purchasing", "No supplier has to be chased today."),
        ("Problems", "No problems."),
    ],
)
def test_a_plan_with_nothing_short_says_so_and_draws_no_empty_chart(
    tmp_path: Path, name: str, said: str
) -> None:
    path = tmp_path / "plan.xlsx"
    write(output(lines=[line_plan(order_line(), short=0)]), to=path)
    (only,) = sheet(path, name)
    assert [cell for cell in only.values() if cell] == [said]
    cells = [cell for row in summary(path) for cell in row if cell]
    assert cells[-1] == "Nothing is short today: every open order line has its stock."
    with zipfile.ZipFile(path) as parts:
        assert not any(part.startswith("xl/charts/") for part in parts.namelist())


def test_the_most_urgent_decisions_come_first_each_with_who_waits_for_what(tmp_path: Path) -> None:
    lines = [
        line_plan(order_line(1, customer="Ann"), rank=1),
        line_plan(order_line(2, customer="Ben"), rank=2),
        line_plan(
            order_line(2, sku="POT", customer="Ben", line_id="2", unit_price=5000), rank=3, days_delayed=9
        ),
        line_plan(order_line(3, channel="amazon", email=None, ship_by=TODAY), rank=4),
        line_plan(order_line(4, unit_price=None), rank=5),
    ]
    answers = {"A-000001": 9, "A-000002": 9, "A-000003": None, "A-000004": None}
    orders = [order_plan(order_id, answer_in=days) for order_id, days in answers.items()]
    path = tmp_path / "plan.xlsx"
    write(output(lines=lines, orders=orders), to=path)
    first, second, third, last = sheet(path, "Decisions")
    assert [row["Order ID"][-1] for row in (first, second, third, last)] == ["3", "2", "1", "4"]
    assert (second["Customer"], second["SKUs"], second["Days late"]) == ("Ben", "MUG, POT", 9)
    assert second["Value waiting"] == 2 * 19.99 + 2 * 50
    assert (last["Customer"], last["Value waiting"], last["Answer by"]) == ("ann@example.com", "", "")
    assert second["Why silence means that"] == words("ftc_short_delay")
    assert second["Notice"] == words("first")
    assert tile(path, "Orders to decide by today") == (1, "the next by 2 Dec 2026")


def test_a_backorder_says_who_must_do_what_and_why(book: Path) -> None:
    dated, _, allocated, _ = sheet(book, "Backorders")
    assert (dated["Customer"], dated["Value waiting"]) == ("ann@example.com", 39.98)
    assert (dated["Action"], dated["Owner"], dated["Why that day"]) == (
        words("monitor"),
        "Support",
        "Routine look",
    )
    assert dated["Evidence"] == words("eta_slipped")
    assert (allocated["Value waiting"], allocated["Action"], allocated["Evidence"]) == ("", "", "")


def test_the_recommended_way_is_the_one_in_green(book: Path) -> None:
    header = list(sheet(book, "Decisions")[0])
    column = chr(ord("A") + header.index("Recommendation"))
    assert f'<formula>${column}2="Hold"</formula>' in part_of(book, "xl/worksheets/sheet3.xml")


def test_rows_that_were_left_out_are_told_on_the_first_page(tmp_path: Path) -> None:
    problems = (
        Problem("orders.csv", 7, "quantity", "?", "a number", "error"),
        Problem("orders.csv", 7, "sku", "?", "a SKU", "error"),
        Problem("orders.csv", 9, "country", "?", "a country", "warning"),
    )
    path = tmp_path / "plan.xlsx"
    write(output(problems=problems), to=path)
    said = "1 row left out of the plan and 1 warning: see the sheet Problems"
    assert said in [cell for row in summary(path) for cell in row]


def test_money_names_its_currency_and_many_currencies_are_listed_below(tmp_path: Path) -> None:
    waiting = {"USD": 0, "EUR": 100, "GBP": 250, "JPY": 14_400, "KWD": 1_234}
    path = tmp_path / "plan.xlsx"
    line = line_plan(order_line(currency="KWD"))
    write(output(lines=[line], value_waiting=waiting), to=path)
    assert tile(path, "Value waiting, USD") == (0, "and 4 other currencies, see below")
    rows = summary(path)
    top = next(top for top, row in enumerate(rows) if "Value waiting in other currencies" in row)
    assert [next(cell for cell in row if cell) for row in rows[top + 1 : top + 5]] == [1, 2.5, 14_400, 1.234]
    assert sheet(path, "Backorders")[0]["Value waiting"] == 3.998
    assert "#,##0.000 &quot;KWD&quot;" in part_of(path, "xl/styles.xml")


def test_columns_of_names_are_as_wide_as_the_longest_within_reason(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    line = order_line(order_id="ORDER-" + "7" * 30, sku="S" * 500, customer="Ann")
    write(output(lines=[line_plan(line, promised=promise())]), to=path)
    widths = [
        float(width)
        for width in re.findall(r'<col [^>]*width="([\d.]+)"', part_of(path, "xl/worksheets/sheet2.xml"))
    ]
    header = list(sheet(path, "Backorders")[0])
    assert 36 < widths[header.index("Order ID")] < 45
    assert 55 < widths[header.index("SKU")] < 60
    assert widths[header.index("Customer")] < 20
    shown = {cell for row in summary(path) for cell in row}
    assert {"S" * 11 + "…" + "S" * 12, "ORDER-77777…777777777777"} <= shown


def test_bars_add_up_to_the_units_short(tmp_path: Path) -> None:
    lines = [
        line_plan(order_line(number, sku=f"SKU-{number:02}"), promised=promise(), short=1 + number % 3)
        for number in range(1, 13)
    ]
    path = tmp_path / "plan.xlsx"
    write(output(lines=lines), to=path)
    rows = summary(path)
    top, left = next(
        (top, row.index("Units short by SKU")) for top, row in enumerate(rows) if "Units short by SKU" in row
    )
    bars = {row[left]: row[left + 2] for row in rows[top + 1 :] if row[left]}
    assert bars["4 other SKUs"] == 4
    assert sum(bars.values()) == tile(path, "Units short")[0]


def test_weeks_in_which_nothing_is_promised_are_shown_too(tmp_path: Path) -> None:
    lines = [line_plan(order_line(number), promised=promise(weeks=number)) for number in (1, 4, 30)]
    lines.append(line_plan(order_line(5)))
    path = tmp_path / "plan.xlsx"
    write(output(lines=lines), to=path)
    rows = summary(path)
    title = "Value by week, USD"
    top, left = next((top, row.index(title)) for top, row in enumerate(rows) if title in row)
    assert [(row[left], row[left + 2]) for row in rows[top + 1 :] if row[left]] == [
        ("30 Nov", 39.98),
        ("7 Dec", 0),
        ("14 Dec", 0),
        ("21 Dec", 39.98),
        *((week, 0) for week in ("28 Dec", "4 Jan", "11 Jan", "18 Jan", "25 Jan")),
        ("later", 39.98),
        ("no date", 39.98),
    ]


def test_the_calendar_of_the_cells_is_excels(book: Path) -> None:
    assert sheet(book, "Backorders")[0]["Next review on"] == TODAY + timedelta(days=2)
    assert names(SUMMARY.fields)[0] == "today"
