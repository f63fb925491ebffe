"""Where a mail provider calls us: what became of our mail, and mail that it took in for us (spec 5.6).

The same call again, or calls in another order, end in the same state (I17).
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from makegood.api.keys import moment
from makegood.domain.terms.errors import DomainError
from makegood.mailer.meaning import Aside
from makegood.worker.reading import keep

_LOG = logging.getLogger("makegood.inbox")
_NOT_SET_UP, _NOT_THEIRS, _UNREADABLE, _LATER = 404, 403, 400, 503


def _hook(kind: str) -> Callable[[HttpRequest], HttpResponse]:
    @csrf_exempt
    # Some providers ask beforehand whether anybody is there.
    @require_http_methods(["POST", "HEAD"])
    def hook(request: HttpRequest) -> HttpResponse:
        if not settings.MAIL_HOOK:
            return HttpResponse(status=_NOT_SET_UP)
        if request.method == "HEAD":
            return HttpResponse()
        return HttpResponse(status=_heard(kind, request))

    return hook


def _heard(kind: str, request: HttpRequest) -> int:
    """The status that they are answered with: they call again for one of 500 and above."""
    # Only who has a provider needs its libraries, and they take a while to load.
    from makegood.mailer import hook

    try:
        mails = hook.told("inbound" if kind == "inbound" else "tracking", request)
    except hook.NotTheirsError:
        return _NOT_THEIRS
    except hook.UnreadableError:
        return _UNREADABLE
    for mail in mails:
        try:
            meant = keep(mail, moment())
        except DomainError:
            return _LATER
        if isinstance(meant, Aside):
            # Nothing of what it says.
            _LOG.info("a provider's call (%s) put aside: %s", kind, meant.why)
    return 200


tracking = _hook("tracking")
inbound = _hook("inbound")
