"""Who is at the door: a key as bearer token, in its scopes; and how often it may knock."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from threading import Lock

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest
from ninja.security import HttpBearer
from ninja.throttling import BaseThrottle

from makegood.db import limits
from makegood.domain.terms.errors import DomainError
from makegood.queries import access
from makegood.queries.people import Who, who_is

_SECONDS = {"sec": 1, "min": 60, "hour": 3600, "day": 86_400}
_BLOCKS = 100
"""Into so many parts a window's requests are divided among processes."""


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
    """So many requests of one key in each window of time, all processes together.

    A row for each request would keep every other writer of SQLite waiting: a process takes a hundredth of the window at
    once and counts it down by itself. What it took and does not use is nobody's: so a key may have a little less.

    While others write and go on, or nothing can be written, such a part is let through uncounted: whoever reads needs
    nobody's turn, and whoever writes is told by the command itself.
    """

    def __init__(self) -> None:
        number, _, unit = settings.API_RATE.partition("/")
        self._most, self._seconds = int(number), _SECONDS[unit]
        self._block = max(1, self._most // _BLOCKS)
        self._lock, self._taking = Lock(), Lock()
        self._window = 0
        self._left: dict[str, int] = {}
        self._spent: set[str] = set()

    def allow_request(self, request: HttpRequest) -> bool:
        """Count it; whether it is one too many."""
        actor, window = who(request).actor, int(time.time() // self._seconds)
        if self._counted(actor, window):
            return True
        if actor in self._spent:
            return False
        granted = self._granted(actor, window)
        with self._lock:
            # Others may be in the next window by now: what was taken of the last one is worth nothing there.
            if window == self._window and granted:
                self._left[actor] = self._left.get(actor, 0) + granted - 1
            elif window == self._window:
                self._spent.add(actor)
        return granted > 0

    def _granted(self, actor: str, window: int) -> int:
        """How many more this process may let through. One of its threads writes at a time: the others would only wait
        behind it."""
        if not self._taking.acquire(timeout=limits.PATIENCE_SECONDS):
            return self._block
        try:
            return limits.take(
                f"requests:{actor}:{self._seconds}:{window}",
                qty=self._block,
                most=self._most,
                until=moment() + timedelta(seconds=2 * self._seconds),
            )
        except (DomainError, OperationalError, InterfaceError):
            return self._block
        finally:
            self._taking.release()

    def _counted(self, actor: str, window: int) -> bool:
        """Whether it was one of those that this process has taken already."""
        with self._lock:
            if window != self._window:
                self._window = window
                self._left.clear()
                self._spent.clear()
            left = self._left.get(actor, 0)
            self._left[actor] = max(0, left - 1)
            return left > 0

    def wait(self) -> float:
        """Seconds until the next window."""
        return self._seconds - time.time() % self._seconds


def who(request: HttpRequest) -> Who:
    """Whom the key opens for."""
    found: Who = request.auth  # type: ignore[attr-defined]
    return found


def moment() -> datetime:
    """The moment it is: a face asks the clock, nothing below does."""
    return datetime.now(UTC)
