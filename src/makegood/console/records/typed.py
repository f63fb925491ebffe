"""What was typed into a form, read with care: a refusal says where, what was found and what was expected."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TypeVar

from django.http import QueryDict

from makegood.domain.terms.errors import DomainError

Code = TypeVar("Code", bound=StrEnum)


def text(form: QueryDict, name: str) -> str:
    """What stands in a field, without blanks around it."""
    return form.get(name, "").strip()


def day(form: QueryDict, name: str) -> date | None:
    """A day; None = nothing was typed. Raises DomainError('entry_invalid')."""
    found = text(form, name)
    if not found:
        return None
    read = day_of(found)
    if read is None:
        raise _wrong(name, found, "a day such as 2026-12-24")
    return read


def day_of(found: str) -> date | None:
    """A day as it was typed or asked for; None for anything else."""
    try:
        read = date.fromisoformat(found)
    except ValueError:
        return None
    # Weeks before and after it are still days.
    return read if 1900 < read.year < 9000 else None


def whole(form: QueryDict, name: str) -> int | None:
    """A whole number from 0; None = nothing was typed. Raises DomainError('entry_invalid')."""
    found = text(form, name)
    if not found:
        return None
    if not (found.isascii() and found.isdecimal() and len(found) <= _DIGITS):
        raise _wrong(name, found, "a whole number from 0")
    return int(found)


def numbers(form: QueryDict, name: str) -> tuple[int, ...]:
    """The keys of rows; what is none is left out."""
    found = form.getlist(name)
    return tuple(int(each) for each in found if each.isascii() and each.isdecimal() and len(each) <= _KEY)


def code(form: QueryDict, name: str, kind: type[Code]) -> Code | None:
    """One of a set of codes; None = nothing was chosen. Raises DomainError('entry_invalid')."""
    found = text(form, name)
    if not found:
        return None
    try:
        return kind(found)
    except ValueError:
        raise _wrong(name, found, f"one of {', '.join(kind)}") from None


_DIGITS = 9
_KEY = 18


def _wrong(name: str, found: str, expected: str) -> DomainError:
    return DomainError("entry_invalid", {"at": name, "found": found[:80], "expected": expected})
