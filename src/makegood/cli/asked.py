"""What a command is asked, as JSON: each entry becomes the dataclass it is meant to be, or is refused by its place."""

from __future__ import annotations

import dataclasses
import json
import sys
import types
import typing
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from makegood.domain.terms.errors import DomainError

Entry = TypeVar("Entry")

_NOTHING = "nothing"


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
    listed = found if isinstance(found, list) else [found]
    return tuple(_made(kind, each, f"{name}[{number}]") for number, each in enumerate(listed, 1))


def document(file: Path, *, expected: str = "a file of text") -> str:
    """The text of a file (`-` = standard input). Raises DomainError('file_unreadable')."""
    try:
        return sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
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


def _made(kind: Any, value: Any, at: str) -> Any:
    """A value as the type that a column has."""
    origin = typing.get_origin(kind)
    if origin in (typing.Union, types.UnionType):
        inner = [each for each in typing.get_args(kind) if each is not type(None)]
        # Either a plain value or an object that says more.
        objects = [each for each in inner if dataclasses.is_dataclass(each)]
        chosen = objects if isinstance(value, dict) and objects else inner
        return (
            None if value is None and len(inner) < len(typing.get_args(kind)) else _made(chosen[0], value, at)
        )
    if origin is tuple:
        return _listed(kind, value, at)
    if dataclasses.is_dataclass(kind):
        return _filled(kind, value, at)
    if isinstance(kind, type) and issubclass(kind, tuple):
        return _named(kind, value, at)
    return _plain(kind, value, at)


def _listed(kind: Any, value: Any, at: str) -> tuple[Any, ...]:
    parts = typing.get_args(kind)
    if not isinstance(value, list):
        raise _invalid(at, value, "a list")
    if len(parts) == 2 and parts[1] is Ellipsis:
        return tuple(_made(parts[0], each, f"{at}[{number}]") for number, each in enumerate(value, 1))
    if len(value) != len(parts):
        raise _invalid(at, value, f"a list of {len(parts)}")
    return tuple(_made(part, each, at) for part, each in zip(parts, value, strict=True))


def _filled(kind: Any, value: Any, at: str) -> Any:
    if not isinstance(value, dict):
        raise _invalid(at, value, "an object")
    hints = typing.get_type_hints(kind)
    known = {field.name: field for field in dataclasses.fields(kind)}
    for name in value:
        if name not in known:
            raise _invalid(f"{at}.{name}", value[name], f"one of {', '.join(known)}")
    for name, field in known.items():
        needed = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
        if needed and name not in value:
            raise _invalid(f"{at}.{name}", _NOTHING, "a value")
    return kind(**{name: _made(hints[name], each, f"{at}.{name}") for name, each in value.items()})


def _named(kind: Any, value: Any, at: str) -> Any:
    """A named tuple: its first value alone, or an object."""
    hints = typing.get_type_hints(kind)
    if not isinstance(value, dict):
        return kind(_made(next(iter(hints.values())), value, at))
    return kind(
        **{name: _made(hints[name], each, f"{at}.{name}") for name, each in value.items() if name in hints}
    )


def _plain(kind: Any, value: Any, at: str) -> Any:
    if kind in (date, datetime) and isinstance(value, str):
        try:
            return kind.fromisoformat(value)
        except ValueError:
            raise _invalid(at, value, "YYYY-MM-DD" if kind is date else "a moment as ISO 8601") from None
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        if value in set(kind):
            return kind(value)
        raise _invalid(at, value, f"one of {', '.join(kind)}")
    # To Python a yes is a number; to people it is not.
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise _invalid(
            at, value, {int: "a whole number", str: "text", bool: "true or false"}.get(kind, "a value")
        )
    return value


def _invalid(at: str, found: Any, expected: str) -> DomainError:
    # As it was written: "1" is no number.
    said = found if found == _NOTHING else json.dumps(found, ensure_ascii=False, default=str)
    return DomainError("entry_invalid", {"at": at, "found": said[:80], "expected": expected})
