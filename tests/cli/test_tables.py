"""Tables fit the terminal and stay readable."""

from __future__ import annotations

import pytest

from makegood.cli.tables import table

ROW = {"sku": "MUG-BLACK", "safety_stock": 4, "note": "as it should be"}


def test_a_table_that_fits_has_one_line_of_headings_and_numbers_to_the_right() -> None:
    assert list(table([ROW, ROW | {"safety_stock": 12345}])) == [
        "sku        safety stock  note",
        "MUG-BLACK             4  as it should be",
        "MUG-BLACK         12345  as it should be",
    ]


def test_a_table_too_wide_breaks_headings_and_its_last_column_and_leaves_empty_columns_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    row = {"sku": "A" * 30 + "-END", "on_hand": 1, "flagged_on": None, "why": "many words that need room"}
    lines = list(table([row]))
    assert max(map(len, lines)) <= 40
    assert "flagged" not in " ".join(lines)
    assert " ".join(" ".join(lines[2:]).split()).endswith("many words that need room")
    assert "…" in lines[2]
