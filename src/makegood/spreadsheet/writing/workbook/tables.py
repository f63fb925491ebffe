"""One sheet per list of the plan: header, rows, filter, frozen panes, colours, print setup."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from itertools import chain, islice
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from makegood.spreadsheet.writing.nested import amount
from makegood.spreadsheet.writing.records import Output
from makegood.spreadsheet.writing.workbook.columns import Column, View, columns
from makegood.spreadsheet.writing.workbook.style import GREEN, MUTED, Formats, Look, priced_format
from makegood.wording import words

# Excel's limits: rows of a sheet less the header, characters of a cell.
MOST_ROWS = 1_048_575
MOST_CHARACTERS = 32_767
_EPOCH = date(1899, 12, 30)
_A4 = 9
_ROW, _HIGHEST_ROW = 17.0, 409.0
_CHARACTERS_A_UNIT = 1.05
# Of a column that grows: wider ones would push the others off the screen.
_WIDEST = 56.0


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
        sheet.write_string(0, at, column.header, formats.header(column.look))
    cells = [_Cells(sheet, at, column, formats, top=view.high) for at, column in enumerate(shown)]
    places = [(column.at, own.write) for column, own in zip(shown, cells, strict=True)]
    written = 0
    for written, values in enumerate(rows, start=1):
        heights = [write(written, values[at]) for at, write in places]
        if view.high:
            sheet.set_row(written, max(heights))
    if not written:
        sheet.write_string(1, 0, view.nothing, formats.of(font_color=MUTED, italic=True, indent=1))
    for at, own in enumerate(cells):
        sheet.set_column(at, at, own.width)
    return written


class _Cells:
    """How one column's values get into their cells: never as a formula or a link. Unknown is an empty cell."""

    def __init__(self, sheet: Any, at: int, column: Column, formats: Formats, *, top: bool) -> None:
        self._sheet, self._at, self._column, self._formats, self._top = sheet, at, column, formats, top
        self._look = formats.cell(column.look, top=top)
        self._longest = 0
        self._priced_looks: dict[str, Any] = {}
        self._put: Callable[[int, Any], None] = {
            Look.TEXT: self._text,
            Look.LONG: self._text,
            Look.DATE: self._date,
            Look.PRICED: self._priced,
        }.get(column.look, self._number)

    @property
    def width(self) -> float:
        """In characters, so that the longest text so far is seen whole, within reason."""
        needed = min(self._longest * _CHARACTERS_A_UNIT + 2, _WIDEST) if self._column.grows else 0
        return max(self._column.width, needed)

    def write(self, row: int, value: Any) -> float:
        """Writes a value; answers the height the cell needs, in points."""
        column = self._column
        if value is not None and column.value:
            value = column.value(value)
        if value is None or value == "":
            self._sheet.write_blank(row, self._at, None, self._look)
            return _ROW
        self._put(row, value)
        return _height(value, column.width) if column.look is Look.LONG else _ROW

    def _text(self, row: int, value: Any) -> None:
        text = cell_text(value)
        if len(text) > self._longest:
            self._longest = len(text)
        self._sheet.write_string(row, self._at, text, self._look)

    def _date(self, row: int, value: date) -> None:
        self._sheet.write_number(row, self._at, serial(value), self._look)

    def _number(self, row: int, value: float) -> None:
        self._sheet.write_number(row, self._at, value, self._look)

    def _priced(self, row: int, value: tuple[int, str]) -> None:
        minor, currency = value
        look = self._priced_looks.get(currency)
        if look is None:
            look = self._formats.cell(Look.PRICED, top=self._top, num_format=priced_format(currency))
            self._priced_looks[currency] = look
        self._sheet.write_number(row, self._at, amount(minor, currency), look)


def _height(text: str, width: float) -> float:
    """Points that a text needs in a column of this width, as far as Excel goes."""
    lines = sum(1 + int(len(line) / (width * _CHARACTERS_A_UNIT)) for line in text.rstrip().split("\n"))
    return min(lines * 13.2 + _ROW - 13.2, _HIGHEST_ROW)


def serial(on: date) -> int:
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
    headers = [column.header for column in shown]
    chosen = xl_col_to_name(headers.index("Recommendation")) if "Recommendation" in headers else ""
    for at, column in enumerate(shown):
        _colour(sheet, at, column, formats, last, chosen=chosen)
    sheet.hide_gridlines(2)
    # An ID such as 78 is text and shall stay so: Excel need not warn of it in every cell.
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{last + 1}"})
    for_print(sheet)
    sheet.repeat_rows(0)
    sheet.print_area(0, 0, last, headers.index(view.printed_to) if view.printed_to else width)


def _colour(sheet: Any, at: int, column: Column, formats: Formats, last: int, *, chosen: str) -> None:
    """Colours are rules, not paint: they stay true when a cell is edited. `chosen` = column of the recommendation."""
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
        rule = {
            "type": "formula",
            "criteria": f'=${chosen}2="{column.recommended}"',
            "format": formats.tone(GREEN),
        }
        sheet.conditional_format(1, at, last, at, rule)
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
