"""Somebody who works here: their roles, their way in, and the keys that they answer for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from makegood.console import clock, doing
from makegood.console.door import missing, page
from makegood.console.pages.people.inviting import shown_once
from makegood.console.pages.people.people import state_of
from makegood.console.records import typed
from makegood.domain.terms.errors import DomainError
from makegood.queries.access import ROLES
from makegood.queries.people import TeamMember, event_count, keys, team
from makegood.services.once import Replayed
from makegood.services.people import (
    Activate,
    Deactivate,
    DropSecondFactors,
    Invite,
    IssueTokens,
    NewRoles,
    NewToken,
    RevokeTokens,
    SetRoles,
)

_UNPROCESSABLE = 422
_MOST_DAYS = 3_650


@page("people/<int:person>", verb="people", name="person", methods=("GET", "HEAD", "POST"))
def person(request: HttpRequest, person: int) -> HttpResponseBase:
    """One person."""
    who = next((each for each in team() if each.person == person), None)
    if who is None:
        return missing(request, LookupError(person))
    if request.method != "POST":
        return _shown(request, who)
    wanted = request.POST.get("do", "")
    if wanted in ("invite", "issue"):
        return _told_once(request, who, wanted)
    command, said = _asked(request, who, wanted)
    if command is None:
        messages.warning(request, "Nothing was chosen.")
        return doing.went(_at(who))
    return doing.done(request, command, said=said, to=_at(who))


def _asked(request: HttpRequest, who: TeamMember, wanted: str) -> tuple[Any, str]:
    """The command that a button stands for, and what is said of it."""
    called, only = who.name or who.email, (who.email,)
    revoked = typed.numbers(request.POST, "row")
    made: dict[str, Callable[[], tuple[Any, str]]] = {
        "roles": lambda: (
            SetRoles(people=(NewRoles(person=who.email, roles=tuple(request.POST.getlist("role"))),)),
            f"The roles of {called} are saved.",
        ),
        "deactivate": lambda: (
            Deactivate(people=only),
            f"{called} is let in no longer; their keys have ended.",
        ),
        "activate": lambda: (Activate(people=only), f"{called} is let in again."),
        "factor": lambda: (DropSecondFactors(people=only), f"{called} signs in with the password alone now."),
        "revoke": lambda: (
            RevokeTokens(tokens=revoked) if revoked else None,
            "The key opens nothing any more.",
        ),
    }
    return made[wanted]() if wanted in made else (None, "")


def _told_once(request: HttpRequest, who: TeamMember, wanted: str) -> HttpResponseBase:
    """A link or a key stands on the answer itself: it is kept nowhere to be shown by another page."""
    try:
        command = Invite(people=(who.email,)) if wanted == "invite" else _key(request, who)
        outcome = doing.carry_out(request, command)
    except DomainError as refusal:
        if refusal.code == "not_allowed":
            raise
        return _shown(request, who, wrong=doing.why(refusal))
    made = [] if isinstance(outcome, Replayed) else outcome
    if wanted == "invite":
        return shown_once(request, made, email=who.email, back=_at(who))
    return render(request, "console/people/issued.html", {"made": made, "email": who.email, "back": _at(who)})


def _key(request: HttpRequest, who: TeamMember) -> IssueTokens:
    typed = request.POST.get("days", "")
    days = int(typed) if typed.isdecimal() and len(typed) <= len(str(_MOST_DAYS)) else 0
    until = clock.now() + timedelta(days=min(days, _MOST_DAYS))
    name, scopes = request.POST.get("name", ""), tuple(request.POST.getlist("scope"))
    return IssueTokens(tokens=(NewToken(person=who.email, name=name, scopes=scopes, expires_at=until),))


def _shown(request: HttpRequest, who: TeamMember, *, wrong: list[str] | None = None) -> HttpResponseBase:
    now = clock.now()
    own = [each for each in keys() if each.person == who.email]
    told = {
        "who": who,
        "state": state_of(who),
        "count": event_count(who.person),
        "roles": ROLES,
        "keys": [
            (each, each.revoked_at is None and (each.expires_at is None or each.expires_at > now))
            for each in own
        ],
        "wrong": wrong,
        "typed": request.POST,
        "days": request.POST.get("days") or "90",
        "scopes": request.POST.getlist("scope"),
    }
    return render(request, "console/people/person.html", told, status=_UNPROCESSABLE if wrong else 200)


def _at(who: TeamMember) -> str:
    return reverse("person", args=[who.person])
