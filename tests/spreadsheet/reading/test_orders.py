"""Order rows become lines, whatever order they stand in."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from makegood.domain.terms.demand import OrderLine
from tests.spreadsheet.reading.shop import reading, told

HEADER = "order_id,line_id,placed_at,sku,quantity"


def lines(folder: Path, *rows: str, header: str = HEADER) -> list[OrderLine]:
    return list(reading(folder, "\n".join([header, *rows])).snapshot.lines)


def test_lines_without_a_number_are_numbered_by_sku_and_quantity(tmp_path: Path) -> None:
    found = lines(tmp_path, "A,,2026-11-20,TEE,1", "A,,2026-11-20,MUG,10", "A,,2026-11-20,MUG,9")
    assert [(line.line_id, line.sku, line.quantity) for line in found] == [
        ("1", "MUG", 9),
        ("2", "MUG", 10),
        ("3", "TEE", 1),
    ]


def test_numbers_that_are_taken_are_skipped(tmp_path: Path) -> None:
    found = lines(
        tmp_path, "A,1,2026-11-20,TEE,1", "A,,2026-11-20,MUG,1", "A,3,2026-11-20,MUG,2", "A,,2026-11-20,MUG,3"
    )
    assert [(line.line_id, line.sku, line.quantity) for line in found] == [
        ("1", "TEE", 1),
        ("2", "MUG", 1),
        ("3", "MUG", 2),
        ("4", "MUG", 3),
    ]


def test_the_same_row_twice_is_two_lines_without_a_number_and_one_with_it(tmp_path: Path) -> None:
    assert len(lines(tmp_path, "A,,2026-11-20,MUG,1", "A,,2026-11-20,MUG,1")) == 2
    found = reading(
        tmp_path, f"{HEADER}\nA,7,2026-11-20,MUG,1\nB,7,2026-11-20,MUG,1\nA,7,2026-11-20,MUG,1.0\n"
    )
    assert [(line.order_id, line.line_id) for line in found.snapshot.lines] == [("A", "7"), ("B", "7")]
    assert told(found.problems) == [(4, "line_id", "A / 7", "error")]


def test_amounts_written_differently_are_the_same(tmp_path: Path) -> None:
    found = reading(tmp_path, f"{HEADER},unit_price\nA,7,2026-11-20,MUG,1,5\nA,7,2026-11-20,MUG,1,5.00\n")
    assert [line.unit_price for line in found.snapshot.lines] == [500]
    assert found.rows_left_out == 1


def test_rows_that_contradict_each_other_are_all_left_out(tmp_path: Path) -> None:
    found = reading(tmp_path, f"{HEADER}\nA,1,2026-11-20,MUG,1\nA,1,2026-11-20,MUG,2\nA,2,2026-11-20,TEE,1\n")
    assert [(line.line_id, line.sku) for line in found.snapshot.lines] == [("2", "TEE")]
    assert told(found.problems) == [(2, "line_id", "A / 1", "error"), (3, "line_id", "A / 1", "error")]
    assert found.rows_left_out == 2


def test_ids_are_text_compared_by_code_point(tmp_path: Path) -> None:
    found = lines(tmp_path, "10,1,2026-11-20,MUG,1", "9,1,2026-11-20,MUG,1", "010,1,2026-11-20,MUG,1")
    assert [line.order_id for line in found] == ["010", "10", "9"]


@pytest.mark.parametrize(
    "columns,cells,column",
    [
        ("shipped_quantity,cancelled_quantity", "3,2", "shipped_quantity"),
        ("picked_quantity", "5", "picked_quantity"),
        ("shipped_quantity,picked_quantity", "3,2", "picked_quantity"),
        ("promised_from,promised_to", "2026-12-02,2026-12-01", "promised_to"),
    ],
)
def test_a_line_that_cannot_be_true_is_left_out(
    tmp_path: Path, columns: str, cells: str, column: str
) -> None:
    found = reading(tmp_path, f"order_id,placed_at,sku,quantity,{columns}\nA,2026-11-20,MUG,4,{cells}\n")
    assert found.snapshot.lines == []
    assert [(problem.row, problem.column) for problem in found.problems] == [(2, column)]


@pytest.mark.parametrize("column,one,other", [("channel", "ebay", "store"), ("customer", "Ann", "Bob")])
def test_rows_of_one_order_that_disagree_are_told_once(
    tmp_path: Path, column: str, one: str, other: str
) -> None:
    header = f"order_id,placed_at,sku,quantity,{column}"
    rows = [f"A,2026-11-20,MUG,1,{other}", f"A,2026-11-20,TEE,1,{one}", f"A,2026-11-20,TEE,2,{one}"]
    found = reading(tmp_path, "\n".join([header, *rows]))
    assert len(found.snapshot.lines) == 3
    values = " / ".join(sorted([one, other]))
    assert told(found.problems) == [(2, column, f"A: {values}", "warning")]


def test_a_price_that_is_not_given_is_the_items_in_the_shops_currency_only(tmp_path: Path) -> None:
    orders = "order_id,placed_at,sku,quantity,currency\nA,2026-11-20,MUG,1,\nB,2026-11-20,MUG,1,EUR\n"
    found = reading(tmp_path, orders, items="sku,unit_price\nMUG,12.50\n")
    assert [(line.unit_price, line.currency) for line in found.snapshot.lines] == [
        (1250, "USD"),
        (None, "EUR"),
    ]


def test_a_sku_that_is_not_in_stock_is_told_once_and_its_lines_stay(tmp_path: Path) -> None:
    found = reading(tmp_path, f"{HEADER}\nA,1,2026-11-20,CUP,1\nB,1,2026-11-20,CUP,1\nC,1,2026-11-20,MUG,1\n")
    assert len(found.snapshot.lines) == 3
    assert told(found.problems) == [(2, "sku", "CUP", "warning")]


def test_a_bundle_needs_its_components_in_stock_not_itself(tmp_path: Path) -> None:
    found = reading(
        tmp_path, f"{HEADER}\nA,1,2026-11-20,SET,1\n", items="sku,bundle_of\nSET,MUG:2;CUP:1\nCUP,\n"
    )
    assert told(found.problems) == [(2, "sku", "CUP", "warning")]


def test_a_closed_line_asks_for_nothing_and_needs_no_stock(tmp_path: Path) -> None:
    header = "order_id,placed_at,sku,quantity,shipped_quantity,picked_quantity,status"
    found = reading(tmp_path, f"{header}\nA,2026-11-20,CUP,3,3,3,closed\n")
    (line,) = found.snapshot.lines
    assert (line.closed, line.open_qty, found.problems) == (True, 0, ())


_rows = st.tuples(
    st.sampled_from("A B C".split()),
    st.sampled_from(["", "", "1", "2", "x"]),
    st.sampled_from(["2026-11-20", "2026-11-21T10:00", "soon"]),
    st.sampled_from("MUG TEE CUP".split()),
    st.sampled_from(["1", "2", "2.0", "0"]),
    st.sampled_from(["", "store", "ebay"]),
    st.sampled_from(["", "1.00", "1.005"]),
    st.sampled_from(["", "EUR", "USD"]),
    st.sampled_from(["", "0", "1", "3"]),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(_rows, max_size=12), data=st.data())
def test_the_order_of_rows_changes_nothing_but_row_numbers(
    tmp_path: Path, rows: list[tuple[str, ...]], data: st.DataObject
) -> None:
    header = f"{HEADER},channel,unit_price,currency,shipped_quantity"
    shuffled = data.draw(st.permutations(rows))
    first, second = (
        reading(tmp_path, "\n".join([header, *map(",".join, some)])) for some in (rows, shuffled)
    )
    assert second.snapshot == first.snapshot
    assert second.rows_left_out == first.rows_left_out
    unnumbered = [
        [(p.file, p.column, p.value, p.expected, p.severity) for p in found.problems]
        for found in (first, second)
    ]
    assert unnumbered[0] == unnumbered[1]
    assert len(first.snapshot.lines) + first.rows_left_out == len(rows)
