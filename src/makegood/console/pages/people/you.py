"""Whoever is signed in: their password, their second factor, and where else they are signed in."""

from __future__ import annotations

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from makegood.console import clock, doing
from makegood.console.door import ANYBODY, caller, page
from makegood.domain.terms.errors import DomainError
from makegood.queries.people import has_second_factor
from makegood.queries.sessions import sessions_of
from makegood.services.people import EndSessions, NewPassword, SetPasswords
from makegood.spreadsheet.writing.phrases import counted

_UNPROCESSABLE = 422


@page("you", verb=ANYBODY, name="you", methods=("GET", "HEAD", "POST"))
@sensitive_post_parameters()
def you(request: HttpRequest) -> HttpResponseBase:
    """One's own way in."""
    if request.method != "POST":
        return _shown(request)
    if request.POST.get("do") == "password":
        return _password(request)
    ended = doing.for_oneself(
        request,
        EndSessions(person=caller(request).person, sessions=tuple(request.POST.getlist("session"))),
    )
    if ended:
        messages.success(request, f"{counted(ended, 'session')} ended.")
    else:
        messages.info(request, "Nothing was signed in there any more.")
    return doing.went(reverse("you"))


def _password(request: HttpRequest) -> HttpResponseBase:
    """The one they have proves that it is they."""
    limited: HttpResponseBase | None = ratelimit.consume_or_429(
        request, action="change_password", user=request.user
    )
    if limited is not None:
        return limited
    wrong = _wrong(request)
    if wrong:
        return _shown(request, wrong)
    user = request.user
    assert user.is_authenticated
    user.refresh_from_db()
    update_session_auth_hash(request, user)
    messages.success(
        request, "Your password is another one now; wherever else you were signed in, you are not."
    )
    return doing.went(reverse("you"))


def _wrong(request: HttpRequest) -> list[str]:
    who, new = caller(request), request.POST.get("password", "")
    if not request.user.check_password(request.POST.get("current", "")):
        return ["That is not the password that you have now."]
    if new != request.POST.get("again", ""):
        return ["The two new passwords differ."]
    try:
        doing.for_oneself(
            request, SetPasswords(passwords=(NewPassword(person=who.email, name=who.name, password=new),))
        )
    except DomainError as refusal:
        return doing.why(refusal)
    return []


def _shown(request: HttpRequest, wrong: list[str] | None = None) -> HttpResponseBase:
    who = caller(request)
    here = request.session.session_key or ""
    told = {
        "wrong": wrong,
        "second_factor": has_second_factor(who.person),
        "sessions": sessions_of(who.person, now=clock.now(), here=here),
    }
    return render(request, "console/people/you.html", told, status=_UNPROCESSABLE if wrong else 200)
