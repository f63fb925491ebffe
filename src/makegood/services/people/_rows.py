"""People by the address they are known by, locked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from django.db.models import CharField

from makegood.db import locks
from makegood.db.models import Person, PersonRole, Token
from makegood.db.models.access import ROLES
from makegood.domain.terms.errors import DomainError
from makegood.queries.people import address

ENGINEER = "engineer"
"""The role that lets people in: somebody active must hold it once somebody did."""


def locked(emails: Iterable[str]) -> dict[str, Person]:
    """People by e-mail address, in the order asked for. Raises DomainError('person_unknown') with all unknown ones."""
    wanted = [address(email) for email in emails]
    found = locks.people(wanted)
    unknown = [email for email in wanted if email not in found]
    if unknown:
        raise DomainError("person_unknown", {"people": unknown})
    return {email: found[email] for email in wanted}


def roles_of(people: Iterable[Person]) -> dict[int, tuple[str, ...]]:
    """The roles each holds, by id, in alphabetical order."""
    ids = [person.pk for person in people]
    found: dict[int, tuple[str, ...]] = dict.fromkeys(ids, ())
    rows = PersonRole.objects.filter(person_id__in=ids).order_by("role")
    for pk, role in rows.values_list("person_id", "role"):
        found[pk] += (role,)
    return found


def who_and_what(people: Iterable[tuple[str, Iterable[str]]]) -> Iterator[dict[str, str]]:
    """What is wrong with people and the roles they are to have, whoever they are."""
    named = [(address(email), email, roles) for email, roles in people]
    times = Counter(each for each, _, _ in named)
    for each, email, roles in named:
        if times[each] > 1:
            yield {"person": email, "problem": "person_twice", "expected": "each once"}
        for role in sorted(set(roles) - set(ROLES)):
            yield {
                "person": email,
                "problem": "role_unknown",
                "found": role,
                "expected": ", ".join(ROLES),
            }


def too_long(model: type[Person | Token], column: str, text: str) -> bool:
    """True for a text that the column does not hold."""
    field = model._meta.get_field(column)
    return isinstance(field, CharField) and field.max_length is not None and len(text) > field.max_length


def keep_an_engineer(before: bool) -> None:
    """Raises DomainError('last_engineer') when there was an active one and there is none now."""
    if before and not engineers():
        raise DomainError("last_engineer", {"expected": "somebody active who holds the role engineer"})


def engineers() -> bool:
    """True when somebody active may let people in."""
    return PersonRole.objects.filter(role=ENGINEER, person__is_active=True).exists()
