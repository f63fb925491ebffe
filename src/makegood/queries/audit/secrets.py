"""Secrets: I25, of what the database itself keeps."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.auth.hashers import identify_hasher, is_password_usable

from makegood.db.models import Person, Token
from makegood.queries.audit.check import Fault, Scope, check

_HEX = frozenset("0123456789abcdef")


@check(
    "I25",
    "No key and no password can be read in the database.",
    how="`token.hash` is 64 hexadecimal digits, `person.password` the output of a known hasher; neither is printed",
)
def secrets_are_hashed(scope: Scope) -> Iterator[Fault]:
    """Each token and each person."""
    for pk, digest in Token.objects.values_list("pk", "hash").iterator():
        if len(digest) != 64 or not set(digest) <= _HEX:
            yield f"token {pk}", "a hash of 64 hexadecimal digits", f"{len(digest)} characters that are none"
    for pk, password in Person.objects.values_list("pk", "password").iterator():
        if is_password_usable(password) and not _is_hashed(password):
            yield (
                f"person {pk}",
                "a hashed password, or none",
                f"{len(password)} characters that no hasher made",
            )


def _is_hashed(password: str) -> bool:
    try:
        identify_hasher(password)
    except ValueError:
        return False
    return True


CHECKS = (secrets_are_hashed,)
