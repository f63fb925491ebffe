"""Invitations: links with which somebody who was let in chooses a password. Nothing is kept of them: each is signed,
ends by itself, and opens nothing once the password is another."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator

from makegood.db.models import Person
from makegood.queries.people import name_of
from makegood.queries.sending import sending
from makegood.queries.shop import shop_now


class Invited(NamedTuple):
    """Whom an invitation is for."""

    person: int
    email: str
    name: str


class Posted(NamedTuple):
    """What the mail of an invitation needs to know: whom it is to, until when its link is good in the shop's zone,
    whose shop it is, and why nothing is sent, None = mails go."""

    to: str
    name: str
    until: datetime
    shop: str
    paused: str | None


def posted(email: str, *, until: datetime, now: datetime) -> Posted:
    """The same for somebody's invitation."""
    shop, state = shop_now(year=now.year), sending()
    paused = state.why if state.paused else None
    return Posted(email, name_of(email), until.astimezone(shop.zone), shop.policy.shop.name, paused)


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
