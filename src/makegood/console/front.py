"""What is running here, for people, and whether it is well, for machines."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from makegood import __version__
from makegood.db.due import counts
from makegood.queries.jobs import LATE


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
    }
    return render(request, "console/front.html", told)


@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"state": "alive"})


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """The database answers and is as this version wants it."""
    state = _state()
    return JsonResponse({"state": state}, status=200 if state == "ready" else 503)


def _work_is_late() -> bool:
    """True when nobody does what is due: then no worker seems to run."""
    now = datetime.now(UTC)
    oldest = counts(now=now).oldest_due_at
    return oldest is not None and now - oldest > LATE


def _state() -> str:
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "the database does not answer"
    return "the database waits for `makegood migrate`" if waiting else "ready"
