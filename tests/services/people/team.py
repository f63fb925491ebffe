"""People for a test of people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from makegood.db.models import Event, Person, PersonRole, Token
from makegood.domain.terms.errors import DomainError
from makegood.queries.people import team
from makegood.services.people import AddPeople, Issued, IssueTokens, NewPerson, NewToken
from tests.services.shop import do

PASSWORD = "seven grey herons"
ADA, BOB = "ada@example.com", "bob@example.com"


def add(email: str, *roles: str, name: str = "", password: str | None = PASSWORD) -> Person:
    """Somebody works here."""
    (person,) = do(AddPeople(people=(NewPerson(email=email, name=name, roles=roles, password=password),)))
    assert isinstance(person, Person)
    return person


def issue(email: str, *scopes: str, name: str = "till", **rest: Any) -> Issued:
    """A key for a program."""
    (issued,) = do(IssueTokens(tokens=(NewToken(person=email, name=name, scopes=scopes, **rest),)))
    assert isinstance(issued, Issued)
    return issued


def roles(email: str) -> tuple[str, ...]:
    """What somebody may do now."""
    (found,) = [each.roles for each in team() if each.email == email]
    return found


def history(email: str) -> list[tuple[str, str]]:
    """Kind and data of each event of a person."""
    pk = Person.objects.get(email=email).pk
    return list(Event.objects.filter(stream="person", ref=pk).order_by("seq").values_list("kind", "data"))


def everything() -> list[list[tuple[Any, ...]]]:
    """All rows a command about people could change."""
    return [list(table.objects.order_by("pk").values_list()) for table in (Person, PersonRole, Token, Event)]


def refusal(command: Any) -> DomainError:
    """What is told about a command that cannot be done; nothing has changed."""
    before = everything()
    with pytest.raises(DomainError) as refused:
        do(command)
    assert everything() == before
    return refused.value


def problems(error: DomainError) -> list[tuple[str, str]]:
    """Who, and what was wrong with them."""
    found = error.data["problems"]
    assert isinstance(found, Iterable)
    return [(each["person"], each["problem"]) for each in found]
