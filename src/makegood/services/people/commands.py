"""What may be asked about people and their keys. People are named by their e-mail address, whatever its case."""

from __future__ import annotations

from dataclasses import InitVar, dataclass, field
from datetime import datetime

from makegood.services.people._password import hashed


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """Somebody who works here, and their roles. Without a password nobody can sign in as them.

    Only the password's hash is kept, made before any transaction begins: that takes time on purpose.
    Raises DomainError('password_refused') with what is wrong with it.
    """

    email: str
    name: str = ""
    roles: tuple[str, ...] = ()
    password: InitVar[str | None] = None
    hash: str = field(init=False, repr=False)

    def __post_init__(self, password: str | None) -> None:
        object.__setattr__(self, "hash", hashed(password, email=self.email, name=self.name))


@dataclass(frozen=True, slots=True, kw_only=True)
class AddPeople:
    """These people work here from now on."""

    people: tuple[NewPerson, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRoles:
    """All roles somebody holds from now on; none = they can sign in and change nothing."""

    person: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetRoles:
    """Who wears which hats. Keys act in a role only as long as their person holds it."""

    people: tuple[NewRoles, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deactivate:
    """These people work here no longer: nobody can sign in as them, their keys end, their cases get another owner."""

    people: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Activate:
    """These people are back, with the roles and the password they had; keys that ended stay so."""

    people: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPassword:
    """What somebody signs in with from now on; `name` = theirs, which it must not resemble either.

    Raises DomainError('password_refused') with what is wrong with it.
    """

    person: str
    name: str = ""
    password: InitVar[str]
    hash: str = field(init=False, repr=False)

    def __post_init__(self, password: str) -> None:
        object.__setattr__(self, "hash", hashed(password, email=self.person, name=self.name))


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPasswords:
    """Other passwords; whoever is signed in with the former one has to sign in again."""

    passwords: tuple[NewPassword, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewToken:
    """A key for a program that acts in some of a person's roles, until a moment; None = until it is revoked."""

    person: str
    name: str
    scopes: tuple[str, ...]
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueTokens:
    """Make keys. Each is told once and never again: only its hash is kept."""

    tokens: tuple[NewToken, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeTokens:
    """These keys, by number, open nothing any more."""

    tokens: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Issued:
    """A new key: its number, and what the program has to show."""

    token: int
    name: str
    secret: str = field(repr=False)
