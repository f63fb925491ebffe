"""The one way to a page: an address, the verb that says who may open it, and somebody who is signed in.

Deny by default: a page is reached only through `page`, and `page` needs a verb of the table of roles. What a page
changes, it changes through `makegood.flow` in the roles of whoever asks, where the same table is asked again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone

from makegood.console import clock
from makegood.console.asking import askable
from makegood.console.kept import keep, page_of_form, typed_into
from makegood.domain.terms.errors import DomainError
from makegood.queries import access
from makegood.queries.people import roles_of
from makegood.wording import words
from makegood.wording.failures import sentences

ANYBODY = "anybody"
"""The verb of pages for whoever is signed in: their own sign-in, and what says how things look."""

View = Callable[..., HttpResponseBase]
_STATUS = {"not_allowed": 403, "order_unknown": 404, "cursor_invalid": 400}
_MISSING = "_unknown"
_NUL, _UNKNOWN = "\0", "\N{REPLACEMENT CHARACTER}"
"""The second stands for a character that nobody knows, as in a browser."""


class Caller(NamedTuple):
    """Who is signed in, and the roles they act in now."""

    person: int
    name: str
    email: str
    roles: frozenset[str]

    @property
    def actor(self) -> str:
        """As history names them."""
        return f"person:{self.person}"

    def may(self, verb: str) -> bool:
        """Whether one of their roles may do it."""
        return bool(self.roles & set(access.may(verb)))


@dataclass(frozen=True, slots=True)
class Address:
    """A page's place, its name, the verb that opens it, and what it takes: GET alone, or POST beside it or instead."""

    route: str
    name: str
    verb: str
    methods: tuple[str, ...]
    view: View

    def opens_for(self, caller: Caller) -> bool:
        """Whether they may open it."""
        return self.verb == ANYBODY or caller.may(self.verb)


ADDRESSES: list[Address] = []
"""Every page there is; `makegood.console.pages` puts them down."""


def page(
    route: str, *, verb: str, name: str, methods: tuple[str, ...] = ("GET", "HEAD")
) -> Callable[[View], View]:
    """Put a page down. `verb` = a row of the table of roles, or ANYBODY; without POST among `methods` nothing is
    changed."""

    def put(view: View) -> View:
        if verb != ANYBODY and verb not in access.VERBS:
            raise LookupError(f"{name}: {verb} is no verb of the table of roles")
        ADDRESSES.append(Address(route, name, verb, methods, view))
        return view

    return put


def urls() -> list[URLPattern]:
    """All pages, each behind the door; an address that is one name goes before those that are many."""
    ordered = sorted(ADDRESSES, key=lambda each: "<" in each.route)
    return [path(each.route, _guarded(each), name=each.name) for each in ordered]


def caller(request: HttpRequest) -> Caller:
    """Whoever came through the door."""
    found: Caller = request.caller  # type: ignore[attr-defined]
    return found


def let_in(request: HttpRequest) -> Caller:
    """Whoever is signed in, in the roles they hold now."""
    user = request.user
    assert user.is_authenticated
    # Whoever signed in with this very request was not read by their session.
    roles = roles_of(user.pk) if user.held is None else user.held
    who = Caller(user.pk, user.name or user.email, user.email, roles)
    request.caller = who  # type: ignore[attr-defined]
    return who


def _typed(form: QueryDict) -> Any:
    """The same without NUL: nobody types it, and PostgreSQL keeps no text that holds it, nor looks for one."""
    if not any(_NUL in value for _, values in form.lists() for value in values):
        return form
    found = form.copy()
    for name, values in form.lists():
        found.setlist(name, [value.replace(_NUL, _UNKNOWN) for value in values])
    return found


def _guarded(address: Address) -> View:
    @wraps(address.view)
    def through(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.method not in address.methods:
            return HttpResponseNotAllowed(address.methods)
        if not request.user.is_authenticated:
            if request.method == "POST":
                keep(request)
            return redirect_to_login(page_of_form(request, shows="GET" in address.methods) or "/")
        let_in(request)
        request.GET, request.POST = _typed(request.GET), _typed(request.POST)
        # Moments are written as clocks in the shop show them.
        with clock.held_still() as shop, timezone.override(ZoneInfo(shop.policy.shop.zone)):
            answer = _answered(address, request, *args, **kwargs)
        answer.headers.setdefault("Cache-Control", "no-store")
        answer.headers.setdefault("Referrer-Policy", "same-origin")
        return answer

    return through


def _answered(address: Address, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
    if not address.opens_for(caller(request)):
        return forbidden(request, address, address.verb)
    try:
        return address.view(request, *args, **kwargs)
    except DomainError as refusal:
        if refusal.code == "not_allowed":
            return forbidden(request, address, str(refusal.data["verb"]))
        status = 404 if refusal.code.endswith(_MISSING) else _STATUS.get(refusal.code, 422)
        return refused(request, refusal, status)


def forbidden(request: HttpRequest, address: Address, verb: str) -> HttpResponse:
    """Politely: what is meant, who may do it, and a form that asks one of them."""
    row = access.VERBS[verb]
    wish = askable(request, caller(request), verb, shows="GET" in address.methods)
    told = {"says": row.says, "roles": [words(role) for role in row.roles], "wish": wish}
    return render(request, "console/forbidden.html", told, status=403)


def refused(request: HttpRequest, refusal: DomainError, status: int) -> HttpResponse:
    """Why a page cannot be shown."""
    return render(request, "console/refused.html", {"sentences": sentences(refusal)}, status=status)


def foreign(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that may not be from this person: its page was open too long, somebody else signed in meanwhile, or it is
    not ours. What was typed into one of our pages stands there, to be copied."""
    del reason
    if request.user.is_authenticated:
        let_in(request)
    match = request.resolver_match
    name = match.url_name if match is not None else None
    ours = next((each for each in ADDRESSES if each.name == name), None)
    told = {}
    if ours is not None:
        place = page_of_form(request, shows="GET" in ours.methods)
        told = {"typed": typed_into(request), "place": place}
    return render(request, "console/foreign.html", told, status=403)


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """There is nothing at this address."""
    del exception
    return render(request, "console/missing.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """A fault of ours."""
    return HttpResponse(
        "<!doctype html><title>Makegood</title><h1>That is a fault of ours.</h1>"
        "<p>Nothing has changed. Whoever runs this finds it in the log.</p>",
        status=500,
    )
