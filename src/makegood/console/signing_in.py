"""The addresses at which people come in, as allauth has them. Nobody signs up: whoever lets people in adds them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from allauth.account import views
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.debug import sensitive_post_parameters

from makegood import flow
from makegood.console import clock, doing
from makegood.console.door import let_in
from makegood.domain.terms.errors import DomainError
from makegood.queries.invitations import Invited, invited
from makegood.services.people import NewPassword, SetPasswords

_GONE = 404
_UNPROCESSABLE = 422


def _laid_out(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """With the menu of whoever is signed in; what it says is for this moment and this browser."""

    @wraps(view)
    def through(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.user.is_authenticated:
            let_in(request)
        answer = view(request, *args, **kwargs)
        answer.headers.setdefault("Cache-Control", "no-store")
        answer.headers.setdefault("Referrer-Policy", "same-origin")
        return answer

    return through


@sensitive_post_parameters()
def welcome(request: HttpRequest, person: int, secret: str) -> HttpResponseBase:
    """Whoever was invited chooses a password."""
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(("GET", "HEAD", "POST"))
    who = invited(person, secret)
    if who is None:
        return render(request, "account/welcome_ended.html", status=_GONE)
    wrong: list[str] = []
    if request.method == "POST":
        wrong = _chosen(who, request.POST.get("password", ""), request.POST.get("again", ""))
        if not wrong:
            messages.success(request, "Your password is set. Sign in with it.")
            return doing.went(reverse("account_login"))
    told = {"who": who, "wrong": wrong}
    return render(request, "account/welcome.html", told, status=_UNPROCESSABLE if wrong else 200)


def _chosen(who: Invited, password: str, again: str) -> list[str]:
    """Nothing, or why the password was not taken."""
    if password != again:
        return ["The two passwords differ."]
    try:
        new = NewPassword(person=who.email, name=who.name, password=password)
        flow.run(SetPasswords(passwords=(new,)), actor=f"person:{who.person}", now=clock.now())
    except DomainError as refusal:
        return doing.why(refusal)
    return []


urlpatterns = [
    path("sign-in", _laid_out(views.login), name="account_login"),
    path("sign-out", _laid_out(views.logout), name="account_logout"),
    path("inactive", _laid_out(views.account_inactive), name="account_inactive"),
    path("confirm", _laid_out(views.reauthenticate), name="account_reauthenticate"),
    path("welcome/<int:person>/<str:secret>", _laid_out(welcome), name="welcome"),
    path("second-factor", _laid_out(factors.index), name="mfa_index"),
    path("second-factor/code", _laid_out(factors.authenticate), name="mfa_authenticate"),
    path("second-factor/confirm", _laid_out(factors.reauthenticate), name="mfa_reauthenticate"),
    path("second-factor/on", _laid_out(totp.activate_totp), name="mfa_activate_totp"),
    path("second-factor/off", _laid_out(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("second-factor/codes", _laid_out(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "second-factor/codes/new",
        _laid_out(codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
]
