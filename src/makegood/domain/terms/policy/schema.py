"""What settings an area has, read from its dataclass: the one place that knows how types map to a policy file."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from datetime import date, time
from enum import StrEnum
from functools import cache
from inspect import get_annotations
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from makegood.domain.terms.dates import DayRange

LONGEST_DAYS = 3650
"""Ten years: further than any plan, and dates still add up."""

MOST = 10**12
"""Largest number of any kind: beyond it is a slip of the keyboard."""

_PLAIN: dict[Any, str] = {
    bool: "true or false",
    int: "whole number",
    float: "number",
    str: "text",
    date: "date",
    time: "time of day",
    DayRange: "days",
}


@dataclass(frozen=True, slots=True)
class Kind:
    """The type of a setting. `name`: a plain name, money, currency, country, zone, list, names or area.

    `of`: the kind of a list's or table's entries. `type`: an area's class, or the enumeration a text becomes.
    `choices`: the texts an enumeration knows.
    """

    name: str
    type: Any = None
    of: Kind | None = None
    optional: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of an area: its name, explanation, type, default and limits (see `setting`)."""

    name: str
    doc: str
    kind: Kind
    default: Any
    least: float
    most: float
    one_of: tuple[str, ...]
    refers_to: str | None
    filled: bool


def settings_of(area: type) -> Mapping[str, Setting]:
    """Settings of an area by name, in the order they are written: own ones before inherited ones.

    Raises TypeError for a type no file can hold.
    """
    return _settings(area)


def walk(area: object, where: str = "") -> Iterator[tuple[str, Setting, Any]]:
    """Every setting of an area and the areas in it: where it stands, what it is, its value. Places count from 1."""
    for setting in settings_of(type(area)).values():
        value = getattr(area, setting.name)
        place = f"{where}.{setting.name}" if where else setting.name
        yield place, setting, value
        if setting.kind.name == "area":
            yield from walk(value, place)
        elif setting.kind.name == "names":
            for name, entry in value.items():
                yield from walk(entry, f"{place}.{text_of(name)}")
        elif setting.kind.name == "list" and value and is_dataclass(value[0]):
            for number, entry in enumerate(value, 1):
                yield from walk(entry, f"{place}[{number}]")


def text_of(key: str) -> str:
    """The name of a table or setting as a TOML key: bare where that is allowed, else quoted."""
    bare = key.isascii() and key.replace("-", "").replace("_", "").isalnum()
    return key if bare else quoted(key)


def quoted(text: str) -> str:
    """A TOML basic string."""
    return f'"{_escaped(text)}"'


def quoted_lines(text: str) -> str:
    """A TOML string over several lines, as a person would write it."""
    return '"""\n' + "\n".join(map(_escaped, text.split("\n"))) + '"""'


def _escaped(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return "".join(c if c >= " " and c != "\x7f" else f"\\u{ord(c):04x}" for c in escaped)


# Asked for each of 10,000 rules; as many entries as there are area classes.
@cache
def _settings(area: type) -> Mapping[str, Setting]:
    hints = get_type_hints(area, include_extras=True)
    own = get_annotations(area)
    # What is said of a rule first: whom it is for; then the terms it shares with others.
    ordered = sorted(fields(area), key=lambda field: field.name not in own)
    return {field.name: _setting(field, hints[field.name]) for field in ordered}


def _setting(field: Field[Any], hint: Any) -> Setting:
    kind = _kind(hint)
    default = field.default_factory() if field.default_factory is not MISSING else field.default
    least, most = field.metadata.get("least"), field.metadata.get("most")
    return Setting(
        name=field.name,
        doc=field.metadata.get("doc", ""),
        kind=kind,
        default=default,
        least=0 if least is None else least,
        most=_usual_most(field.name, kind) if most is None else most,
        one_of=field.metadata.get("one_of") or (kind.of or kind).choices,
        refers_to=field.metadata.get("refers_to"),
        filled=field.metadata.get("filled", False),
    )


def _usual_most(name: str, kind: Kind) -> float:
    if kind.name == "days" or name.endswith("_days"):
        return LONGEST_DAYS
    is_share = (kind.of or kind).name == "number" and not {"share", "chance"}.isdisjoint(name.split("_"))
    return 1 if is_share else MOST


def _kind(hint: Any) -> Kind:
    if get_origin(hint) is Annotated:
        return Kind(get_args(hint)[1])
    if get_origin(hint) in (Union, types.UnionType):
        return _optional(hint)
    if get_origin(hint) is Literal:
        return Kind("text", choices=get_args(hint))
    if get_origin(hint) is tuple and get_args(hint)[1:] == (...,):
        return Kind("list", of=_kind(get_args(hint)[0]))
    if get_origin(hint) is Mapping and get_args(hint)[0] is str:
        return Kind("names", of=_kind(get_args(hint)[1]))
    if hint in _PLAIN:
        return Kind(_PLAIN[hint])
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return Kind("text", type=hint, choices=tuple(member.value for member in hint))
    if is_dataclass(hint):
        return Kind("area", type=hint)
    raise TypeError(f"no policy file can hold a {hint}")


def _optional(hint: Any) -> Kind:
    inner: Sequence[Any] = [part for part in get_args(hint) if part is not type(None)]
    if len(inner) != 1 or len(inner) == len(get_args(hint)):
        raise TypeError(f"no policy file can hold a {hint}")
    kind = _kind(inner[0])
    if kind.of is not None or kind.name == "area":
        raise TypeError(f"no policy file can hold a {hint}: leave it empty instead")
    return Kind(kind.name, kind.type, kind.of, optional=True, choices=kind.choices)
