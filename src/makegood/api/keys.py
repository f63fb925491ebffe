"""Who is at the door: a key as bearer token, in its scopes; and how often it may knock."""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest
from ninja.security import HttpBearer
from ninja.throttling import SimpleRateThrottle

from makegood.queries import access
from makegood.queries.people import Who, who_is


class Key(HttpBearer):
    """`Authorization: Bearer mgt_…`, in a role that may do this; whom it opens for is the request's `auth`."""

    def __init__(self, verb: str) -> None:
        super().__init__()
        self._verb = verb

    def authenticate(self, request: HttpRequest, token: str) -> Who | None:  # noqa: ARG002 - as it is called
        """None for what opens nothing. Raises DomainError('not_allowed') before anything of the request is read."""
        found = None if "\x00" in token else who_is(token, now=moment())
        if found is not None:
            access.check(self._verb, found.roles)
        return found


class Rate(SimpleRateThrottle):
    """So many requests of one key in a minute. Each process counts for itself."""

    scope = "key"

    def __init__(self) -> None:
        super().__init__(settings.API_RATE)

    def get_cache_key(self, request: HttpRequest) -> str | None:
        """One bucket for each key."""
        return f"rate-{who(request).actor}"


def who(request: HttpRequest) -> Who:
    """Whom the key opens for."""
    found: Who = request.auth  # type: ignore[attr-defined]
    return found


def moment() -> datetime:
    """The moment it is: a face asks the clock, nothing below does."""
    return datetime.now(UTC)
