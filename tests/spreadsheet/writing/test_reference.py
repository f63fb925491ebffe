"""docs/reference/plan.md names every field of the plan."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from makegood.spreadsheet.writing.records import SHEETS, Sheet
from makegood.spreadsheet.writing.shape import Many, Record, Shape

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "plan.md"


def all_names(shape: Shape | Sheet) -> Iterator[str]:
    if isinstance(shape, Record | Sheet):
        for column in shape.fields:
            yield column.name
            yield from all_names(column.shape)
    elif isinstance(shape, Many):
        yield from all_names(shape.of)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.title)
def test_every_field_of_a_sheet_is_explained(sheet: Sheet) -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert f"`{sheet.key}` (sheet {sheet.title})" in page
    assert [name for name in all_names(sheet) if f"`{name}`" not in page] == []
