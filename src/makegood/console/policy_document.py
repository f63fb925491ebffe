"""A form of the policy as the TOML document that it stands for. What cannot be meant goes into the document as it was
typed: the policy's own reader says what is wrong with it, and where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import Any

from makegood.console.policy_state import NAME, YES, State
from makegood.domain.terms.policy import Policy
from makegood.domain.terms.policy.schema import Kind, Setting, quoted, settings_of, text_of

_TAKEN_AWAY = "false"


def document_of(state: State, area: str) -> str:
    """The area as a document of its own."""
    setting = settings_of(Policy)[area]
    usual = getattr(Policy(), area)
    told = (
        _names(setting.kind, state, usual)
        if setting.kind.name == "names"
        else _area(setting.kind, state, usual)
    )
    return "\n".join((f"[{area}]", *(f"{name} = {text}" for name, text in told), ""))


def twice_named(state: State, area: str) -> list[dict[str, str]]:
    """Names that stand there twice: a document cannot hold them."""
    if settings_of(Policy)[area].kind.name != "names":
        return []
    names = [row[NAME].strip() for row in state]
    return [
        {"where": f"{area}.{text_of(name)}", "code": "repeated", "value": name, "expected": "each name once"}
        for name in dict.fromkeys(names)
        if name and names.count(name) > 1
    ]


def _area(kind: Kind, state: Mapping[str, State], usual: Any) -> Iterator[tuple[str, str]]:
    for setting in settings_of(kind.type).values():
        text = _value(setting, setting.kind, state[setting.name], getattr(usual, setting.name))
        if text is not None:
            yield setting.name, text


def _names(
    kind: Kind, state: list[Mapping[str, State]], usual: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    assert kind.of is not None
    named = {row[NAME].strip(): row for row in state}
    yield from ((text_of(name), _TAKEN_AWAY) for name in usual if name not in named)
    for name, row in named.items():
        base = usual[name] if name in usual else kind.of.type()
        yield text_of(name), _table(kind.of, row, base)


def _table(kind: Kind, state: Mapping[str, State], usual: Any) -> str:
    return "{" + ", ".join(f"{name} = {text}" for name, text in _area(kind, state, usual)) + "}"


def _value(setting: Setting, kind: Kind, state: State, usual: Any) -> str | None:
    """None = it is left out, and so has its default."""
    if kind.name == "area":
        return _table(kind, state, usual)
    if kind.name == "names":
        return "{" + ", ".join(f"{name} = {text}" for name, text in _names(kind, state, usual)) + "}"
    if kind.name == "list":
        return _list(setting, kind, state)
    if kind.name == "days":
        first, last = (each.strip() for each in state)
        if not first and not last:
            return _nothing(kind, usual)
        return f"[{_number(first)}, {_number(last)}]"
    text = state.strip()
    return _nothing(kind, usual) if not text and kind.name != "text" else _text(kind, text, usual)


def _text(kind: Kind, text: str, usual: Any) -> str | None:
    if kind.name == "text":
        return _nothing(kind, usual) if not text and kind.optional else quoted(text)
    if kind.name == "true or false":
        return "true" if text == YES else "false"
    return _plain(kind, text)


def _nothing(kind: Kind, usual: Any) -> str | None:
    """An empty field: no such thing, where there may be none; else something that the reader refuses."""
    if not kind.optional:
        return quoted("")
    return None if usual is None else _TAKEN_AWAY


def _list(setting: Setting, kind: Kind, state: State) -> str:
    assert kind.of is not None
    if kind.of.name == "area":
        return "[" + ", ".join(_table(kind.of, row, kind.of.type()) for row in state) + "]"
    entries = state if setting.one_of else [each.strip() for each in state.splitlines() if each.strip()]
    return "[" + ", ".join(_plain(kind.of, each) for each in entries) + "]"


def _plain(kind: Kind, text: str) -> str:
    if kind.name in ("whole number", "number", "money"):
        return _number(text)
    with suppress(ValueError):
        if kind.name == "date":
            return date.fromisoformat(text).isoformat()
        if kind.name == "time of day":
            return time.fromisoformat(text).replace(tzinfo=None).isoformat()
    return quoted(text)


def _number(text: str) -> str:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return quoted(text)
    # What TOML writes otherwise, and what no setting can be.
    return (
        format(number, "f")
        if number.is_finite() and abs(number) < 10**15 and len(text) < 30
        else quoted(text)
    )
