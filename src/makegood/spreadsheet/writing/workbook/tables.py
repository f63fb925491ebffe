"""One sheet per list of the plan: header, rows, filter, frozen panes, colours, print setup."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from itertools import chain, islice
from typing import Any

from makegood.spreadsheet.writing.records import Output
from makegood.spreadsheet.writing.workbook.columns import Column, View, columns
from makegood.spreadsheet.writing.workbook.style import GREEN, Formats, Look
from makegood.wording import words

# Excel's limits: rows of a sheet less the header, characters of a cell.
MOST_ROWS = 1_048_575
MOST_CHARACTERS = 32_767
_EPOCH = date(1899, 12, 30)
_A4 = 9
_ROW, _HIGHEST_ROW = 17.0, 409.0
_CHARACTERS_A_UNIT = 1.05


def write_view(
    book: Any, view: View, output: Output, formats: Formats, *, most_rows: int = MOST_ROWS
) -> None:
    """Write a list on its sheet, and on 'Name 2', 'Name 3' and so on when it is longer than Excel's sheet."""
    shown = columns(view, output)
    waiting = view.sheet.rows(output)
    number = 1
    row = next(waiting, None)
    while row is not None or number == 1:
        name = view.sheet.title if number == 1 else f"{view.sheet.title} {number}"
        sheet = book.add_worksheet(name)
        first = () if row is None else (row,)
        written = _rows(sheet, view, shown, formats, islice(chain(first, waiting), most_rows))
        _dress(sheet, view, shown, formats, written)
        row, number = next(waiting, None), number + 1


def _rows(sheet: Any, view: View, shown: Sequence[Column], formats: Formats, rows: Any) -> int:
    """Header and rows; returns how many rows there were."""
    sheet.set_default_row(_ROW)
    sheet.set_row(0, 32)
    for at, column in enumerate(shown):
        sheet.set_column(at, at, column.width)
        sheet.write_string(0, at, column.header, formats.header(column.look))
    writers = [_writer(sheet, at, column, formats, top=view.high) for at, column in enumerate(shown)]
    written = 0
    for written, values in enumerate(rows, start=1):
        heights = [write(written, values[column.at]) for column, write in writers]
        if view.high:
            sheet.set_row(written, max(heights))
    return written


def _writer(
    sheet: Any, at: int, column: Column, formats: Formats, *, top: bool
) -> tuple[Column, Callable[[int, Any], float]]:
    """How one column's value gets into its cell: never as a formula or a link. Unknown is an empty cell.

    Answers the height the cell needs, in points.
    """
    cell, read = formats.cell(column.look, top=top), column.value
    put, ready = {
        Look.TEXT: (sheet.write_string, cell_text),
        Look.LONG: (sheet.write_string, cell_text),
        Look.DATE: (sheet.write_number, _serial),
    }.get(column.look, (sheet.write_number, None))

    def write(row: int, value: Any) -> float:
        if value is not None and read:
            value = read(value)
        if value is None or value == "":
            sheet.write_blank(row, at, None, cell)
            return _ROW
        put(row, at, ready(value) if ready else value, cell)
        return _height(value, column.width) if column.look is Look.LONG else _ROW

    return column, write


def _height(text: str, width: float) -> float:
    """Points that a text needs in a column of this width, as far as Excel goes."""
    lines = sum(1 + int(len(line) / (width * _CHARACTERS_A_UNIT)) for line in text.rstrip().split("\n"))
    return min(lines * 13.2 + _ROW - 13.2, _HIGHEST_ROW)


def _serial(on: date) -> int:
    """A day as Excel counts it."""
    return (on - _EPOCH).days


def cell_text(value: object) -> str:
    """Text as a cell can hold it: no longer than Excel allows, nothing that is not Unicode."""
    text = str(value)
    if len(text) > MOST_CHARACTERS:
        text = text[: MOST_CHARACTERS - 1] + "…"
    return (
        text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")[:MOST_CHARACTERS]
    )


def _dress(sheet: Any, view: View, shown: Sequence[Column], formats: Formats, written: int) -> None:
    last, width = max(written, 1), len(shown) - 1
    sheet.freeze_panes(1, view.frozen)
    sheet.autofilter(0, 0, last, width)
    for at, column in enumerate(shown):
        _colour(sheet, at, column, formats, last)
    sheet.hide_gridlines(2)
    # An ID such as 78 is text and shall stay so: Excel need not warn of it in every cell.
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{last + 1}"})
    for_print(sheet)
    sheet.repeat_rows(0)
    headers = [column.header for column in shown]
    sheet.print_area(0, 0, last, headers.index(view.printed_to) if view.printed_to else width)


def _colour(sheet: Any, at: int, column: Column, formats: Formats, last: int) -> None:
    """Colours are rules, not paint: they stay true when a cell is edited."""
    for code, tone in column.tones.items():
        text = words(code) if column.value is words else str(code)
        rule = {
            "type": "cell",
            "criteria": "==",
            "value": '"' + text.replace('"', '""') + '"',
            "format": formats.tone(tone),
        }
        sheet.conditional_format(1, at, last, at, rule)
    if column.bar:
        bar = {"type": "data_bar", "bar_color": column.bar, "bar_solid": True, "data_bar_2010": True}
        sheet.conditional_format(1, at, last, at, bar)
    if column.recommended:
        chosen = {
            "type": "formula",
            "criteria": f'=$B2="{column.recommended}"',
            "format": formats.tone(GREEN),
        }
        sheet.conditional_format(1, at, last, at, chosen)
    if column.look is Look.QUANTITY:
        below = {"type": "cell", "criteria": "<", "value": 0, "format": formats.below_zero()}
        zero = {"type": "cell", "criteria": "==", "value": 0, "format": formats.muted()}
        sheet.conditional_format(1, at, last, at, below)
        sheet.conditional_format(1, at, last, at, zero)


def for_print(sheet: Any) -> None:
    """Landscape A4, as wide as one page, with the sheet's name above and page numbers below."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
    sheet.set_header("&L&10&A")
    sheet.set_footer("&L&8Makegood&R&8Page &P of &N")
