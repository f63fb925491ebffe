"""The same shop in any order of rows and columns, as CSV or as a workbook, gives the same bytes."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from makegood.almanac import work_calendars
from makegood.cli.run import read_policy
from makegood.demo import INBOUND, ITEMS, ORDERS, POLICY, SHOP_TODAY, STOCK
from makegood.domain.plan import plan
from makegood.spreadsheet.reading import read
from makegood.spreadsheet.writing import Output, write
from tests.cli.shop import makegood

Table = list[list[str]]
Tables = Mapping[str, Table]
PATHS = {"orders": ORDERS, "stock": STOCK, "inbound": INBOUND, "items": ITEMS}
DATES = {
    "need_by", "ship_by", "promised_from", "promised_to", "notified_on", "next_update_on", "ordered_on", "eta",
    "first_eta", "received_on", "available_on", "seasonal_until",
}  # fmt: skip


def table(path: Path) -> Table:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


SHOP = {name: table(path) for name, path in PATHS.items()}
POLICY_READ = read_policy(POLICY)
CALENDARS = work_calendars(policy=POLICY_READ, years=range(2021, 2030))


def as_csv(rows: Table) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def outputs(folder: Path) -> dict[str, bytes]:
    """plan.json and every CSV of the plan of the tables in a folder."""
    paths = {name: folder / f"{name}.csv" for name in PATHS}
    reading = read(**paths, policy=POLICY_READ, today=SHOP_TODAY, calendars=CALENDARS)  # type: ignore[arg-type]
    assert reading.problems == ()
    output = Output(
        plan=plan(reading.snapshot),
        problems=reading.problems,
        shop=POLICY_READ.shop,
        items=reading.snapshot.items,
    )
    write(output, to=folder / "plan.json")
    write(output, to=folder / "plan")
    written = [folder / "plan.json", *sorted((folder / "plan").iterdir())]
    return {path.name: path.read_bytes() for path in written}


def write_csv(folder: Path, tables: Tables) -> None:
    for name, rows in tables.items():
        (folder / f"{name}.csv").write_text(as_csv(rows), encoding="utf-8")


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("usual")
    write_csv(folder, SHOP)
    return outputs(folder)


def mixed(rows: Table, random: Any) -> Table:
    """The same table with its rows and its columns in another order."""
    header, *body = rows
    columns = random.sample(range(len(header)), len(header))
    return [[row[place] for place in columns] for row in [header, *random.sample(body, len(body))]]


@given(random=st.randoms(use_true_random=True))
def test_rows_and_columns_in_any_order_give_the_same_bytes(usual: dict[str, bytes], random: Any) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write_csv(Path(folder), {name: mixed(rows, random) for name, rows in SHOP.items()})
        assert outputs(Path(folder)) == usual


def run(folder: Path, options: Sequence[str], target: str) -> Path:
    ran = makegood(
        "plan", *options, "--policy", str(POLICY), "--today", "2026-11-23", "--out", str(folder / target)
    )
    assert (ran.code, ran.err) == (0, "")
    return folder / target


def csv_options(folder: Path) -> list[str]:
    return [part for name in PATHS for part in (f"--{name}", str(folder / f"{name}.csv"))]


def cells(path: Path) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_path(path)
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


ORDERINGS: dict[str, Callable[[Table], Table]] = {
    "backwards": lambda body: body[::-1],
    "odd before even": lambda body: body[1::2] + body[::2],
    "by their last letters": lambda body: sorted(body, key=lambda row: [cell[::-1] for cell in row]),
}


@pytest.mark.parametrize("ordering", ORDERINGS)
def test_the_workbook_says_the_same_whatever_the_order_of_rows(tmp_path: Path, ordering: str) -> None:
    found = []
    for name, tables in {
        "usual": SHOP,
        "mixed": {name: [rows[0], *ORDERINGS[ordering](rows[1:])] for name, rows in SHOP.items()},
    }.items():
        (tmp_path / name).mkdir()
        write_csv(tmp_path / name, tables)
        found.append(cells(run(tmp_path / name, csv_options(tmp_path / name), "plan.xlsx")))
    assert found[0] == found[1]
    assert len(found[0]["Backorders"]) > 60


def typed(column: str, cell: str) -> object:
    """As a person's workbook holds it: dates as dates, numbers as numbers, the rest as text."""
    if column in DATES and cell:
        return date.fromisoformat(cell)
    try:
        return float(cell)
    except ValueError:
        return cell


def workbook(path: Path, sheets: Tables) -> Path:
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, (header, *body) in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, header)
            for number, row in enumerate(body, start=1):
                for place, cell in enumerate(row):
                    if cell:
                        sheet.write(number, place, typed(header[place], cell))
    return path


def ways(folder: Path) -> Iterator[list[str]]:
    """Options for the same tables in workbooks of their own, in one book, and in a book and files side by side."""
    single = {name: workbook(folder / f"{name}.xlsx", {name: rows}) for name, rows in SHOP.items()}
    yield [part for name, path in single.items() for part in (f"--{name}", str(path))]
    yield ["--book", str(workbook(folder / "book.xlsx", SHOP))]
    half = {name: SHOP[name] for name in ("orders", "items")}
    yield [
        "--book",
        str(workbook(folder / "half.xlsx", half)),
        *(part for name in ("stock", "inbound") for part in (f"--{name}", str(PATHS[name]))),
    ]


def test_csv_and_workbooks_of_the_same_tables_give_the_same_plan(
    tmp_path: Path, usual: dict[str, bytes]
) -> None:
    for number, options in enumerate(ways(tmp_path)):
        assert run(tmp_path, options, f"{number}.json").read_bytes() == usual["plan.json"]


@pytest.mark.parametrize("save", [";", "\t", "bom", "crlf"])
def test_how_the_csv_was_saved_changes_no_byte(tmp_path: Path, usual: dict[str, bytes], save: str) -> None:
    for name, rows in SHOP.items():
        text = io.StringIO()
        delimiter = save if save in ";\t" else ","
        end = "\r\n" if save == "crlf" else "\n"
        csv.writer(text, delimiter=delimiter, lineterminator=end).writerows(rows)
        encoding = "utf-8-sig" if save == "bom" else "utf-8"
        (tmp_path / f"{name}.csv").write_bytes(text.getvalue().encode(encoding))
    assert run(tmp_path, csv_options(tmp_path), "plan.json").read_bytes() == usual["plan.json"]
