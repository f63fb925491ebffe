"""A form of the policy as templates show it: groups of fields and rows, each with its explanation and what is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from makegood.console.policy_state import NAME, NO, ORDERED, YES, State, is_rows
from makegood.domain.terms.policy import Policy
from makegood.domain.terms.policy.names import COUNTRIES, CURRENCIES
from makegood.domain.terms.policy.schema import MOST, Kind, Setting, settings_of, text_of
from makegood.wording import words
from makegood.wording.policy_labels import code_said, label_of
from makegood.wording.refusals import named, sentence_begins, title

Problem = Mapping[str, str]
Option = tuple[str, str, bool]


@dataclass(frozen=True, slots=True)
class Field:
    """One setting. `kind` = the template's: text, number, lines, select, tick, ticks, order, days, date, time, colour,
    picture;
    `options` = value, words, chosen; `rest` = of an ordered list what is not in it."""

    name: str
    label: str
    hint: str
    kind: str
    value: Any = ""
    options: Sequence[Option] = ()
    rest: Sequence[Option] = ()
    wrong: Sequence[str] = ()
    least: str = ""
    most: str = ""
    step: str = ""
    suggest: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One of several: `title` = what it is, in a line."""

    name: str
    number: int
    title: str
    parts: Sequence[Any]
    first: bool
    last: bool
    wrong: Sequence[str]


@dataclass(frozen=True, slots=True)
class Rows:
    """A list of areas. `named` = each has a name; `ordered` = which one stands first means something."""

    name: str
    label: str
    hint: str
    rows: Sequence[Row]
    ordered: bool
    add: str
    wrong: Sequence[str] = ()
    kind: str = "rows"


@dataclass(frozen=True, slots=True)
class Group:
    """Settings that belong together."""

    label: str
    hint: str
    parts: Sequence[Any]
    kind: str = "group"


@dataclass(frozen=True, slots=True)
class Form:
    """What a form is made from besides its state: what is wrong, by place, and the names that others may refer to."""

    policy: Policy
    problems: Sequence[Problem] = ()
    told: set[int] = field(default_factory=set)

    def parts(self, area: str, state: State) -> list[Any]:
        """The whole area."""
        setting = settings_of(Policy)[area]
        if is_rows(setting.kind):
            return [self._rows(setting, state, area, area)]
        return list(self._area(setting.kind, state, area, area))

    def untold(self) -> list[str]:
        """What is wrong and stands at no field."""
        return [
            f"{each['where'] or 'The document'}: {_said(each)}"
            for number, each in enumerate(self.problems)
            if number not in self.told
        ]

    def _area(self, kind: Kind, state: Mapping[str, State], name: str, where: str) -> Iterator[Any]:
        own = settings_of(kind.type).values()
        # What is one field each comes first: a form reads from the plain to the long.
        for setting in sorted(own, key=lambda each: is_rows(each.kind) or each.kind.name == "area"):
            inner, place = f"{name}.{setting.name}", f"{where}.{setting.name}"
            if setting.kind.name == "area":
                parts = list(self._area(setting.kind, state[setting.name], inner, place))
                yield Group(_label(setting), _hint(setting), parts)
            elif is_rows(setting.kind):
                yield self._rows(setting, state[setting.name], inner, place)
            else:
                yield self._field(setting, state[setting.name], inner, place)

    def _rows(self, setting: Setting, state: Sequence[Mapping[str, State]], name: str, where: str) -> Rows:
        kind = setting.kind.of
        assert kind is not None
        has_names = setting.kind.name == "names"
        rows = []
        for number, row in enumerate(state):
            at = f"{name}.{number}"
            place = f"{where}.{text_of(row[NAME].strip())}" if has_names else f"{where}[{number + 1}]"
            parts = list(self._area(kind, row, at, place))
            if has_names:
                parts.insert(0, Field(f"{at}.{NAME}", "Name", "", "text", row[NAME]))
            # Last: what stands at none of its fields.
            wrong = self._wrong(place)
            rows.append(
                Row(at, number, _title(row, kind), parts, number == 0, number == len(state) - 1, wrong)
            )
        ordered = not has_names or setting.name == "locations"
        return Rows(
            name, _label(setting), _hint(setting), rows, ordered, setting.name, self._wrong(where, exact=True)
        )

    def _field(self, setting: Setting, state: State, name: str, where: str) -> Field:
        kind = setting.kind
        about: dict[str, Any] = {
            "label": _label(setting),
            "hint": _hint(setting),
            "wrong": self._wrong(where),
        }
        one_of = setting.one_of or self._names(setting)
        if kind.name == "list" and setting.one_of:
            return _choices(setting, state, name, about)
        if kind.name == "list":
            return Field(name, kind="lines", value=state, **about)
        if kind.name == "true or false" and not kind.optional:
            return Field(name, kind="tick", value=state == YES, **about)
        if kind.name == "true or false":
            return Field(name, kind="select", options=_options((YES, NO), state, optional=True), **about)
        if one_of or kind.name == "currency":
            listed = one_of or sorted(CURRENCIES)
            return Field(
                name, kind="select", options=_options(listed, state, optional=kind.optional), **about
            )
        return Field(name, kind=_INPUTS.get(kind.name, "text"), value=state, **_bounds(setting), **about)

    def _names(self, setting: Setting) -> Sequence[str]:
        return tuple(getattr(self.policy, setting.refers_to)) if setting.refers_to else ()

    def _wrong(self, where: str, *, exact: bool = False) -> list[str]:
        """What is wrong at a place or inside it, as far as nobody was told yet."""
        found = []
        for number, each in enumerate(self.problems):
            at = each["where"]
            inside = not exact and at.startswith((f"{where}.", f"{where}["))
            if number not in self.told and (at == where or inside):
                self.told.add(number)
                found.append(_said(each))
        return found


