"""How large, how long and how far away anything told to us may be: the same bounds for files, commands and columns.

Within them no sum of ours leaves what both databases can hold; beyond them stands a slip of the keyboard.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple

from makegood.domain.terms.errors import DomainError

LONGEST_ID = 255
LONGEST_TEXT = 2_000
LONGEST_DOCUMENT = 1_000_000
LARGEST_WHOLE = 2**31 - 1
LARGEST_AMOUNT = Decimal(10) ** 12
EARLIEST_ON, LATEST_ON = date(1970, 1, 1), date(2199, 12, 31)

LARGEST_MINOR = int(LARGEST_AMOUNT) * 1000
_AMOUNTS = frozenset({"unit_price", "unit_cost", "authorised_amount", "captured_amount"})
_LENGTHS = {"country": 2, "currency": 3, "language": 35, "email": LONGEST_ID, "ref": 320}
_TEXTS = {
    "title": LONGEST_TEXT,
    "name": LONGEST_TEXT,
    "why": LONGEST_TEXT,
    "note": LONGEST_TEXT,
    "text": LONGEST_TEXT,
    "detail": LONGEST_TEXT,
    "reason": LONGEST_TEXT,
    "stopped": LONGEST_TEXT,
    "subject": LONGEST_TEXT,
}
_DOCUMENTS = frozenset({"body", "document", "picture", "policy"})
# What no text means to say and PostgreSQL refuses to keep; lines and tabs are for notes.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_SHORT = 2


class Fault(NamedTuple):
    """A value that cannot be meant: where it stands, what was found and what was expected."""

    at: str
    found: str
    expected: str


def check(command: Any) -> None:
    """Refuse a command that holds such a value. Raises DomainError('entry_invalid') with the first one."""
    fault = fault_of(command)
    if fault is not None:
        raise DomainError("entry_invalid", fault._asdict())


def fault_of(value: Any, *, at: str = "") -> Fault | None:
    """The first value in a dataclass, and all that it holds, that is beyond the bounds; None = there is none."""
    found = _look(value, at.rpartition(".")[2])
    return None if found is None else Fault(f"{at}{found[0]}".lstrip("."), _shown(found[1]), found[2])


def total_fault(*, at: str, units: int = 0, amount: int = 0) -> Fault | None:
    """What several values come to, each within the bounds: units of a component, minor units of an order's worth."""
    if abs(units) > LARGEST_WHOLE:
        return Fault(at, str(units), f"at most {LARGEST_WHOLE:,} units")
    if amount > LARGEST_MINOR:
        return Fault(at, str(amount), f"at most {LARGEST_MINOR:,} minor units")
    return None


def _look(value: Any, name: str) -> tuple[str, Any, str] | None:
    """Where below this value the fault is, what it is, what was expected."""
    kind: Any = type(value)
    if kind is str:
        return _text(value, name)
    if kind is int:
        return _whole(value, name)
    if kind is date:
        return _day(value, value)
    if kind is datetime:
        return _day(value, value.date())
    if isinstance(value, Mapping):
        return _first((f"[{key}]", each) for key, each in value.items())
    names = _names(kind)
    if names is not None:
        for part, each in zip(names, _getter(kind)(value), strict=True):
            # What is empty or zero is within all bounds, and so are most texts, which are short and plain.
            if not each or (each.__class__ is str and len(each) <= _SHORT and each.isprintable()):
                continue
            found = _look(each, part)
            if found is not None:
                return f".{part}{found[0]}", found[1], found[2]
        return None
    if isinstance(value, tuple | list):
        return _first((f"[{number}]", each) for number, each in enumerate(value, 1))
    return None


def _first(parts: Iterable[tuple[str, Any]]) -> tuple[str, Any, str] | None:
    for at, each in parts:
        found = _look(each, "")
        if found is not None:
            return f"{at}{found[0]}", found[1], found[2]
    return None


def _text(value: str, name: str) -> tuple[str, Any, str] | None:
    longest = LONGEST_DOCUMENT if name in _DOCUMENTS else _TEXTS.get(name) or _LENGTHS.get(name, LONGEST_ID)
    if len(value) > longest:
        return "", value, f"at most {longest:,} characters"
    if not value.isprintable() and _CONTROL.search(value):
        return "", value, "text without control characters"
    return None


def _whole(value: int, name: str) -> tuple[str, Any, str] | None:
    if name in _AMOUNTS:
        fits = 0 <= value <= LARGEST_MINOR
        return None if fits else ("", value, f"minor units between 0 and {LARGEST_MINOR:,}")
    fits = -LARGEST_WHOLE <= value <= LARGEST_WHOLE
    return None if fits else ("", value, f"at most {LARGEST_WHOLE:,}")


def _day(value: date, day: date) -> tuple[str, Any, str] | None:
    fits = EARLIEST_ON <= day <= LATEST_ON
    return None if fits else ("", value, f"a day between {EARLIEST_ON} and {LATEST_ON}")


@cache
def _names(kind: type) -> tuple[str, ...] | None:
    """The fields of a dataclass or a named tuple; None = it is neither."""
    if dataclasses.is_dataclass(kind):
        return tuple(field.name for field in dataclasses.fields(kind))
    return getattr(kind, "_fields", None)


@cache
def _getter(kind: type) -> Callable[[Any], tuple[Any, ...]]:
    names = _names(kind) or ()
    if len(names) > 1:
        return attrgetter(*names)
    # Of one name `attrgetter` gives the bare value.
    return lambda value: tuple([getattr(value, name) for name in names])


def _shown(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 80 else f"{text[:79]}…"
