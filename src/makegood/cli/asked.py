"""What a command is asked, as JSON: each entry becomes the dataclass it is meant to be, or is refused by its place."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TypeVar

from makegood.domain.terms.errors import DomainError

Entry = TypeVar("Entry")


def entries(kind: type[Entry], file: Path) -> tuple[Entry, ...]:
    """The entries of a JSON file (`-` = standard input): one object, or a list of them.

    Raises DomainError('file_unreadable'), ('entry_invalid', with place, found and expected).
    """
    name = _name(file)
    try:
        found = json.loads(document(file))
    except json.JSONDecodeError as error:
        where = f"no JSON at line {error.lineno}, column {error.colno}"
        raise DomainError("file_unreadable", {"file": name, "found": where, "expected": "JSON"}) from None
    except (ValueError, RecursionError):
        # A number of thousands of digits, or lists in lists in lists.
        raise DomainError("file_unreadable", {"file": name, "found": "no JSON", "expected": "JSON"}) from None
    # Only who reads JSON pays for what checks it.
    from makegood.shapes import read

    listed = found if isinstance(found, list) else [found]
    return tuple(read(kind, each, at=f"{name}[{number}]") for number, each in enumerate(listed, 1))


def document(file: Path, *, expected: str = "a file of text") -> str:
    """The text of a file (`-` = standard input). Raises DomainError('file_unreadable')."""
    try:
        return sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        data = {"file": _name(file), "found": _what_is_there(error), "expected": expected}
        raise DomainError("file_unreadable", data) from None


def content(file: Path, *, expected: str) -> bytes:
    """The bytes of a file (`-` = standard input). Raises DomainError('file_unreadable')."""
    try:
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        data = {"file": _name(file), "found": _what_is_there(error), "expected": expected}
        raise DomainError("file_unreadable", data) from None


def _what_is_there(error: OSError | UnicodeDecodeError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "bytes that are not UTF-8"
    known = {
        FileNotFoundError: "no such file",
        IsADirectoryError: "a folder",
        PermissionError: "a file that you may not read",
    }
    return known.get(type(error)) or error.strerror or type(error).__name__


def _name(file: Path) -> str:
    return "standard input" if str(file) == "-" else file.name
