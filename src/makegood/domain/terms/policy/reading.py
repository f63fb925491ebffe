"""A policy file in: partial, checked as a whole, every problem named with its place."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.policy.document import Policy
from makegood.domain.terms.policy.names import CURRENCIES
from makegood.domain.terms.policy.schema import Kind, Setting, settings_of, text_of, walk
from makegood.domain.terms.policy.values import RefusedError, read_value

_POSITION = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)")
_LONGEST_SHOWN = 60
# Settings that name channels. Orders are read without regard to case, so the policy is too.
_CHANNELS = frozenset({"channel", "channels"})


def from_toml(text: str) -> Policy:
    """The policy a TOML document describes; what it leaves out keeps its default, named tables add to the default ones.

    `false` takes away: a named table, or an optional setting that has a default. Raises DomainError('policy_invalid',
    {'problems': [{'where', 'code', 'value', 'expected'}]}) with all problems at once; places in a list count from 1.
    """
    document = _parsed(text)
    reader = _Reader(currency=_currency_of(document))
    policy: Policy = reader.area(Policy, document, "", Policy())
    problems = reader.problems + list(_unknown_names(policy))
    if problems:
        raise DomainError("policy_invalid", {"problems": problems})
    return policy


def areas_of(text: str) -> frozenset[str]:
    """The areas a document says something about. Raises DomainError('policy_invalid') when it is no TOML."""
    return frozenset(_parsed(text))


def _parsed(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text.removeprefix("\ufeff"), parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        position = _POSITION.search(str(error))
        at_end = (text.count("\n") + 1, len(text) - text.rfind("\n"))
        line, column = position.group(1, 2) if position and position[1] else at_end
        where = f"line {line}, column {column}"
        said = _POSITION.sub("", str(error))
        expected = said.removeprefix("Expected ")
        problem = (
            _problem(where, "syntax", said, "TOML")
            if expected == said
            else _problem(where, "syntax", "", expected)
        )
    except (ValueError, ArithmeticError, RecursionError):
        # Numbers of thousands of digits and brackets nested as deep: the parser gives up without a position.
        problem = _problem("", "syntax", "", "a policy document")
    raise DomainError("policy_invalid", {"problems": [problem]})


def _currency_of(document: Mapping[str, Any]) -> str:
    shop = document.get("shop")
    currency = shop.get("currency") if isinstance(shop, dict) else None
    return currency if isinstance(currency, str) and currency in CURRENCIES else Policy().shop.currency


class _Reader:
    """Turns tables into areas and remembers every problem on the way."""

    def __init__(self, *, currency: str) -> None:
        self.currency = currency
        self.problems: list[dict[str, str]] = []

    def area(self, kind: type, raw: object, where: str, base: Any) -> Any:
        """`base` with the settings of a table; those with a problem stay as they were."""
        if not isinstance(raw, dict):
            self._note(where, "wrong_type", raw, "table")
            return base
        known = settings_of(kind)
        values: dict[str, Any] = {}
        for key, entry in raw.items():
            place = f"{where}.{text_of(key)}" if where else text_of(key)
            if key in known:
                values[key] = self._setting(known[key], entry, place, getattr(base, key))
            else:
                near = get_close_matches(key, known, n=1) or list(known)
                self._note(place, "unknown_setting", entry, ", ".join(near))
        try:
            return replace(base, **values)
        except DomainError as error:
            self._note_error(where, error)
            return base

    def _setting(self, setting: Setting, raw: object, place: str, base: Any) -> Any:
        kind = setting.kind
        if raw is False and kind.optional and kind.name != "true or false":
            return None
        if kind.name == "area":
            return self.area(kind.type, raw, place, base)
        if kind.name == "names":
            return self._names(setting, raw, place, base)
        if kind.name == "list":
            return self._list(setting, raw, place, base)
        return self._single(setting, kind, raw, place, base)

    def _single(self, setting: Setting, kind: Kind, raw: object, place: str, base: Any) -> Any:
        try:
            value = read_value(setting, kind, raw, currency=self.currency)
            return value.lower() if setting.name in _CHANNELS else value
        except RefusedError as refused:
            self._note(place, refused.code, raw, refused.expected)
            return base

    def _names(self, setting: Setting, raw: object, place: str, base: Mapping[str, Any]) -> Mapping[str, Any]:
        if not isinstance(raw, dict):
            self._note(place, "wrong_type", raw, "table of named tables")
            return base
        kind = setting.kind.of
        assert kind is not None
        found = dict(base)
        seen: set[str] = set()
        for written, entry in raw.items():
            name = written.lower() if setting.name in _CHANNELS else written
            if name in seen:
                self._note(
                    f"{place}.{text_of(written)}", "repeated", entry, "each once; case does not matter"
                )
            seen.add(name)
            if not name.strip():
                self._note(place, "empty", name, "name")
            elif entry is False:
                found.pop(name, None)
            else:
                start = base[name] if name in base else kind.type()
                found[name] = self.area(kind.type, entry, f"{place}.{text_of(name)}", start)
        return found

    def _list(self, setting: Setting, raw: object, place: str, base: Any) -> Any:
        if not isinstance(raw, list):
            self._note(place, "wrong_type", raw, "list")
            return base
        if setting.filled and not raw:
            self._note(place, "empty", "[]", "at least one entry")
            return base
        part = setting.kind.of
        assert part is not None
        found = []
        for number, entry in enumerate(raw, 1):
            spot = f"{place}[{number}]"
            if part.name == "area":
                found.append(self.area(part.type, entry, spot, part.type()))
                continue
            before = len(self.problems)
            value = self._single(setting, part, entry, spot, None)
            if len(self.problems) > before:
                continue
            if setting.one_of and value in found:
                self._note(spot, "repeated", entry, "each at most once")
            found.append(value)
        return tuple(found)

    def _note(self, where: str, code: str, value: object, expected: str) -> None:
        self.problems.append(_problem(where, code, value, expected))

    def _note_error(self, where: str, error: DomainError) -> None:
        several = error.data.get("problems")
        for problem in several if isinstance(several, list) else [error.data]:
            place = where + str(problem.get("at", ""))
            # A setting with a problem of its own was left out; what follows from its absence is no news.
            if not any(f"{known['where']}.".startswith(f"{place}.") for known in self.problems):
                code = str(problem.get("code", error.code))
                expected = str(
                    problem.get("expected") or ", ".join(f"{key}: {problem[key]}" for key in problem)
                )
                self._note(place, code, problem.get("value", ""), expected)


def _problem(where: str, code: str, value: object, expected: str) -> dict[str, str]:
    shown = (
        "table" if isinstance(value, dict) else str(value).lower() if isinstance(value, bool) else str(value)
    )
    return {"where": where, "code": code, "value": shown[:_LONGEST_SHOWN], "expected": expected}


def _unknown_names(policy: Policy) -> Iterator[dict[str, str]]:
    for place, setting, value in walk(policy):
        names: Mapping[str, object] = getattr(policy, setting.refers_to) if setting.refers_to else {}
        if setting.refers_to and value is not None and value not in names:
            yield _problem(place, "unknown_name", value, f"one of {setting.refers_to}: {', '.join(names)}")
