"""Keys for programs: told once, kept as a hash, in some of their person's roles."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any

from makegood.db import locks
from makegood.db.models import Person, Token
from makegood.db.rows import load, new
from makegood.domain.terms.errors import DomainError
from makegood.queries.people import address, token_hash
from makegood.services._work import Work
from makegood.services.people._rows import locked, roles_of, too_long
from makegood.services.people.commands import Issued, IssueTokens, NewToken, RevokeTokens

PREFIX = "mgt_"
"""What every key begins with, so that whoever finds one somewhere knows what it is."""
BYTES = 32


def issue_tokens(work: Work, command: IssueTokens) -> list[Issued]:
    """Make keys; what they open is told in their person's history, they themselves nowhere.

    Raises DomainError('person_unknown'), ('tokens_refused') with every problem.
    """
    people = locked(each.person for each in command.tokens)
    held = roles_of(people.values())
    owners = [people[address(each.person)] for each in command.tokens]
    asked = list(zip(command.tokens, owners, strict=True))
    problems = [found for each, owner in asked for found in _problems(work, each, owner, held[owner.pk])]
    if problems:
        raise DomainError("tokens_refused", {"problems": problems})
    keys = [PREFIX + secrets.token_urlsafe(BYTES) for _ in asked]
    rows = [
        new(
            Token,
            name=each.name.strip(),
            hash=token_hash(key),
            scopes=sorted(set(each.scopes)),
            person_id=owner.pk,
            created_at=work.now,
            expires_at=each.expires_at,
        )
        for (each, owner), key in zip(asked, keys, strict=True)
    ]
    work.add_numbered(Token, rows)
    for row, owner in zip(rows, owners, strict=True):
        until = row.expires_at.isoformat() if row.expires_at else None
        work.tell(owner, "people.token_issued", {"token": row.pk, "scopes": row.scopes, "expires_at": until})
    return [Issued(row.pk, row.name, key) for row, key in zip(rows, keys, strict=True)]


def revoke_tokens(work: Work, command: RevokeTokens) -> list[int]:
    """End keys at once; one that ended before stays as it was. The numbers of those that ended now.

    Raises DomainError('token_unknown').
    """
    wanted = set(command.tokens)
    emails = Token.objects.filter(pk__in=wanted).values_list("person__email", flat=True)
    people = {person.pk: person for person in locks.people(emails).values()}
    rows = load(Token.objects.filter(pk__in=wanted).order_by("pk"))
    unknown = sorted(wanted - {row.pk for row in rows})
    if unknown:
        raise DomainError("token_unknown", {"tokens": unknown})
    ended = [row for row in rows if row.revoked_at is None]
    for row in ended:
        work.set(row, revoked_at=work.now)
        work.tell(people[row.person_id], "people.token_revoked", {"token": row.pk})
    return [row.pk for row in ended]


def _problems(work: Work, token: NewToken, owner: Person, held: tuple[str, ...]) -> Iterable[dict[str, Any]]:
    place = {"person": token.person, "token": token.name}
    if not token.name.strip():
        yield place | {"problem": "name_missing", "expected": "what the key is for"}
    if too_long(Token, "name", token.name):
        yield place | {"problem": "name_too_long", "expected": "a shorter one"}
    if not owner.is_active:
        yield place | {"problem": "person_inactive", "expected": "somebody who works here"}
    if not token.scopes or not set(token.scopes) <= set(held):
        yield place | {"problem": "scope_not_held", "expected": ", ".join(held) or "a person with a role"}
    if token.expires_at is not None and token.expires_at <= work.now:
        yield place | {"problem": "expired", "expected": "a moment to come"}
