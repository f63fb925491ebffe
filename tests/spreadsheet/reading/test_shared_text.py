"""A workbook holds a text once; loaded, every cell has a copy. Too much of it is refused before it is loaded."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from makegood.domain.terms.errors import DomainError
from makegood.spreadsheet import sharedtext, xlsxfile
from tests.spreadsheet.reading.shop import reading, workbook

HEADER = ("order_id", "placed_at", "sku", "quantity", "customer")


@pytest.mark.parametrize("chunk", [1 << 20, 997, 300])
@pytest.mark.parametrize(("most", "refused"), [(40_000, True), (60_000, False)])
def test_one_long_text_in_many_cells_is_refused_before_it_fills_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk: int, most: int, refused: bool
) -> None:
    # The workbook holds the text once; loaded, each cell has a copy: 50 times 1,000 characters.
    monkeypatch.setattr(sharedtext, "_CHUNK", chunk)
    monkeypatch.setattr(xlsxfile, "MOST_SHEET_TEXT_BYTES", most)
    rows: list[tuple[object, ...]] = [HEADER]
    rows += [(f"A{number}", "2026-11-20", "MUG", 1, "x" * 1_000) for number in range(50)]
    path = workbook(tmp_path / "long.xlsx", {"orders": rows})
    if not refused:
        assert len(reading(tmp_path, path).snapshot.lines) == 50
        return
    with pytest.raises(DomainError) as found:
        reading(tmp_path, path)
    assert (found.value.code, found.value.data["found"]) == (
        "file_unreadable",
        "a sheet with 0 MB of text",
    )


def test_markup_that_hides_how_long_a_text_is_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "hidden.xlsx", {"orders": [HEADER, ("A", "2026-11-20", "MUG", 1, "Zoë")]})
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/sharedStrings.xml"] = parts["xl/sharedStrings.xml"].replace(b"MUG", b"<![CDATA[MUG</si>]]>")
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    with pytest.raises(DomainError) as refused:
        reading(tmp_path, path)
    assert refused.value.data["found"] == "a cut off or damaged file"


def test_a_long_text_in_few_cells_is_no_reason_to_refuse(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsxfile, "MOST_SHEET_TEXT_BYTES", 60_000)
    rows: list[tuple[object, ...]] = [HEADER]
    rows += [(f"A{number}", "2026-11-20", "MUG", 1, "Zoë") for number in range(500)]
    rows += [("B", "2026-11-20", "MUG", 1, "x" * 2_000)]
    path = workbook(tmp_path / "long.xlsx", {"orders": rows})
    assert len(reading(tmp_path, path).snapshot.lines) == 501
