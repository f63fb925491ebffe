"""Files that cannot be read at all."""

from __future__ import annotations

from pathlib import Path

from makegood.domain.terms.errors import DomainError

SPREADSHEET = "a CSV file or an XLSX workbook"
MOST_TEXT_BYTES = 2 * 1024**3
MOST_WORKBOOK_BYTES = 256 * 1024**2
MOST_UNPACKED_BYTES = 2 * 1024**3
MOST_CELLS = 40_000_000
MOST_SHEET_TEXT_BYTES = 1024**3


def refuse(file: Path | str, found: str, expected: str) -> DomainError:
    """The error for a file that cannot be read: which one, what was found, what was expected, in plain words."""
    name = (file.name or str(file)) if isinstance(file, Path) else file
    return DomainError("file_unreadable", {"file": name, "found": found, "expected": expected})


def size_words(size: int) -> str:
    """A file size for people: 300 MB."""
    return f"{size / 1024**2:,.0f} MB"
