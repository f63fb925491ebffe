"""Secrets: I25, of what the database itself keeps, and I22, of the links it gives out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from django.contrib.auth.hashers import identify_hasher, is_password_usable

from makegood.db.sql import ask_many
from makegood.queries.audit.check import Fault, Scope, check, moment, rows

_HEX = frozenset("0123456789abcdef")
# A version, a moment, a beginning, at least one block and a signature: as Fernet writes them.
_SEALED = re.compile(r"gAAAA[A-Za-z0-9_-]{95,}={0,2}")
_LINK = re.compile(r"/o/[A-Za-z0-9_-]{32}")


@check(
    "I25",
    "No key and no password can be read in the database.",
    how="`token.hash` is 64 hexadecimal digits, `person.password` the output of a known hasher; neither is printed",
)
def secrets_are_hashed(scope: Scope) -> Iterator[Fault]:
    """Each token and each person."""
    for pk, digest in rows("SELECT id, hash FROM makegood_token"):
        if len(digest) != 64 or not set(digest) <= _HEX:
            yield f"token {pk}", "a hash of 64 hexadecimal digits", f"{len(digest)} characters that are none"
    for pk, password in rows("SELECT id, password FROM makegood_person"):
        if is_password_usable(password) and not _is_hashed(password):
            yield (
                f"person {pk}",
                "a hashed password, or none",
                f"{len(password)} characters that no hasher made",
            )


@check(
    "I25",
    "Nothing that a second factor is made from can be read in the database.",
    how="every secret in `mfa_authenticator.data` is sealed: reading it takes the secret key of the installation",
)
def second_factors_are_sealed(scope: Scope) -> Iterator[Fault]:
    """Each app on a phone, each set of recovery codes."""
    for pk, text in rows("SELECT id, data FROM mfa_authenticator"):
        data = json.loads(text)
        kept = [data.get("secret"), data.get("seed"), *data.get("migrated_codes", ())]
        if any(each is not None and not _SEALED.fullmatch(str(each)) for each in kept):
            yield f"authenticator {pk}", "a sealed secret", "one that can be read"


def _is_hashed(password: str) -> bool:
    try:
        identify_hasher(password)
    except ValueError:
        return False
    return True


@check(
    "I22",
    "A link is known by the hash of its secret, ends some day after its order, and no letter holds it.",
    how="`link.digest` is 64 hexadecimal digits, `expires_at` lies after `made_at`; addresses of links in letters",
)
def links_are_hashed(scope: Scope) -> Iterator[Fault]:
    """Each link, and each letter with something that looks like one."""
    for pk, digest, made_at, expires_at in ask_many(
        "SELECT id, digest, made_at, expires_at FROM makegood_link"
    ):
        if len(digest) != 64 or not set(digest) <= _HEX:
            yield f"link {pk}", "a hash of 64 hexadecimal digits", f"{len(digest)} characters that are none"
        if expires_at <= made_at:
            yield f"link {pk}", "an end after its beginning", moment(expires_at)
    for pk, text, html in ask_many("SELECT id, text, html FROM makegood_letter WHERE text LIKE '%/o/%'"):
        if _LINK.search(text) or _LINK.search(html):
            yield f"letter {pk}", "no secret of a link", "one"


CHECKS = (secrets_are_hashed, second_factors_are_sealed, links_are_hashed)
