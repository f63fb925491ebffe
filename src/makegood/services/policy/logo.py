"""The shop's logo: a picture at the top of customers' pages, versioned with the policy that names it."""

from __future__ import annotations

import base64
from dataclasses import dataclass, replace
from hashlib import sha256

from makegood.db.models import Picture
from makegood.domain.terms.picture import picture_of, refused
from makegood.domain.terms.policy import area_to_toml
from makegood.services._work import Work
from makegood.services.policy.areas import PolicySet, unchanged_since, write


@dataclass(frozen=True, slots=True, kw_only=True)
class SetLogo:
    """Customers see this picture where the shop's name stood alone. `picture` = the file's bytes in Base64; empty = no
    logo any more. `note` = why. `since` = the revision of the policy that the author looked at."""

    picture: str
    note: str = ""
    since: int | None = None


def as_text(content: bytes) -> str:
    """A file's bytes as a command has them. Raises DomainError('picture_refused')."""
    picture_of(content)
    return base64.b64encode(content).decode()


def set_logo(work: Work, command: SetLogo) -> PolicySet:
    """A new version of the shop's own area; the same picture again changes nothing.

    Raises DomainError('picture_refused') with what was found and expected, ('policy_changed').
    """
    unchanged_since(work, command.since)
    logo = _kept(work, command.picture) if command.picture else None
    policy = replace(work.shop.policy, shop=replace(work.shop.policy.shop, logo=logo))
    return write(work, area_to_toml(policy, "shop"), {"shop"}, command.note)


def _kept(work: Work, text: str) -> str:
    """The hash of a picture that is there now."""
    try:
        content = base64.b64decode(text, validate=True)
    except ValueError:
        raise refused("a text that is no Base64") from None
    kind, digest = picture_of(content).kind, sha256(content).hexdigest()
    told = {"kind": kind, "content": base64.b64encode(content).decode(), "at": work.now}
    Picture.objects.get_or_create(digest=digest, defaults=told)
    return digest
