"""What the processes do in the tests of people who come and go at the same time."""

from __future__ import annotations

from collections.abc import Iterable

from makegood import flow
from makegood.db import locks, sql
from makegood.db.models import Person
from makegood.services.people import AddPeople, Deactivate, NewPerson, team
from makegood.services.people._rows import keep_an_engineer
from tests.process import checkpoint
from tests.services.shop import NOW


def address(number: int) -> str:
    """Whom the process with that number is about."""
    return f"engineer-{number}@example.com"


def leave(number: int, *, protected: bool) -> None:
    """Lets one in no longer; process 0 stops when it has seen that somebody is left, before that counts."""
    if not protected:
        locks.people = _unlocked
    if number == 0:
        vars(team)["keep_an_engineer"] = _seen
    flow.run(Deactivate(people=(address(number),)), actor="test", now=NOW)


def come(number: int) -> None:
    """All add the same person."""
    flow.run(AddPeople(people=(NewPerson(email=address(7)),)), actor="test", now=NOW)


_looks = keep_an_engineer


def _seen(before: bool) -> None:
    _looks(before)
    checkpoint("seen")


def _unlocked(emails: Iterable[str]) -> dict[str, Person]:
    return {person.email: person for person in sql.read(Person, "email IN_LIST(%s)", sorted(set(emails)))}
