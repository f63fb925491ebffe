"""What every answer of the customer's page carries, and what keeps others from acting in a customer's browser."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.decorators import decorator_from_middleware

from makegood.portal import clock
from makegood.portal.shown import closed, refused
from makegood.queries.portal import Look, look

METHODS = ("GET", "HEAD", "POST")
_HEADERS = {
    # The page is of this moment, and whoever has the browser next must not find it.
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
    # The link is in the address: it goes nowhere else. With `no-referrer` browsers would hide where a form comes from.
    "Referrer-Policy": "same-origin",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; "
        "base-uri 'none'"
    ),
}
Rest = ParamSpec("Rest")


class _Forgery(CsrfViewMiddleware):
    """Django's check, with an answer that a customer understands."""

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        del reason
        return refused(request)


_own_forms_only = decorator_from_middleware(_Forgery)


def opens(
    view: Callable[Concatenate[HttpRequest, Look, Rest], HttpResponse],
) -> Callable[..., HttpResponseBase]:
    """A page behind a link: it is shown what the link shows now, and is not asked where the link opens nothing."""

    def through(request: HttpRequest, secret: str, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        if request.method not in METHODS:
            return HttpResponse(status=405, headers={"Allow": ", ".join(METHODS)})
        seen = look(secret, now=clock.now())
        return closed(request) if seen is None else view(request, seen, *args, **kwargs)

    return carrying(_own_forms_only(through))


def carrying(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """With the headers of the customer's page."""

    @wraps(view)
    def through(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        answer = view(request, *args, **kwargs)
        for name, value in _HEADERS.items():
            answer.headers.setdefault(name, value)
        return answer

    # Forms are checked by `opens`, whose answer a customer understands.
    through.csrf_exempt = True  # type: ignore[attr-defined]
    return through
