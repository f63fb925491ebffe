"""XLSX through calamine, after a look at what unpacking would cost."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import python_calamine as calamine

from makegood.spreadsheet.formulas import Errors, FailedFormulas, column_number, sheet_parts
from makegood.spreadsheet.refusal import (
    MOST_CELLS,
    MOST_SHEET_TEXT_BYTES,
    MOST_UNPACKED_BYTES,
    MOST_WORKBOOK_BYTES,
    refuse,
    size_words,
)
from makegood.spreadsheet.sharedtext import largest_text

_WORKBOOK = "an XLSX workbook"
_CHUNK = 1 << 20
_OVERLAP = 64
# Cells in columns A to Z are looked at only from row 1,000,000 on: up to there they are few enough.
_ROW = re.compile(rb"""<row\s[^>]*?r=["'](\d{1,10})""")
_FAR_CELL = re.compile(rb"""r=["'][A-Za-z](\d{7,10})""")
_WIDE_CELL = re.compile(rb"""r=["']([A-Za-z]{2,9})(\d{1,10})""")


class Workbook:
    """An open workbook: sheet names as written, and the rows of a sheet as text."""

    def __init__(self, path: Path, book: calamine.CalamineWorkbook, errors: Mapping[str, Errors]) -> None:
        self._path = path
        self._book = book
        self._errors = errors
        self.names: list[str] = book.sheet_names

    def sheet_for(self, table: str) -> str | None:
        """The sheet named like the table; case and spaces do not matter."""
        for name in self.names:
            if "".join(name.split()).casefold() == table:
                return name
        return None

    def rows(self, sheet: str) -> Iterator[list[str]]:
        """All rows of a sheet, cells as text: 3.0 reads 3, a date cell YYYY-MM-DD."""
        try:
            found = self._book.get_sheet_by_name(sheet)
        except calamine.CalamineError as error:
            raise _damaged(self._path, error) from None
        errors = self._errors.get(sheet)
        if errors:
            yield from _with_errors(found, errors)
            return
        for row in found.iter_rows():
            yield [cell if type(cell) is str else _text(cell) for cell in row]


def open_workbook(path: Path) -> Workbook:
    """Opens an XLSX file. Raises DomainError('file_unreadable') for anything else, damaged, or absurdly large."""
    errors = _check(path)
    try:
        book = calamine.load_workbook(path)
    except calamine.CalamineError as error:
        raise _damaged(path, error) from None
    if not book.sheet_names:
        raise refuse(path, "a workbook without sheets", _WORKBOOK)
    return Workbook(path, book, errors)


def _with_errors(sheet: calamine.CalamineSheet, errors: Errors) -> Iterator[list[str]]:
    first = sheet.start[1] if sheet.start else 0
    for number, row in enumerate(sheet.iter_rows(), start=1):
        cells = [cell if type(cell) is str else _text(cell) for cell in row]
        for place, shown in errors.get(number, {}).items():
            if 0 <= place - first < len(cells):
                cells[place - first] = shown
        yield cells


def _damaged(path: Path, error: Exception) -> Exception:
    return refuse(path, f"a damaged workbook ({error})", f"{_WORKBOOK}; open it and save it again")


def _check(path: Path) -> Mapping[str, Errors]:
    """Failed formulas by sheet name. Raises DomainError('file_unreadable')."""
    size = path.stat().st_size
    if size > MOST_WORKBOOK_BYTES:
        raise refuse(
            path, size_words(size), f"a workbook of at most {size_words(MOST_WORKBOOK_BYTES)}, or CSV"
        )
    try:
        with zipfile.ZipFile(path) as archive:
            return _check_parts(path, archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
        raise refuse(path, "a cut off or damaged file", f"{_WORKBOOK}; download or save it again") from None


def _check_parts(path: Path, archive: zipfile.ZipFile) -> Mapping[str, Errors]:
    parts = {info.filename.lower() for info in archive.infolist()}
    if "xl/workbook.xml" not in parts:
        kind = "an OpenDocument file" if "content.xml" in parts else "a ZIP archive"
        kind = "a binary workbook (.xlsb)" if "xl/workbook.bin" in parts else kind
        raise refuse(path, kind, _WORKBOOK)
    unpacked = sum(info.file_size for info in archive.infolist())
    if unpacked > MOST_UNPACKED_BYTES:
        raise refuse(
            path,
            f"{size_words(unpacked)} when unpacked",
            f"a workbook of at most {size_words(MOST_UNPACKED_BYTES)} unpacked, or CSV",
        )
    found = {info.filename: _check_sheet(path, archive, info) for info in archive.infolist()}
    text = largest_text(archive, limit=MOST_SHEET_TEXT_BYTES)
    if text > MOST_SHEET_TEXT_BYTES:
        most = f"at most {size_words(MOST_SHEET_TEXT_BYTES)} in one sheet, or CSV"
        raise refuse(path, f"a sheet with {size_words(text)} of text", most)
    failed = {part: errors for part, errors in found.items() if errors}
    return (
        {name: failed[part] for name, part in sheet_parts(archive).items() if part in failed}
        if failed
        else {}
    )


def _check_sheet(path: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Errors:
    """One far cell makes calamine hold every cell before it: the area is bounded. Reading proves size and checksum.

    Gives the cells whose formula failed.
    """
    rows, widest, tail = 0, 26, b""
    failed = FailedFormulas()
    with archive.open(info) as part:
        while chunk := part.read(_CHUNK):
            text = tail + chunk
            wide = _WIDE_CELL.findall(text)
            numbers = [*_ROW.findall(text), *_FAR_CELL.findall(text), *{row for _, row in wide}]
            rows = max(rows, *map(int, numbers), 0)
            widest = max(widest, *map(column_number, {letters for letters, _ in wide}), 0)
            failed.feed(chunk)
            tail = text[-_OVERLAP:]
    if rows * widest > MOST_CELLS:
        found = f"a sheet of {rows:,} rows and {widest:,} columns"
        raise refuse(path, found, f"at most {MOST_CELLS:,} cells; delete what is empty")
    return failed.found


def _text(cell: object) -> str:
    if isinstance(cell, float):
        return _number(cell)
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime):
        return cell.isoformat() if cell.time() != datetime.min.time() else cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)


def _number(number: float) -> str:
    # Excel keeps 15 digits; more of them would show 0.30000000000000004.
    text = f"{number:.15g}"
    # A larger number has lost digits; left in scientific notation, it is seen as such.
    return f"{Decimal(text):f}" if "e-" in text else text.replace("e+", "E+")
