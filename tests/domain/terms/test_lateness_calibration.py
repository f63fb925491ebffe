"""The 90 % window keeps its word on simulated suppliers; the whole table: docs/rules/lateness-calibration.md."""

from __future__ import annotations

import pytest

from scripts.lateness_calibration import KEPT, PAGE, RECEIPTS, SHAPES, WIDEST, Shape, cell, page


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_three_receipts_each_are_enough_for_a_window_that_keeps_its_word(shape: Shape) -> None:
    mean = cell(shape=shape, receipts=3, seeds=(11, 12), histories=40).mean
    assert KEPT[0] <= mean.kept <= KEPT[1]
    assert mean.ratio() <= WIDEST
    assert mean.plug_kept < KEPT[0]


@pytest.mark.soak
def test_every_row_of_the_table_holds_and_the_page_says_what_the_script_finds() -> None:
    cells = [cell(shape=shape, receipts=receipts) for shape in SHAPES for receipts in RECEIPTS]
    assert [found for found in cells if not found.holds()] == []
    assert PAGE.read_text(encoding="utf-8") == page(cells)
