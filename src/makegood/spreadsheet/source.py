"""Opens a file by what is in it, not by what it is called, and gives its rows as text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from makegood.spreadsheet import csvfile, xlsxfile
from makegood.spreadsheet.columns import TABLES
from makegood.spreadsheet.problems import Problems
from makegood.spreadsheet.refusal import SPREADSHEET, refuse

Rows = Iterator[list[str]]

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_KINDS = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel file (.xls) or a workbook locked with a password"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"SQLite format 3", "a database"),
    (b"\xff\xfe", "text in UTF-16"),
    (b"\xfe\xff", "text in UTF-16"),
)


@dataclass(slots=True)
class Sheet:
    """One table as found: `rows` are those after the header, blank ones included; counting them gives row numbers."""

    file: str
    header: list[str]
    rows: Rows


def open_table(path: Path, table: str, problems: Problems) -> Sheet:
    """The rows of one table's file. In a workbook the sheet with the table's name, else the first one.

    Raises DomainError('file_unreadable') with file, found and expected.
    """
    if _first_bytes(path).startswith(_ZIP):
        workbook = xlsxfile.open_workbook(path)
        return headed(path.name, workbook.rows(workbook.sheet_for(table) or workbook.names[0]))
    return headed(path.name, csvfile.rows(path, problems))


def open_book(path: Path) -> dict[str, Sheet]:
    """The tables of a workbook by name, for those that have a sheet. Raises DomainError('file_unreadable')."""
    if not _first_bytes(path).startswith(_ZIP):
        raise refuse(path, "something else", "an XLSX workbook with the sheets orders, stock, inbound, items")
    workbook = xlsxfile.open_workbook(path)
    found = {table: sheet for table in TABLES if (sheet := workbook.sheet_for(table))}
    return {table: headed(sheet, workbook.rows(sheet)) for table, sheet in found.items()}


def headed(file: str, rows: Rows) -> Sheet:
    """Splits off the header: the first row with something in it (exports may start with blank lines)."""
    for row in rows:
        if any(cell.strip() for cell in row):
            return Sheet(file, row, rows)
    raise refuse(file, "nothing", "a first row with column names, then rows")


def _first_bytes(path: Path) -> bytes:
    if path.is_dir():
        raise refuse(path, "a folder", SPREADSHEET)
    try:
        with path.open("rb") as file:
            start = file.read(1024)
    except FileNotFoundError:
        raise refuse(path, "no such file", SPREADSHEET) from None
    except (OSError, ValueError) as error:
        raise refuse(path, f"a file that cannot be opened ({_reason(error)})", SPREADSHEET) from None
    if not start.strip():
        raise refuse(path, "an empty file", SPREADSHEET)
    return _known(path, start)


def _known(path: Path, start: bytes) -> bytes:
    for magic, words in _KINDS:
        if start.startswith(magic):
            advice = " (save it as CSV UTF-8)" if "UTF-16" in words else ""
            raise refuse(path, words, SPREADSHEET + advice)
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise refuse(path, "a web page or XML", SPREADSHEET)
    return start


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or type(error).__name__
