"""Who works here and in which roles, which keys there are, and whose a key is."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple, get_args

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import is_password_usable

from makegood.db.models import Person, PersonRole, Token
from makegood.db.rows import load_with
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.policy.decision import Role
from makegood.queries.pages import Listing


class Who(NamedTuple):
    """Who is at a door: as history names them (`person:12`, `token:7`), and the roles they act in now."""

    actor: str
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class TeamMember:
    """A person. `signs_in` False = they have no password; `second_factor` = a code of their phone is asked for too."""

    person: int
    email: str
    name: str
    roles: tuple[str, ...]
    active: bool
    signs_in: bool
    second_factor: bool = False
    last_login: datetime | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """A token as it may be shown: everything but the secret, which nobody has."""

    token: int
    name: str
    person: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


def address(email: str) -> str:
    """An e-mail address as it is kept and compared."""
    return email.strip().lower()


def number_of(email: str) -> int:
    """The primary key of somebody. Raises DomainError('person_unknown')."""
    found = Person.objects.filter(email=address(email)).values_list("pk", flat=True).first()
    if found is None:
        raise DomainError("person_unknown", {"people": [email]})
    return found


def token_hash(secret: str) -> str:
    """What is kept of a key. Its 256 random bits need no salt and no slow hash."""
    return sha256(secret.encode()).hexdigest()


def team() -> list[TeamMember]:
    """Everybody, by e-mail address."""
    roles: dict[int, list[str]] = {}
    for pk, role in PersonRole.objects.order_by("role").values_list("person_id", "role"):
        roles.setdefault(pk, []).append(role)
    phones = set(Authenticator.objects.filter(type=Authenticator.Type.TOTP).values_list("user_id", flat=True))
    names = ("pk", "email", "name", "is_active", "password", "last_login")
    return [
        TeamMember(
            pk,
            email,
            name,
            tuple(roles.get(pk, ())),
            active,
            is_password_usable(password),
            pk in phones,
            seen,
        )
        for pk, email, name, active, password, seen in Person.objects.order_by("email").values_list(*names)
    ]


def who_may_own() -> list[tuple[str, str]]:
    """Address and name of everybody who works here and may look after a backorder, by name."""
    found = Person.objects.filter(is_active=True, roles__role__in=get_args(Role)).distinct()
    told = found.values_list("email", "name")
    return sorted(((email, name or email) for email, name in told), key=lambda each: each[1].casefold())


def has_second_factor(person: int) -> bool:
    """Whether a code of their phone is asked for too."""
    return bool(Authenticator.objects.filter(user_id=person, type=Authenticator.Type.TOTP).exists())


def event_count(person: int) -> int:
    """How long their history is: what a form shows that it has seen."""
    return Person.objects.values_list("event_count", flat=True).get(pk=person)


def name_of(email: str) -> str:
    """What somebody is called; empty when nobody is known by that address."""
    return Person.objects.filter(email=address(email)).values_list("name", flat=True).first() or ""


def keys() -> Listing[Key]:
    """Every key that was ever given out, the oldest first."""
    return Listing(
        found=Token.objects.all(),
        order=("pk",),
        names=("pk", "name", "person__email", "scopes", "created_at", "expires_at", "revoked_at"),
        make=lambda found: [
            Key(pk, name, email, tuple(scopes), *moments) for pk, name, email, scopes, *moments in found
        ],
    )


def who_is(secret: str, *, now: datetime) -> Who | None:
    """Whose key it is, in those of its scopes that its person holds now; None for what opens nothing: unknown, expired
    or revoked, or its person is not active. It is found by its hash: how long that takes says nothing of the key."""
    digest = token_hash(secret)
    found = (
        Token.objects.filter(hash=digest, revoked_at__isnull=True, person__is_active=True)
        .exclude(expires_at__lte=now)
        .values_list("pk", "person_id", "scopes", "hash")
        .first()
    )
    if found is None or not hmac.compare_digest(found[3], digest):
        return None
    pk, person, scopes, _ = found
    return Who(f"token:{pk}", frozenset(scopes) & roles_of(person))


def who_signs_in(email: str) -> Who | None:
    """An active person, in all their roles; None when there is none of that address."""
    if "\x00" in email:
        return None  # PostgreSQL takes no such text, not even to look for it
    pk = Person.objects.filter(email=address(email), is_active=True).values_list("pk", flat=True).first()
    return None if pk is None else Who(f"person:{pk}", roles_of(pk))


def signed_in(person: int) -> Person | None:
    """An active person with the roles they hold now; None = there is none."""
    rows = load_with(Person.objects.filter(pk=person, is_active=True), "roles")
    if not rows:
        return None
    found: Person = rows[0][0]
    found.held = frozenset(row.role for _, row in rows if row is not None)
    return found


def roles_of(person: int) -> frozenset[str]:
    """The hats they wear now."""
    return frozenset(PersonRole.objects.filter(person_id=person).values_list("role", flat=True))
