"""A sheet made as a page: titles, tiles and short tables, written downwards (constant memory writes each row once)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from makegood.spreadsheet.writing.workbook.style import (
    ACCENT,
    DARK,
    DATE_FORMAT,
    LINE,
    MUTED,
    PAPER,
    Formats,
    Tone,
)
from makegood.spreadsheet.writing.workbook.tables import cell_text, for_print, serial

WIDE = 12
Cell = tuple[Any, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure with its name above and a remark below; the remark speaks of this figure only."""

    name: str
    figure: float
    remark: str
    tone: Tone
    num_format: str = "#,##0"


class Page:
    """Columns B to M carry the page; `row` is the next free row."""

    def __init__(self, book: Any, name: str, formats: Formats) -> None:
        self.sheet = book.add_worksheet(name)
        self.formats, self.row = formats, 0
        self.sheet.hide_gridlines(2)
        self.sheet.set_column(0, 0, 2)
        self.sheet.set_column(1, WIDE, 12.5)
        self.sheet.set_column(WIDE + 1, WIDE + 1, 2)
        self.sheet.set_zoom(90)
        for_print(self.sheet)
        self.sheet.fit_to_pages(1, 1)
        self.sheet.set_portrait()

    def tiles(self, tiles: Sequence[Tile]) -> None:
        """Tiles side by side."""
        top, self.row = self.row, self.row + 4
        self.sheet.set_row(top + 1, 34)
        width = WIDE // len(tiles)
        apart = {"left": 5, "left_color": "#FFFFFF", "bg_color": PAPER, "indent": 1, "align": "left"}
        small = {"font_color": MUTED, "font_size": 10, "shrink": True}
        big = {"font_size": 26, "bold": True, "font_color": DARK, "shrink": True}
        for number, tile in enumerate(tiles):
            left = 1 + number * width
            right = left + width - 1
            rim = {"top": 5, "top_color": tile.tone.strong}
            self.across(top, left, right, tile.name, **apart, **small, **rim)
        for line, look in ((1, big), (2, small)):
            for number, tile in enumerate(tiles):
                left = 1 + number * width
                shown = {"num_format": tile.num_format} if line == 1 else {}
                value = tile.figure if line == 1 else tile.remark
                self.across(top + line, left, left + width - 1, value, **apart, **look, **shown)

    def legend(self, tones: Sequence[tuple[Tone, str]]) -> None:
        """What the colours mean, in one row."""
        width = WIDE // len(tones)
        for number, (tone, text) in enumerate(tones):
            left = 1 + number * width
            look = {"bg_color": tone.light, "font_color": tone.dark, "border_color": "#FFFFFF", "border": 1}
            self.across(self.row, left, left + width - 1, text, align="center", font_size=9, **look)
        self.row += 2

    def heading(self, title: str) -> None:
        """The title of what follows."""
        self.across(self.row, 1, WIDE - 2, title, bold=True, font_size=13, font_color=DARK)

    def table(
        self,
        title: str,
        *,
        all_of_it: tuple[str, str],
        spans: Sequence[tuple[str, int]],
        rows: Iterable[Sequence[Cell]],
    ) -> None:
        """A short table. `all_of_it` = the sheet that has it all, and the words of the link; `spans` = column names,
        and how many of the page's columns each takes."""
        self.heading(title)
        look = self.formats.of(font_color=ACCENT, underline=1, align="right")
        sheet, words = all_of_it
        self.sheet.write_url(self.row, WIDE, f"internal:'{sheet}'!A1", look, words)
        self.row += 1
        self._table_row([(name, {"bold": True, "font_color": MUTED}) for name, _ in spans], spans)
        for cells in rows:
            self._table_row(cells, spans)
        self.row += 1

    def _table_row(self, cells: Sequence[Cell], spans: Sequence[tuple[str, int]]) -> None:
        left = 1
        for (value, look), (_, width) in zip(cells, spans, strict=True):
            own = {"bottom": 1, "bottom_color": LINE, "align": "left", "shrink": True, **look}
            self.across(self.row, left, left + width - 1, value, **own)
            left += width
        self.row += 1

    def across(self, row: int, left: int, right: int, value: Any, /, **look: Any) -> None:
        """A value in the first of some cells merged within one row."""
        if right > left:
            self.sheet.merge_range(row, left, row, right, "", self.formats.of(**look))
        if value is None:
            self.sheet.write_blank(row, left, None, self.formats.of(**look))
        elif isinstance(value, date):
            look = self.formats.of(**look, num_format=DATE_FORMAT)
            self.sheet.write_number(row, left, serial(value), look)
        elif isinstance(value, int | float):
            self.sheet.write_number(row, left, value, self.formats.of(**({"num_format": "#,##0"} | look)))
        else:
            self.sheet.write_string(row, left, cell_text(value), self.formats.of(**look))
