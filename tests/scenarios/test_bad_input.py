"""Files as they really come: what is wrong is named, the rest is planned, and nothing is half written."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cli.shop import Ran, makegood, through_the_shell
from tests.scenarios.story import story, write_tables
from tests.soaked import some
from tests.spreadsheet.reading.shop import workbook

STOCK = "sku, on_hand\nMUG, 5\nPOT, 9"
HEADER = "order_id,line_id,placed_at,sku,quantity,unit_price,currency"
GOOD = "A,1,2026-11-20,MUG,3,18.00,USD"


def plan(folder: Path, orders: bytes | str, *, out: str = "plan.json", shell: bool = False) -> Ran:
    """Plans an orders file of these bytes against five mugs and nine pots."""
    options = write_tables(folder, {"stock": STOCK})
    path = folder / "orders.csv"
    path.write_bytes(orders.encode() if isinstance(orders, str) else orders)
    run = through_the_shell if shell else makegood
    target = str(folder / out)
    return run("plan", "--orders", str(path), *options, "--today", "2026-11-23", "--out", target)


def document(folder: Path) -> Any:
    return json.loads((folder / "plan.json").read_text(encoding="utf-8"))


def test_a_messy_export_is_planned_and_every_bad_row_is_named(tmp_path: Path) -> None:
    rows = [
        HEADER,
        GOOD,
        "",
        ",,,,,,",
        "B,1,2026-11-20,MUG,-3,18.00,USD",
        "C,1,2026-11-20,MUG,0,18.00,USD",
        "D,1,2026-11-20,GHOST,1,18.00,USD",
        "E,1,20.11.2026,MUG,1,18.00,USD",
        "F,1,2026-11-20,MUG,1,18.00,EUR",
        GOOD,
        "G,1,2026-11-20,MUG,2.5,18.00,USD",
        "H,1,2026-11-20,POT,3.0,18.00,USD",
    ]
    ran = plan(tmp_path, "\ufeff" + "\r\n".join(row.replace(",", ";") for row in rows), shell=True)
    assert (ran.code, ran.err) == (1, "")
    found = document(tmp_path)
    # Rows as a spreadsheet numbers them, the header being 1. A's second row repeats it, so it is not a second line.
    errors = {
        problem["row"]: problem["column"] for problem in found["problems"] if problem["severity"] == "error"
    }
    assert errors == {5: "quantity", 6: "quantity", 8: "placed_at", 10: "line_id", 11: "quantity"}
    assert "5 rows were left out:" in ran.out
    lines = {line["order_id"]: (line["ordered_qty"], line["reserved_qty"]) for line in found["lines"]}
    assert lines == {"A": (3, 3), "D": (1, 0), "F": (1, 1), "H": (3, 3)}
    warned = [problem["value"] for problem in found["problems"] if problem["severity"] == "warning"]
    assert warned == ["GHOST"]


def test_the_same_row_without_a_line_id_is_two_lines(tmp_path: Path) -> None:
    orders = "order_id, placed_at, sku, quantity\nA, 2026-11-20, MUG, 2\nA, 2026-11-20, MUG, 2"
    found = story(tmp_path, orders=orders, stock=STOCK).plan
    assert [(line["line_id"], line["ordered_qty"]) for line in found["lines"]] == [("1", 2), ("2", 2)]


def test_thousands_of_blank_rows_cost_nothing(tmp_path: Path) -> None:
    blank = ",,,,,,\n" * 5_000
    ran = plan(tmp_path, f"{HEADER}\n{blank}{GOOD}\n{blank}")
    assert (ran.code, document(tmp_path)["problems"]) == (0, [])
    assert [line["order_id"] for line in document(tmp_path)["lines"]] == ["A"]


@pytest.mark.parametrize("empty", ["unit_price", "currency"])
def test_an_empty_cell_is_unknown_and_never_zero(tmp_path: Path, empty: str) -> None:
    cells = dict(zip(HEADER.split(","), GOOD.split(","), strict=True)) | {"quantity": "9", empty: ""}
    assert plan(tmp_path, f"{HEADER}\n{','.join(cells.values())}\n").code == 0
    # Without a price nothing is known to wait; without a currency it is the shop's.
    waiting = {} if empty == "unit_price" else {"USD": 72.0}
    assert document(tmp_path)["summary"]["value_waiting"] == waiting


def renamed_zip(folder: Path) -> bytes:
    with zipfile.ZipFile(folder / "orders.zip", "w") as archive:
        archive.writestr("orders.csv", f"{HEADER}\n{GOOD}\n")
    return (folder / "orders.zip").read_bytes()


def half_a_workbook(folder: Path) -> bytes:
    rows: Sequence[Sequence[object]] = [HEADER.split(","), GOOD.split(",")]
    whole = workbook(folder / "whole.xlsx", {"orders": rows}).read_bytes()
    return whole[: len(whole) // 2]


@pytest.mark.parametrize(
    "content,said",
    [
        (renamed_zip, "a ZIP archive"),
        (half_a_workbook, "a cut off or damaged file"),
        (lambda folder: b"", "an empty file"),
        (lambda folder: HEADER.encode(), "no row can be planned"),
        (lambda folder: f"{HEADER}\nA,1,2026-11-20,MUG,-1,,\n".encode(), "no row can be planned"),
    ],
    ids=["a ZIP renamed", "a truncated XLSX", "empty", "header only", "no good row"],
)
def test_what_gives_no_plan_ends_with_2_says_why_and_writes_nothing(
    tmp_path: Path, content: Any, said: str
) -> None:
    (tmp_path / "plan.json").write_text("the plan of yesterday")
    before = sorted(path.name for path in tmp_path.iterdir())
    made = content(tmp_path)
    ran = plan(tmp_path, made, shell=True)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("orders.csv: ") and said in ran.err
    assert (tmp_path / "plan.json").read_text() == "the plan of yesterday"
    left = sorted(path.name for path in tmp_path.iterdir())
    assert set(left) - set(before) <= {"orders.csv", "stock.csv", "orders.zip", "whole.xlsx"}


def test_a_plan_replaces_the_plan_of_yesterday_but_no_folder_of_yours(tmp_path: Path) -> None:
    for _ in range(2):
        assert plan(tmp_path, f"{HEADER}\n{GOOD}\n", out="plan").code == 0
    (tmp_path / "plan" / "my notes.txt").write_text("mine")
    before = {path.name: path.read_bytes() for path in (tmp_path / "plan").iterdir()}
    ran = plan(tmp_path, f"{HEADER}\n{GOOD.replace('MUG,3', 'MUG,1')}\n", out="plan")
    assert (ran.code, "my notes.txt" in ran.err) == (2, True)
    assert {path.name: path.read_bytes() for path in (tmp_path / "plan").iterdir()} == before


@pytest.mark.parametrize("out", ["plan", "plan.json", "plan.xlsx"])
def test_a_run_that_cannot_finish_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, out: str
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("os.replace", interrupted)
    monkeypatch.setattr("os.rename", interrupted)
    ran = plan(tmp_path, f"{HEADER}\n{GOOD}\n", out=out)
    assert ran.code not in {0, 1}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["orders.csv", "stock.csv"]


def test_stopped_at_the_very_last_step_the_plan_of_yesterday_is_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert plan(tmp_path, f"{HEADER}\n{GOOD}\n", out="plan").code == 0
    before = {path.name: path.read_bytes() for path in (tmp_path / "plan").iterdir()}
    rename = Path.rename

    def stopped_when_the_new_one_moves_in(self: Path, target: Path) -> Path:
        if self.name.endswith(".part"):
            raise KeyboardInterrupt
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", stopped_when_the_new_one_moves_in)
    ran = plan(tmp_path, f"{HEADER}\n{GOOD.replace('MUG,3', 'MUG,1')}\n", out="plan")
    assert ran.code == 2
    assert {path.name: path.read_bytes() for path in (tmp_path / "plan").iterdir()} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["orders.csv", "plan", "stock.csv"]


@pytest.mark.parametrize("out", ["plan", "plan.json", "plan.xlsx"])
def test_what_a_killed_run_left_does_not_stop_the_next_one_of_its_number(tmp_path: Path, out: str) -> None:
    # In a container every run has the same number.
    left = tmp_path / f".{out}.{os.getpid()}.part"
    if out == "plan":
        left.mkdir()
        (left / "Items.csv").write_text("half")
    else:
        left.write_text("half")
    ran = plan(tmp_path, f"{HEADER}\n{GOOD}\n", out=out)
    assert (ran.code, ran.err) == (0, "")
    assert not left.exists()


@pytest.mark.parametrize("today", ["0001-01-01", "1969-12-31", "2200-01-01", "9999-12-31", "tomorrow"])
def test_a_today_that_no_file_could_hold_is_refused_like_any_other_wrong_day(
    tmp_path: Path, today: str
) -> None:
    options = write_tables(tmp_path, {"orders": f"{HEADER}\n{GOOD}", "stock": STOCK})
    ran = makegood("plan", *options, "--today", today, "--out", str(tmp_path / "plan.json"))
    assert (ran.code, ran.err.startswith(f"--today: found '{today}'")) == (2, True)
    assert "fault of Makegood" not in ran.err


CELLS = {
    "order_id": ["A", "B", "A", ""],
    "line_id": ["1", "2", ""],
    "placed_at": ["2026-11-20", "2026-11-19", "yesterday"],
    "sku": ["MUG", "POT", "GHOST"],
    "quantity": ["1", "4", "0", "-1", "x"],
    "unit_price": ["18.00", "", "-1"],
    "currency": ["USD", "EUR", ""],
}
ROWS = st.tuples(*(st.sampled_from(cells) for cells in CELLS.values())).map(",".join)


@some(0.3)
@given(rows=st.lists(ROWS, min_size=1, max_size=8), data=st.data())
def test_a_messy_file_gives_the_same_plan_in_any_order_of_rows(
    tmp_path_factory: pytest.TempPathFactory, rows: list[str], data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("messy", numbered=True)
    found: list[tuple[int, Any]] = []
    for body in (rows, data.draw(st.permutations(rows))):
        ran = plan(folder, "\n".join([HEADER, *body]) + "\n")
        if ran.code == 2:
            found.append((ran.code, None))
            continue
        document_ = document(folder)
        for problem in document_["problems"]:
            problem["row"] = None
        found.append((ran.code, document_))
    assert found[0] == found[1]
