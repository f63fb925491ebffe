"""Stock and inbound rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

from tests.spreadsheet.reading.shop import reading, told


def test_stock_is_by_sku_and_location_with_main_as_the_default(tmp_path: Path) -> None:
    stock = "sku,on_hand,location,safety_stock\nTEE,1,,\nMUG,4,north,2\nMUG,3.0,,\n"
    found = reading(tmp_path, stock=stock)
    assert [(p.sku, p.location, p.on_hand, p.safety_stock) for p in found.snapshot.stock] == [
        ("MUG", "main", 3, 0),
        ("MUG", "north", 4, 2),
        ("TEE", "main", 1, 0),
    ]
    assert found.problems == ()


@pytest.mark.parametrize(
    "rows,kept,problems",
    [
        (["MUG,3,", "MUG,3,main"], [3], [(3, "sku", "MUG / main", "error")]),
        (
            ["MUG,3,", "MUG,4,main"],
            [],
            [(2, "sku", "MUG / main", "error"), (3, "sku", "MUG / main", "error")],
        ),
        (["MUG,-1,"], [], [(2, "on_hand", "-1", "error")]),
        (["MUG,,"], [], [(2, "on_hand", None, "error")]),
    ],
)
def test_stock_that_is_not_sure_is_left_out(
    tmp_path: Path, rows: list[str], kept: list[int], problems: list[tuple[object, ...]]
) -> None:
    orders = "order_id,placed_at,sku,quantity\nA,2026-11-20,TEE,1\n"
    found = reading(tmp_path, orders, stock="\n".join(["sku,on_hand,location", "TEE,1,", *rows]))
    shifted = [(row - 1, *rest) for row, *rest in told(found.problems)]
    assert [p.on_hand for p in found.snapshot.stock if p.sku == "MUG"] == kept
    assert shifted == problems


INBOUND = "po,sku,quantity,supplier,ordered_on,eta,confirmed,received_on,received_quantity,cancelled_quantity"


@pytest.mark.parametrize(
    "row,open_qty,received_qty,confirmed",
    [
        ("P1,MUG,10,Acme,2026-11-01,2026-12-01,yes,,,", 10, 0, True),
        ("P1,MUG,10,Acme,2026-11-01,2026-12-01,no,,4,1", 5, 4, False),
        ("P1,MUG,10,Acme,2026-11-01,2026-12-01,,2026-11-10,10,", 0, 10, None),
        ("P1,MUG,10,Acme,2026-11-01,2026-12-01,,2026-11-10,12,", 0, 12, None),
    ],
)
def test_a_lot_is_open_for_what_has_not_come(
    tmp_path: Path, row: str, open_qty: int, received_qty: int, confirmed: bool | None
) -> None:
    found = reading(tmp_path, inbound=f"{INBOUND}\n{row}\n")
    (lot,) = found.snapshot.lots
    assert (lot.open_qty, lot.received_qty, lot.confirmed) == (open_qty, received_qty, confirmed)
    assert (lot.supplier, lot.location, lot.eta) == ("Acme", "main", date(2026, 12, 1))
    assert found.problems == ()


def test_a_receipt_without_its_quantity_is_taken_as_whole_with_a_warning(tmp_path: Path) -> None:
    found = reading(tmp_path, inbound=f"{INBOUND}\nP1,MUG,10,,,,,2026-11-10,,2\n")
    (lot,) = found.snapshot.lots
    assert (lot.received_qty, lot.open_qty, lot.supplier) == (8, 0, "unknown")
    assert told(found.problems) == [(2, "received_quantity", None, "warning")]


@pytest.mark.parametrize(
    "row,column",
    [
        ("P1,MUG,0,,,,,,,", "quantity"),
        ("P1,MUG,10,,,,,,,11", "cancelled_quantity"),
        ("P1,MUG,10,,,,,2026-11-24,10,", "received_on"),
        ("P1,MUG,10,,2026-11-11,,,2026-11-10,10,", "received_on"),
        ("P1,MUG,10,,,,perhaps,,,", "confirmed"),
        (",MUG,10,,,,,,,", "po"),
    ],
)
def test_a_lot_that_cannot_be_true_is_left_out(tmp_path: Path, row: str, column: str) -> None:
    found = reading(tmp_path, inbound=f"{INBOUND}\n{row}\n")
    assert found.snapshot.lots == []
    assert [(problem.row, problem.column, problem.severity) for problem in found.problems] == [
        (2, column, "error")
    ]


def test_the_same_inbound_row_twice_is_two_lots_with_a_warning(tmp_path: Path) -> None:
    row = "P1,MUG,10,,,,,,,"
    found = reading(tmp_path, inbound=f"{INBOUND}\n{row}\n{row}\n")
    assert [lot.quantity for lot in found.snapshot.lots] == [10, 10]
    assert told(found.problems) == [(3, "po", "P1 / MUG", "warning")]


@pytest.mark.parametrize("turned", list(permutations(range(4)))[1::5])
def test_the_order_of_rows_changes_nothing_but_row_numbers(tmp_path: Path, turned: tuple[int, ...]) -> None:
    tables = {
        "stock": ["sku,on_hand,location", "MUG,3,", "MUG,3,main", "TEE,1,", "TEE,2,main"],
        "inbound": [
            INBOUND,
            *(f"P{n},MUG,10,,,2026-12-0{n},,,," for n in (2, 1)),
            *["P3,TEE,5,,,,,2026-11-10,,"] * 2,
        ],
        "items": ["sku,title,bundle_of", "MUG,Mug,", "MUG,Mug,", "SET,,MUG:1;LOST:1", "OWN,,OWN:1"],
    }
    shuffled = {name: [rows[0], *(rows[1:][place] for place in turned)] for name, rows in tables.items()}
    first, second = (
        reading(tmp_path, **{name: "\n".join(rows).encode() for name, rows in some.items()})  # type: ignore[arg-type]
        for some in (tables, shuffled)
    )
    assert second.snapshot == first.snapshot
    assert [replace(problem, row=0) for problem in second.problems] == [
        replace(problem, row=0) for problem in first.problems
    ]
    assert len(first.problems) == 8
