"""Views that somebody keeps for themselves: what a list of the console is asked again and again, under a name."""

from __future__ import annotations

from dataclasses import dataclass

from makegood.db.models import Person, SavedView, Token
from makegood.db.rows import load, new
from makegood.domain.terms.errors import DomainError
from makegood.services._work import Work
from makegood.services.people._rows import locked

PAGES = ("backorders", "orders")
"""Lists that may have views."""
MOST = 30
LONGEST_NAME = 60
LONGEST_QUERY = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepView:
    """A view of a page, for the person of this address and nobody else; one of the same name is replaced."""

    person: str
    page: str
    name: str
    query: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DropView:
    """It is not kept any more; one that is not there changes nothing."""

    person: str
    page: str
    name: str


def keep_view(work: Work, command: KeepView) -> None:
    """Keep it. Raises DomainError('person_unknown'), ('not_yours'), ('view_invalid')."""
    person = _own(work, command.person)
    name = command.name.strip()
    _check(command, name)
    known = load(SavedView.objects.filter(person=person, page=command.page))
    same = next((row for row in known if row.name == name), None)
    if same is not None and same.query == command.query:
        return
    if same is None and len(known) >= MOST:
        raise _invalid("name", len(known) + 1, f"at most {MOST} views")
    if same is not None:
        work.set(same, query=command.query)
        row = same
    else:
        row = new(SavedView, person_id=person.pk, page=command.page, name=name, query=command.query)
        work.add_numbered(SavedView, [row])
    # Numbers alone: what people call things is not for a history that stays.
    work.tell(person, "people.view_kept", {"view": row.pk})


def drop_view(work: Work, command: DropView) -> None:
    """Drop it. Raises DomainError('person_unknown'), ('not_yours')."""
    person = _own(work, command.person)
    for row in load(SavedView.objects.filter(person=person, page=command.page, name=command.name)):
        SavedView.objects.filter(pk=row.pk).delete()
        work.tell(person, "people.view_dropped", {"view": row.pk})


def _own(work: Work, email: str) -> Person:
    """Whoever asks, locked. Whoever works at the machine itself may ask for others."""
    (person,) = locked([email]).values()
    if work.roles is None or work.actor == f"person:{person.pk}":
        return person
    kind, _, number = work.actor.partition(":")
    if kind == "token" and Token.objects.filter(pk=int(number), person=person).exists():
        return person
    raise DomainError("not_yours", {"found": email, "expected": "your own address"})


def _check(command: KeepView, name: str) -> None:
    if command.page not in PAGES:
        raise _invalid("page", command.page, f"one of {', '.join(PAGES)}")
    if not name or len(name) > LONGEST_NAME:
        raise _invalid("name", name, f"1 to {LONGEST_NAME} characters")
    if len(command.query) > LONGEST_QUERY:
        raise _invalid("query", len(command.query), f"at most {LONGEST_QUERY} characters")


def _invalid(at: str, found: object, expected: str) -> DomainError:
    return DomainError("view_invalid", {"at": at, "found": found, "expected": expected})
