"""What one table says that another makes doubtful: a warning, and planned all the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from makegood.spreadsheet.problems import Problem
from tests.spreadsheet.reading.shop import reading

ITEMS = "sku,bundle_of\nMUG,\nTEA,\nSET,MUG:2;TEA:1\n"
PICKED = "order_id,line_id,placed_at,sku,quantity,picked_quantity,status\n"
Told = tuple[str, int, str | None, str | None, str]


def warnings(folder: Path, orders: str, **tables: Any) -> list[Told]:
    found = reading(folder, orders, **tables)
    assert {problem.severity for problem in found.problems} <= {"warning"}
    return [(each.file, each.row, each.column, each.value, each.expected) for each in found.problems]


def test_units_of_a_bundle_itself_count_for_nothing_in_stock_and_inbound(tmp_path: Path) -> None:
    expected = "its components, for it is a bundle of 2 × MUG, 1 × TEA; these units count for nothing"
    found = reading(
        tmp_path,
        "order_id,placed_at,sku,quantity\n1,2026-11-20,SET,1\n",
        items=ITEMS,
        stock="sku,on_hand,location\nMUG,4,main\nTEA,4,main\nSET,3,main\nSET,1,east\n",
        inbound="po,sku,quantity\nPO-1,MUG,5\nPO-2,SET,5\n",
    )
    assert found.problems == (
        Problem("inbound.csv", 3, "sku", "SET", expected, "warning"),
        Problem("stock.csv", 4, "sku", "SET", expected, "warning"),
    )
    snapshot = found.snapshot
    assert ([each.sku for each in snapshot.stock], [each.sku for each in snapshot.lots]) == (
        ["MUG", "TEA"],
        ["MUG"],
    )


def test_a_bundle_of_which_nothing_is_there_or_to_come_is_no_matter(tmp_path: Path) -> None:
    tables = {
        "items": ITEMS,
        "stock": "sku,on_hand\nMUG,4\nTEA,4\nSET,0\n",
        "inbound": "po,sku,quantity,received_on,received_quantity\nPO-1,SET,5,2026-10-01,5\n",
    }
    assert warnings(tmp_path, "order_id,placed_at,sku,quantity\n1,2026-11-20,SET,1\n", **tables) == []


@pytest.mark.parametrize(
    ("rows", "stock", "told"),
    [
        (["A,1,2026-11-20,MUG,3,3,open"], "MUG,3", None),
        (["A,1,2026-11-20,MUG,3,3,open"], "MUG,2", (2, "MUG: 1 too many")),
        (["A,1,2026-11-20,MUG,3,0,open", "B,1,2026-11-20,MUG,2,2,open"], "MUG,1", (3, "MUG: 1 too many")),
        (["B,1,2026-11-20,MUG,2,2,open", "A,1,2026-11-20,MUG,3,1,open"], "MUG,2", (2, "MUG: 1 too many")),
        (["A,1,2026-11-20,MUG,3,3,closed"], "MUG,2", None),
        (["A,1,2026-11-20,SET,2,2,open"], "MUG,3\nTEA,2", (2, "MUG: 1 too many")),
    ],
    ids=["as many", "fewer", "first row that picked", "added up", "closed", "component"],
)
def test_more_picked_than_there_is_on_hand_is_told_once_per_sku(
    tmp_path: Path, rows: list[str], stock: str, told: tuple[int, str] | None
) -> None:
    found = warnings(tmp_path, PICKED + "\n".join(rows), items=ITEMS, stock=f"sku,on_hand\n{stock}\nTEE,9")
    expected = "at most what is on hand; the rest is planned as missing"
    assert found == ([("orders.csv", told[0], "picked_quantity", told[1], expected)] if told else [])
