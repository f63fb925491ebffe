"""Under which names we answer, what every answer carries, and what the API answers where no endpoint did."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse

from makegood.api.problems import TYPE, refused
from makegood.domain.terms.errors import DomainError

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
"""Nothing from elsewhere, and no script or style inside a page."""

_API = "/api/"
_UNDER_ANY_NAME = (_API, "/hooks/")
"""Programs, which need a key and are shown no page."""
_WATCHED = frozenset({"/healthz", "/readyz", "/metrics"})
"""Whoever watches the process knows its number only."""
_logger = logging.getLogger(__name__)
_ERRORS = {
    400: DomainError("request_invalid"),
    404: DomainError("address_unknown"),
    405: DomainError("method_wrong"),
    500: DomainError("fault"),
}


def edge(next_one: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Django's middleware."""

    def through(request: HttpRequest) -> HttpResponse:
        if request.META.get("HTTP_TRANSFER_ENCODING") and not request.META.get("CONTENT_LENGTH"):
            # Its body would be read as empty: Django counts on the length.
            answer = refused(DomainError("length_missing"))
        elif not _under_our_name(request):
            answer = HttpResponse(
                "Nothing is shown under this name.\n", status=400, content_type="text/plain"
            )
        else:
            answer = next_one(request)
        if request.path.startswith(_API):
            answer = _as_problem(answer)
            answer.headers.setdefault("Cache-Control", "no-store")
        answer.headers.setdefault("Content-Security-Policy", POLICY)
        return answer

    return through


def _under_our_name(request: HttpRequest) -> bool:
    if request.path in _WATCHED or request.path.startswith(_UNDER_ANY_NAME):
        return True
    try:
        request.get_host()
    except DisallowedHost:
        named = request.META.get("HTTP_HOST", "")
        _logger.warning(
            "Asked under the name %.100r, which is none of MAKEGOOD_HOSTS or MAKEGOOD_URL.", named
        )
        return False
    return True


def _as_problem(answer: HttpResponse) -> HttpResponse:
    """What a program hears is never a page."""
    known = _ERRORS.get(answer.status_code)
    if known is None or answer.headers.get("Content-Type") == TYPE:
        return answer
    said = refused(known)
    if "Allow" in answer.headers:
        said["Allow"] = answer["Allow"]
    return said
