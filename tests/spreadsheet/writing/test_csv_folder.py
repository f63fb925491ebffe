"""A folder of CSV files: one per sheet, nested values as JSON text, safe to open in any spreadsheet."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from makegood.domain.terms.errors import DomainError
from makegood.spreadsheet.problems import Problem
from makegood.spreadsheet.writing import write
from tests.spreadsheet.writing.plans import line_plan, order_line, output
from tests.spreadsheet.writing.test_json import NAMES

TABLES = {
    "Backorders": "lines",
    "Decisions": "orders",
    "Notices": "notices",
    "Items": "items",
    "Allocations": "allocations",
    "Purchasing": "purchasing",
    "Problems": "problems",
}


def table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def test_there_is_one_file_per_sheet_with_the_contracts_columns(tmp_path: Path) -> None:
    write(output(), to=tmp_path / "plan")
    assert sorted(path.name for path in (tmp_path / "plan").iterdir()) == sorted(
        f"{name}.csv" for name in ["Summary", *TABLES]
    )
    for name, key in TABLES.items():
        header = (tmp_path / "plan" / f"{name}.csv").read_bytes().split(b"\r\n")[0].decode()
        assert header.split(",") == NAMES[key].split()


def test_it_says_the_same_as_the_json(tmp_path: Path) -> None:
    made = output(problems=(Problem("orders.csv", 7, None, None, "a date", "warning"),))
    write(made, to=tmp_path / "plan")
    write(made, to=tmp_path / "plan.json")
    document = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))
    for name, key in TABLES.items():
        assert [
            {
                column: _value(cell, like)
                for (column, cell), like in zip(row.items(), known.values(), strict=True)
            }
            for row, known in zip(table(tmp_path / "plan", name), document[key], strict=True)
        ] == document[key], name
    (summary,) = table(tmp_path / "plan", "Summary")
    assert summary["today"] == document["today"]
    assert {name: _value(summary[name], like) for name, like in document["summary"].items()} == document[
        "summary"
    ]


def _value(cell: str, like: Any) -> Any:
    if like is None:
        return cell or None
    return cell if isinstance(like, str) else json.loads(cell)


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+cmd", "'+cmd"),
        ("-1+1", "'-1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("\nx", "'\nx"),
        ("  =1", "'  =1"),
        ("\uff1d1", "'\uff1d1"),
        ("\ufeff=1+1", "'\ufeff=1+1"),
        ("\u2003=1+1", "'\u2003=1+1"),
        ("\x0b@x", "'\x0b@x"),
        ("-5", "-5"),
        ("+4.50", "+4.50"),
        ("A=1", "A=1"),
        ("'=1", "'=1"),
        ("", ""),
    ],
)
def test_what_a_spreadsheet_would_run_stays_text(tmp_path: Path, text: str, cell: str) -> None:
    problem = Problem("orders.csv", 2, "sku", text, "an item", "error")
    write(output(lines=[line_plan(order_line(sku=text))], problems=(problem,)), to=tmp_path / "plan")
    assert table(tmp_path / "plan", "Backorders")[0]["sku"] == cell
    assert table(tmp_path / "plan", "Problems")[0]["value"] == cell
    assert table(tmp_path / "plan", "Items")[0]["available"] == "-1"


def test_commas_quotes_and_line_breaks_survive(tmp_path: Path) -> None:
    text = 'a, "b"\r\nc'
    write(output(lines=[line_plan(order_line(order_id=text))]), to=tmp_path / "plan")
    assert table(tmp_path / "plan", "Backorders")[0]["order_id"] == text


def test_an_older_plan_is_replaced_whole(tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    write(output(), to=folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    (folder / "Summary.csv").write_text("stale")
    (folder / "Items.csv").unlink()
    write(output(), to=folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["plan"]


def test_a_folder_with_anything_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(DomainError) as refused:
        write(output(), to=tmp_path)
    assert (refused.value.code, refused.value.data["found"]) == ("output_folder_not_ours", "thesis.txt")
    assert [entry.name for entry in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_file_in_the_folders_place_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "plan").write_text("mine")
    with pytest.raises(DomainError) as refused:
        write(output(), to=tmp_path / "plan")
    assert refused.value.code == "output_is_file"
    assert (tmp_path / "plan").read_text() == "mine"


def test_a_place_below_a_file_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(DomainError) as refused:
        write(output(), to=tmp_path / "file" / "plan")
    assert refused.value.code == "output_not_writable"


def test_a_failure_leaves_the_older_plan_as_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    write(output(), to=folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    nothing: Any = None
    broken = line_plan(order_line())._replace(eligibility=nothing)
    with pytest.raises(AttributeError):
        write(output(lines=[broken]), to=folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["plan"]
