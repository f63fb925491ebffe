"""Where somebody is signed in: their sessions, by when each began and in which browser."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from importlib import import_module
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session

BEGAN, BROWSER = "began", "browser"
"""What a session holds of its own beginning."""
TYPED_BEFORE = "typed_before"
"""What a session holds that somebody typed into a form which could not be sent."""
SHOWN = 12
"""So much of a row's name is enough to tell one from another."""


class SignedIn(NamedTuple):
    """A browser in which somebody is signed in. `began` None = not known; `here` = the one that asks."""

    session: str
    began: datetime | None
    until: datetime
    browser: str
    here: bool


def sessions_of(person: int, *, now: datetime, here: str = "") -> list[SignedIn]:
    """All of a person, the newest first. `here` = the key of the session that asks."""
    found = [
        SignedIn(
            row.session_key,
            _moment(told.get(BEGAN)),
            row.expire_date,
            str(told.get(BROWSER, "")),
            _kept(here) == row.session_key,
        )
        for row, told in _of(person, now)
    ]
    return sorted(found, key=lambda each: (each.here, each.began or now), reverse=True)


def store() -> Any:
    """What opens the rows of sessions, and seals them."""
    return import_module(settings.SESSION_ENGINE).SessionStore()


def every(now: datetime) -> Iterator[tuple[Session, dict[str, Any]]]:
    """Every session that has not ended, opened."""
    opens = store()
    for row in Session.objects.filter(expire_date__gt=now).iterator():
        yield row, opens.decode(row.session_data)


def _of(person: int, now: datetime) -> Iterator[tuple[Session, dict[str, Any]]]:
    """Rows say nothing of whose they are: each is opened."""
    return ((row, told) for row, told in every(now) if told.get(SESSION_KEY) == str(person))


def _kept(key: str) -> str:
    # As makegood.config.sessions names its rows.
    return sha256(key.encode()).hexdigest()[:40]


def _moment(told: object) -> datetime | None:
    return datetime.fromisoformat(told) if isinstance(told, str) else None