_INPUTS = {
    "whole number": "number",
    "number": "number",
    "money": "number",
    "days": "days",
    "date": "date",
    "time of day": "time",
    "colour": "colour",
    "picture": "picture",
}
_SUGGESTED = {"country": "countries", "zone": "zones"}
SUGGESTIONS: Mapping[str, Sequence[str]] = {"countries": sorted(COUNTRIES)}


def _choices(setting: Setting, state: Sequence[str], name: str, about: Mapping[str, Any]) -> Field:
    if setting.name not in ORDERED:
        ticked = [(code, code_said(setting.name, code), code in state) for code in setting.one_of]
        return Field(name, kind="ticks", options=ticked, **about)
    chosen = [(code, words(code), True) for code in state if code in setting.one_of]
    rest = [(code, words(code), False) for code in setting.one_of if code not in state]
    return Field(name, kind="order", options=chosen, rest=rest, **about)


def _options(codes: Sequence[str], state: str, *, optional: bool) -> list[Option]:
    found = [(code, words(code) if code.islower() else code, code == state) for code in codes]
    if state and state not in codes:
        found.append((state, state, True))
    return [("", "–", not state), *found] if optional else found


def _bounds(setting: Setting) -> dict[str, Any]:
    kind = setting.kind.name
    if kind not in ("whole number", "number", "money", "days"):
        return {"suggest": _SUGGESTED.get(kind, "")}
    least = "" if setting.least <= -MOST else f"{setting.least:g}"
    most = "" if setting.most >= MOST else f"{setting.most:g}"
    return {"least": least, "most": most, "step": "1" if kind in ("whole number", "days") else "any"}


def _label(setting: Setting) -> str:
    return label_of(setting.name)


def _hint(setting: Setting) -> str:
    said = setting.doc.replace("absent =", "empty =")
    return (
        f"{said} One a line."
        if setting.kind.name == "list" and not setting.one_of and not is_rows(setting.kind)
        else said
    )


def _title(row: Mapping[str, State], kind: Kind) -> str:
    """What tells a row from the others: what it is for, then what it says."""
    told = [row[NAME].strip()] if row.get(NAME) else []
    for setting in settings_of(kind.type).values():
        value = row[setting.name]
        text = (
            ", ".join(value)
            if isinstance(value, list | tuple) and all(isinstance(each, str) for each in value)
            else value
        )
        usual = setting.default
        if (
            not isinstance(text, str)
            or not text.strip(" ,")
            or setting.name in ("why", "source", "decided_by", "decided_on")
        ):
            continue
        if setting.kind.name == "true or false":
            if (text == YES) is not bool(usual):
                told.append(named(setting.name) if text == YES else f"not {named(setting.name)}")
            continue
        if usual is None or str(usual) != text:
            told.append(
                text
                if setting.name in ("name", "sku", "family")
                else f"{named(setting.name)} {words(text).lower() if text in setting.one_of else text}"
            )
        if len(told) > 4:
            break
    return " · ".join(" ".join(each.split()) for each in told) or "as usual"


def _said(problem: Problem) -> str:
    found = f"Found {problem['value']!r}; expected" if problem.get("value") else "Expected"
    return f"{sentence_begins(title(problem['code']))}. {found} {problem['expected']}."
