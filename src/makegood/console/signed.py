"""What is kept of signing in: of a session when and where it began, of a second factor that it came or went."""

from __future__ import annotations

from typing import Any, Literal

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest

from makegood import flow
from makegood.console import clock
from makegood.queries.sessions import BEGAN, BROWSER
from makegood.services.people import NoteSecondFactor

_LONGEST = 300


def hear() -> None:
    """Once, when Django has started."""
    user_logged_in.connect(_began, dispatch_uid="makegood.began")
    authenticator_added.connect(_added, dispatch_uid="makegood.added")
    authenticator_removed.connect(_removed, dispatch_uid="makegood.removed")
    authenticator_reset.connect(_reset, dispatch_uid="makegood.reset")


def _began(request: HttpRequest, **_: Any) -> None:
    request.session[BEGAN] = clock.now().isoformat()
    request.session[BROWSER] = request.headers.get("User-Agent", "")[:_LONGEST]


def _added(user: Any, authenticator: Any, **_: Any) -> None:
    _note(user.pk, "on" if authenticator.type == Authenticator.Type.TOTP else "codes")


def _removed(user: Any, authenticator: Any, **_: Any) -> None:
    if authenticator.type == Authenticator.Type.TOTP:
        _note(user.pk, "off")


def _reset(user: Any, **_: Any) -> None:
    _note(user.pk, "codes")


def _note(person: int, what: Literal["on", "off", "codes"]) -> None:
    flow.run(NoteSecondFactor(person=person, what=what), actor=f"person:{person}", now=clock.now())
