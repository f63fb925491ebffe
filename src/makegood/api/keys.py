"""Who is at the door: a key as bearer token, in its scopes; and how often it may knock."""

from __future__ import annotations

import time
from collections import Counter
from datetime import UTC, datetime
from threading import Lock

from django.conf import settings
from django.http import HttpRequest
from ninja.security import HttpBearer
from ninja.throttling import BaseThrottle

from makegood.queries import access
from makegood.queries.people import Who, who_is

_SECONDS = {"sec": 1, "min": 60, "hour": 3600, "day": 86_400}


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


class Rate(BaseThrottle):
    """So many requests of one key in each window of time. Each process counts for itself, all its threads together."""

    def __init__(self) -> None:
        number, _, unit = settings.API_RATE.partition("/")
        self._most, self._seconds = int(number), _SECONDS[unit]
        self._lock = Lock()
        self._window = 0
        self._seen: Counter[str] = Counter()

    def allow_request(self, request: HttpRequest) -> bool:
        """Count it; whether it is one too many."""
        window = int(time.monotonic() // self._seconds)
        with self._lock:
            if window != self._window:
                self._window = window
                self._seen.clear()
            self._seen[who(request).actor] += 1
            return self._seen[who(request).actor] <= self._most

    def wait(self) -> float:
        """Seconds until the next window."""
        return self._seconds - time.monotonic() % self._seconds


def who(request: HttpRequest) -> Who:
    """Whom the key opens for."""
    found: Who = request.auth  # type: ignore[attr-defined]
    return found


def moment() -> datetime:
    """The moment it is: a face asks the clock, nothing below does."""
    return datetime.now(UTC)
