"""What stands behind the question mark of an address: a name that nobody knows is refused, as in a body. A command with
a misspelt `preview` would be done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from makegood.domain.terms.errors import DomainError
from makegood.shapes import TOLD, one_of, written


def check(request: HttpRequest, known: Mapping[str, bool]) -> None:
    """`known` = what is taken there by name; True = as often as one likes. Raises DomainError('entry_invalid')."""
    wrong = [
        {"at": name or '""', "found": written(found), "expected": expected}
        for name, values in request.GET.lists()
        for found, expected in _wrong(name, values, known)
    ]
    if wrong:
        raise DomainError("entry_invalid", {**wrong[0], "problems": wrong[:TOLD]})


def _wrong(name: str, values: list[Any], known: Mapping[str, bool]) -> list[tuple[Any, str]]:
    if name not in known:
        return [(values[-1], one_of(known))]
    return [] if known[name] or len(values) == 1 else [(values, "one value")]
