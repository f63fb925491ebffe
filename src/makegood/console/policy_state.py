"""An area of the policy as a form has it: text in fields, rows in lists. Made of a policy, or of what a browser sent.

An area is a dict by setting; named areas and lists of areas are lists of dicts, a named one with its name under NAME;
of rows that a browser sent, ROW says how the form knew each, whatever order they are in now; a list of codes is a
list; a list of anything else is one text, an entry a line; days are a pair of texts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import time
from typing import Any

from django.http import QueryDict

from makegood.domain.terms.dates import DayRange
from makegood.domain.terms.policy import Policy
from makegood.domain.terms.policy.schema import Kind, Setting, settings_of
from makegood.domain.terms.quantity import to_major

NAME, ROW = "#name", "#row"
ROWS = "rows"
YES, NO = "yes", "no"
ORDERED = frozenset({"tiers", "choose"})
"""Lists of codes whose order means something."""
State = Any
UP, DOWN, ADD, REMOVE = "up", "down", "add", "remove"


def of_policy(policy: Policy, area: str) -> State:
    """As the policy has the area."""
    return _of_value(
        settings_of(Policy)[area], settings_of(Policy)[area].kind, getattr(policy, area), policy.shop.currency
    )


def of_post(sent: QueryDict, area: str) -> State:
    """As a browser sent it."""
    setting = settings_of(Policy)[area]
    return _of_post(setting, setting.kind, sent, area)


def blank(kind: Kind, currency: str) -> State:
    """A new row: every setting at its default."""
    assert kind.of is not None
    made = _of_area(kind.of, kind.of.type(), currency)
    return {NAME: "", **made} if kind.name == "names" else made


def is_rows(kind: Kind) -> bool:
    """Named areas, or a list of areas."""
    return kind.name == "names" or (kind.of is not None and kind.of.name == "area")


def pressed(state: State, area: str, button: str, currency: str) -> State:
    """The state after a button of the form that saves nothing: `up|place|row or code`, down, add or remove."""
    what, _, rest = button.partition("|")
    place, _, named = rest.partition("|")
    setting, rows = _at(settings_of(Policy)[area], state, place.split(".")[1:])
    if setting is None or not isinstance(rows, list):
        return state
    at = next((at for at, each in enumerate(rows) if _called(each) == named), None)
    if what == ADD and is_rows(setting.kind):
        rows.append(blank(setting.kind, currency))
    elif what == ADD and named in setting.one_of and named not in rows:
        rows.append(named)
    elif at is not None and what == REMOVE:
        del rows[at]
    elif at is not None and what in (UP, DOWN):
        other = at + (1 if what == DOWN else -1)
        if 0 <= other < len(rows):
            rows[at], rows[other] = rows[other], rows[at]
    return state


def _at(setting: Setting, state: State, path: Sequence[str]) -> tuple[Setting | None, State]:
    """The setting at a place of the form and what stands there."""
    if not path:
        return setting, state
    name, kind = path[0], setting.kind
    if is_rows(kind):
        assert kind.of is not None
        row = next((each for each in state if _called(each) == name), None)
        return (None, None) if row is None or len(path) < 2 else _inside(kind.of, row, path[1:])
    return _inside(kind, state, path) if kind.name == "area" else (None, None)


def _called(each: State) -> str:
    """What a form knows an entry by: a row by its number there, a code by itself."""
    return str(each.get(ROW, "")) if isinstance(each, dict) else str(each)


def _inside(kind: Kind, state: Mapping[str, State], path: Sequence[str]) -> tuple[Setting | None, State]:
    own = settings_of(kind.type).get(path[0])
    return (None, None) if own is None else _at(own, state[path[0]], path[1:])


def _of_value(setting: Setting, kind: Kind, value: Any, currency: str) -> State:
    if kind.name == "area":
        return _of_area(kind, value, currency)
    if kind.name == "names":
        assert kind.of is not None
        return [{NAME: name, **_of_area(kind.of, each, currency)} for name, each in value.items()]
    if kind.name == "list":
        assert kind.of is not None
        own = kind.of
        if own.name == "area":
            return [_of_area(own, each, currency) for each in value]
        if setting.one_of:
            return [str(each) for each in value]
        return "\n".join(_text(own, each, currency) for each in value)
    if kind.name == "days":
        return (str(value.from_days), str(value.to_days)) if isinstance(value, DayRange) else ("", "")
    return _text(kind, value, currency)


def _of_area(kind: Kind, value: Any, currency: str) -> dict[str, State]:
    return {
        each.name: _of_value(each, each.kind, getattr(value, each.name), currency)
        for each in settings_of(kind.type).values()
    }


def _text(kind: Kind, value: Any, currency: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES if value else NO
    if kind.name == "money":
        return format(to_major(value, currency), "f")
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)


def _of_post(setting: Setting, kind: Kind, sent: QueryDict, place: str) -> State:
    if kind.name == "area":
        return _area_sent(kind, sent, place)
    if is_rows(kind):
        return list(_rows_sent(kind, sent, place))
    if kind.name == "list" and setting.one_of:
        return sent.getlist(place)
    if kind.name == "days":
        return sent.get(f"{place}.from", ""), sent.get(f"{place}.to", "")
    if kind.name == "true or false" and not kind.optional:
        return YES if place in sent else NO
    return str(sent.get(place, ""))


def _rows_sent(kind: Kind, sent: QueryDict, place: str) -> Iterator[dict[str, State]]:
    assert kind.of is not None
    for row in sent.getlist(f"{place}.{ROWS}"):
        at = f"{place}.{row}"
        named = {NAME: str(sent.get(f"{at}.{NAME}", ""))} if kind.name == "names" else {}
        yield {ROW: row} | named | _area_sent(kind.of, sent, at)


def _area_sent(kind: Kind, sent: QueryDict, place: str) -> dict[str, State]:
    return {
        each.name: _of_post(each, each.kind, sent, f"{place}.{each.name}")
        for each in settings_of(kind.type).values()
    }
