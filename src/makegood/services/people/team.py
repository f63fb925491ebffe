"""Who works here, in which roles, and whether they may come in. Their history holds numbers and roles, no names."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from makegood.db import locks
from makegood.db.models import Backorder, Person, PersonRole, Token
from makegood.db.rows import load, new
from makegood.domain.terms.errors import DomainError
from makegood.queries.people import address
from makegood.services._transition import UNDECIDED_OWNER
from makegood.services._work import Work
from makegood.services.people._rows import (
    engineers,
    keep_an_engineer,
    locked,
    roles_of,
    too_long,
    who_and_what,
)
from makegood.services.people.commands import (
    Activate,
    AddPeople,
    Deactivate,
    NewPerson,
    SetPasswords,
    SetRoles,
)


def add_people(work: Work, command: AddPeople) -> list[Person]:
    """Make them. Raises DomainError('people_refused') with every problem, ('changed_meanwhile')."""
    emails = [address(each.email) for each in command.people]
    known = locks.people(emails)
    problems = [
        *who_and_what((each.email, each.roles) for each in command.people),
        *(found for each in command.people for found in _problems(each, known)),
    ]
    if problems:
        raise DomainError("people_refused", {"problems": problems})
    rows = [
        new(Person, email=email, name=each.name.strip(), password=each.hash)
        for email, each in zip(emails, command.people, strict=True)
    ]
    work.add_numbered(Person, rows)
    for row, each in zip(rows, command.people, strict=True):
        roles = sorted(set(each.roles))
        for role in roles:
            work.add(new(PersonRole, person_id=row.pk, role=role))
        work.tell(row, "people.added", {"roles": roles})
    try:
        with transaction.atomic():
            work.flush()
    except IntegrityError:
        raise DomainError("changed_meanwhile", {"people": emails}) from None
    return rows


def set_roles(work: Work, command: SetRoles) -> dict[str, tuple[str, ...]]:
    """Give and take hats; what they held already changes nothing. The roles now, by address.

    Raises DomainError('person_unknown'), ('people_refused'), ('last_engineer').
    """
    problems = list(who_and_what((each.person, each.roles) for each in command.people))
    if problems:
        raise DomainError("people_refused", {"problems": problems})
    people = locked(each.person for each in command.people)
    before, had_engineer = roles_of(people.values()), engineers()
    wanted = {address(each.person): tuple(sorted(set(each.roles))) for each in command.people}
    for email, roles in wanted.items():
        person, held = people[email], before[people[email].pk]
        if roles == held:
            continue
        PersonRole.objects.filter(person=person).exclude(role__in=roles).delete()
        for role in set(roles) - set(held):
            work.add(new(PersonRole, person_id=person.pk, role=role))
        work.tell(person, "people.assigned", {"roles": list(roles), "before": list(held)})
    work.flush()
    keep_an_engineer(had_engineer)
    return wanted


def deactivate(work: Work, command: Deactivate) -> list[int]:
    """Let them in no longer; whoever was out already stays so. The numbers of the keys that ended.

    Raises DomainError('person_unknown'), ('last_engineer').
    """
    _hand_back(work, [address(email) for email in command.people])
    people = locked(command.people)
    had_engineer, ended = engineers(), []
    for person in people.values():
        if not person.is_active:
            continue
        keys = load(Token.objects.filter(person=person, revoked_at__isnull=True).order_by("pk"))
        for key in keys:
            work.set(key, revoked_at=work.now)
        ended += [key.pk for key in keys]
        work.set(person, is_active=False)
        work.tell(person, "people.deactivated", {"tokens": [key.pk for key in keys]})
    work.flush()
    keep_an_engineer(had_engineer)
    return ended


def activate(work: Work, command: Activate) -> None:
    """Let them in again. Raises DomainError('person_unknown')."""
    for person in locked(command.people).values():
        if not person.is_active:
            work.set(person, is_active=True)
            work.tell(person, "people.activated", {})


def set_passwords(work: Work, command: SetPasswords) -> None:
    """Take the new hashes; history says that it happened and no more. Raises DomainError('person_unknown')."""
    people = locked(each.person for each in command.passwords)
    for each in command.passwords:
        person = people[address(each.person)]
        work.set(person, password=each.hash)
        work.tell(person, "people.password_changed", {})


def _hand_back(work: Work, emails: list[str]) -> None:
    """No case is owned by somebody who is not there (I5): it goes back to the role that has cases at first.
    One that waits no more too: it may have to again."""
    people = Person.objects.filter(email__in=emails).values_list("pk", flat=True)
    cases = Backorder.objects.filter(owner__in=[f"person:{pk}" for pk in people])
    orders = locks.orders(cases.values_list("order_id", flat=True))
    moved: dict[int, list[int]] = {}
    for case in load(cases.order_by("pk")):
        work.set(case, owner=UNDECIDED_OWNER)
        moved.setdefault(case.order_id, []).append(case.pk)
    for order_id, ids in moved.items():
        work.tell(orders[order_id], "review.handed_back", {"cases": ids, "owner": UNDECIDED_OWNER})


def _problems(person: NewPerson, known: Collection[str]) -> Iterator[dict[str, str]]:
    email = address(person.email)
    place = {"person": email}
    try:
        validate_email(email)
        valid = not too_long(Person, "email", email)
    except ValidationError:
        valid = False
    if not valid:
        yield place | {"problem": "email_invalid", "expected": "an e-mail address"}
    if too_long(Person, "name", person.name):
        yield place | {"problem": "name_too_long", "expected": "a shorter one"}
    if email in known:
        yield place | {"problem": "person_known", "expected": "somebody who is not here yet"}
