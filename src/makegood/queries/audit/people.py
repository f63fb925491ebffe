"""People: their history gives what they may do, I11, and says nothing else of them, I25."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from makegood.db.models.access import ROLES
from makegood.db.sql import ask_many
from makegood.queries.audit.check import Fault, Scope, check, rows
from makegood.queries.audit.sides import Row, side_by_side

_OPEN, _ENDED = "open", "ended"
_EVENTS = "SELECT ref, seq, kind, data FROM makegood_event WHERE stream = 'person' ORDER BY ref, seq"


@dataclass(slots=True)
class _Told:
    """What the history of a person comes to."""

    roles: list[str] = field(default_factory=list)
    active: bool = True
    tokens: dict[int, tuple[list[str], str]] = field(default_factory=dict)

    def add(self, kind: str, data: Any) -> None:
        """One event more."""
        if kind in ("people.added", "people.assigned"):
            self.roles = data["roles"]
        elif kind == "people.token_issued":
            self.tokens[data["token"]] = (data["scopes"], _OPEN)
        elif kind in ("people.activated", "people.deactivated"):
            self.active = kind == "people.activated"
        for token in data.get("tokens", [data["token"]] if kind == "people.token_revoked" else []):
            self.tokens[token] = (self.tokens[token][0], _ENDED)


@check(
    "I11",
    "In which roles people work, whether they may come in, and what their keys open is what their history tells.",
    how="the events of each person, added up, against `personrole`, `person.is_active` and their rows of `token`",
)
def people_are_what_was_told(scope: Scope) -> Iterator[Fault]:
    """Every person."""
    people = rows("SELECT id, is_active FROM makegood_person ORDER BY id")
    roles = rows("SELECT person_id, role FROM makegood_personrole ORDER BY person_id, role")
    tokens = rows("SELECT person_id, id, scopes, revoked_at FROM makegood_token ORDER BY person_id, id")
    for pk, (own, held, keys, history) in side_by_side(people, roles, tokens, ask_many(_EVENTS)):
        try:
            told = _told(history)
        except (ValueError, KeyError, TypeError):
            yield f"person {pk}", "a history that can be read", "one that cannot"
            continue
        yield from _differ(
            f"person {pk}", "roles", ", ".join(told.roles), ", ".join(role for _, role in held)
        )
        if own:
            yield from _differ(f"person {pk}", "active", told.active, own[0][1])
        found = {
            number: (json.loads(scopes), _ENDED if revoked_at else _OPEN)
            for _, number, scopes, revoked_at in keys
        }
        for number in sorted({*told.tokens, *found}):
            yield from _differ(f"token {number}", "key", told.tokens.get(number), found.get(number))


@check(
    "I25",
    "The history of people holds numbers, roles and moments: no name, no address, no key.",
    how="the data of every event of the stream `person`",
)
def history_names_nobody(scope: Scope) -> Iterator[Fault]:
    """Every event of a person."""
    for pk, seq, _, data in ask_many(_EVENTS):
        if any(not _says_nothing(text) for text in _texts(json.loads(data))):
            yield f"person {pk}, event {seq}", "numbers, roles and moments", "another text"


def _told(history: list[Row]) -> _Told:
    told = _Told()
    for _, _, kind, data in history:
        told.add(kind, json.loads(data))
    return told


def _differ(entity: str, what: str, expected: object, found: object) -> Iterator[Fault]:
    if expected != found:
        yield entity, f"{what} {expected or 'none'}", f"{what} {found or 'none'}"


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def _says_nothing(text: str) -> bool:
    if text in ROLES:
        return True
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


CHECKS = (people_are_what_was_told, history_names_nobody)
