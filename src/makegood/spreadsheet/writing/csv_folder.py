"""The plan as a folder: one CSV file per sheet (RFC 4180, UTF-8), nested values as JSON text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial
from itertools import chain, islice
from pathlib import Path

from makegood.spreadsheet.writing.beside import beside
from makegood.spreadsheet.writing.json_text import Encode, JsonText, Memo, by_column
from makegood.spreadsheet.writing.place import new_folder
from makegood.spreadsheet.writing.records import (
    ALLOCATIONS,
    ITEMS,
    PURCHASING,
    SHEETS,
    Output,
    Sheet,
)
from makegood.spreadsheet.writing.shape import Kind, Shape, names

FILES = {sheet.title: f"{sheet.title}.csv" for sheet in SHEETS}
# About half of the time to write, because these are made while they are written.
_HALF = (ITEMS, ALLOCATIONS, PURCHASING)
_MANY_LINES = 20_000
# Above, both processes together would hold too much: what the rows are made from, and the rows.
_MOST_LINES = 300_000
# Rows to a write. One by one they pass through a buffer that is smaller than some rows.
_AT_ONCE = 1_000
# Spreadsheets run what begins so (also behind spaces, also in full width); a plain number such as -5 only counts.
_RUNS = re.compile(r"[\s\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")


def write_folder(output: Output, *, to: Path) -> list[Path]:
    """Write one CSV file per sheet into `to`, all or none. Returns the files written."""
    with new_folder(to, ours=frozenset(FILES.values())) as part:
        if len(output.plan.lines) > _MOST_LINES:
            output.plan.make_all()
        many = len(output.plan.lines) >= _MANY_LINES
        with beside(partial(_write_sheets, _HALF, output, part), worth_it=many):
            _write_sheets([sheet for sheet in SHEETS if sheet not in _HALF], output, part)
    return [to / name for name in FILES.values()]


def _write_sheets(sheets: Iterable[Sheet], output: Output, folder: Path) -> None:
    texts = JsonText()
    for sheet in sheets:
        _write(sheet, output, texts, folder / FILES[sheet.title])


def _write(sheet: Sheet, output: Output, texts: JsonText, path: Path) -> None:
    """Rows are joined here: the csv module looks at every character of a nested cell, which costs most of the time."""
    encoders = [_encoder(column.shape, texts) for column in sheet.fields]
    rows = chain([names(sheet.fields)], by_column(sheet.rows(output), encoders))
    with path.open("wb") as file:
        while some := "".join([f"{','.join(row)}\r\n" for row in islice(rows, _AT_ONCE)]):
            file.write(some.encode("utf-8", errors="backslashreplace"))


def _encoder(shape: Shape, texts: JsonText) -> Encode:
    """How a column becomes cells; None becomes an empty one."""
    match shape:
        case Kind.TEXT:
            return _text
        case Kind.FLAG:
            return {True: "true", False: "false", None: ""}.__getitem__
        case Kind.DAY:
            return Memo(lambda day: "" if day is None else day.isoformat()).__getitem__
        case Kind.CODE:
            return Memo(lambda code: "" if code is None else quoted(str(code))).__getitem__
        case Kind():
            return lambda number: "" if number is None else str(number)
        case _:
            return texts.of(shape, finish=_nested)


def _nested(text: str) -> str:
    return "" if text == "null" else '"' + text.replace('"', '""') + '"'


def _text(text: str | None) -> str:
    if not text:
        return ""
    return quoted(text if text[0].isalnum() else safe_text(text))


def quoted(text: str) -> str:
    """A cell as RFC 4180 has it: in quotes where it holds a comma, a quote or a line's end."""
    if '"' in text or "," in text or "\n" in text or "\r" in text:
        return '"' + text.replace('"', '""') + '"'
    return text


def safe_text(text: str) -> str:
    """Text from outside, with ' before it where a spreadsheet would run it. A number such as -5 stays one."""
    return "'" + text if _RUNS.match(text) and not _NUMBER.fullmatch(text) else text
