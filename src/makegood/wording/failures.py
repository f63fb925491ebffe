"""Domain errors in words: what, where, found and expected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from string import Formatter
from typing import cast

from makegood.domain.terms.errors import DomainError
from makegood.wording.refusals import SENTENCES, expected, named, sentence_begins, title
from makegood.wording.sentences import joined, told_of_way

_SAID_LAST = frozenset({"problem", "found", "expected"})


def sentences(error: DomainError) -> list[str]:
    """A domain error for people. A policy says all that is wrong with it at once."""
    if error.code == "policy_invalid":
        found = cast("Sequence[Mapping[str, str]]", error.data["problems"])
        return [
            f"{error.data.get('file', 'The policy')} does not hold:",
            *(f"  {_setting(problem)}" for problem in found),
        ]
    template = _sentence(error)
    if template is None and "problems" in error.data:
        listed = cast("Sequence[Mapping[str, object] | str]", error.data["problems"])
        return [f"{sentence_begins(title(error.code))}:", *(f"  {_problem(each)}" for each in listed)]
    if template is None and "problem" in error.data:
        return [f"{sentence_begins(title(error.code))}: {_problem(error.data)}"]
    if template is None:
        where = _fields(error.data)
        told = f"{title(error.code)}: {where}" if where else title(error.code)
        return [sentence_begins(told + _found_and_expected(error.code, error.data))]
    return [template.format(**{name: _named(value) for name, value in error.data.items()})]


def _sentence(error: DomainError) -> str | None:
    """The sentence of its code, where its data says all that the sentence names: one problem of several says less."""
    template = SENTENCES.get(error.code)
    if template is None:
        return None
    names = {name for _, name, _, _ in Formatter().parse(template) if name}
    return template if names <= error.data.keys() else None


def _problem(problem: Mapping[str, object] | str) -> str:
    """One thing that is wrong: where it stands, what it is, what was found and what was expected."""
    if isinstance(problem, str):
        return title(problem)
    code = str(problem.get("problem", "refused"))
    where = _fields(problem)
    told = f"{where}: {title(code)}" if where else title(code)
    return told + _found_and_expected(code, problem)


def _found_and_expected(code: str, data: Mapping[str, object]) -> str:
    found = f"; found {said(data['found'])}" if "found" in data else ""
    meant = f"; expected {said(expected(code, data['expected']))}" if "expected" in data else ""
    return found + meant


def _fields(data: Mapping[str, object]) -> str:
    return ", ".join(
        f"{named(name)} {_field(name, value)}" for name, value in data.items() if name not in _SAID_LAST
    )


def _field(name: str, value: object) -> str:
    if name == "why" and isinstance(value, list):
        return joined(told_of_way(value, offered=False))
    return said(value)


def _named(value: object) -> object:
    """What a sentence of ours names: lists as names, everything else as it is, for the sentence says how."""
    return (", ".join(map(str, value)) if value else "nobody") if isinstance(value, (list, tuple)) else value


def said(value: object) -> str:
    """A value for people, on one line: no brackets, no quotes, moments to the minute."""
    if value is None or value == "" or value == [] or value == () or value == {}:
        return "none"
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {said(each)}" for name, each in value.items())
    if isinstance(value, (list, tuple)):
        nested = any(isinstance(each, (Mapping, list, tuple)) for each in value)
        return ("; " if nested else ", ").join(said(each) for each in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return str(value)


def _setting(problem: Mapping[str, str]) -> str:
    where, value = problem.get("where") or "file", problem.get("value")
    found = f"found {value!r}; " if value else ""
    return f"{where}: {title(problem['code'])}; {found}expected {problem['expected']}"
