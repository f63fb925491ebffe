"""What is running here, for people, and whether it is well, for machines."""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from makegood import __version__
from makegood.db.due import counts
from makegood.db.version import tables
from makegood.queries.health import shut
from makegood.queries.jobs import is_late


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The page that says what runs here and what to try."""
    state = _state()
    told = {
        "version": __version__,
        "state": state,
        "ok": state == "ready",
        "late": state == "ready" and _work_is_late(),
        "address": request.build_absolute_uri("/"),
        "outbox": bool(settings.EMAIL_FILE_PATH),
    }
    return render(request, "console/front.html", told)


@require_safe
def icon(request: HttpRequest) -> HttpResponse:
    """Where browsers look for an icon that no page names: of the API's answers, of files."""
    del request
    return HttpResponseRedirect(static("console/icon.svg"), headers={"Cache-Control": "max-age=86400"})


@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"state": "alive"})


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """The database answers, is as this version wants it, and can be written."""
    state = _state()
    return JsonResponse({"state": state}, status=200 if state == "ready" else 503)


def _work_is_late() -> bool:
    now = datetime.now(UTC)
    return is_late(counts(now=now), now=now)


def _state() -> str:
    try:
        state = tables().state
        return (shut() or state) if state == "ready" else state
    except (DatabaseError, OSError):
        return "the database does not answer"
