"""Invitations: links with which somebody who was let in chooses a password. Nothing is kept of them: each is signed,
ends by itself, and opens nothing once the password is another."""

from __future__ import annotations

from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator

from makegood.db.models import Person


class Invited(NamedTuple):
    """Whom an invitation is for."""

    person: int
    email: str
    name: str


class _Signed(PasswordResetTokenGenerator):
    """Django's, which signs the hash of the password too; with a salt of its own it signs nothing else."""

    key_salt = "makegood.queries.invitations"


_SIGNED = _Signed()
_LARGEST = 2**63 - 1


def invitation(person: Person) -> str:
    """Where they choose their password."""
    return f"{settings.SHOP_URL}/account/welcome/{person.pk}/{_SIGNED.make_token(person)}"


def invited(person: int, secret: str) -> Invited | None:
    """Whom such a link is for; None when it is none, has ended or was used, or they work here no longer."""
    if person > _LARGEST:
        return None
    row = Person.objects.filter(pk=person, is_active=True).first()
    if row is None or not _SIGNED.check_token(row, secret):
        return None
    return Invited(row.pk, row.email, row.name)
