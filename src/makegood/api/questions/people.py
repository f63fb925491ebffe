"""Who works here."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from makegood.api.keys import who
from makegood.api.paging import Cursor, Limit, page_of
from makegood.api.question import question, rows_of
from makegood.queries import people as people_now
from makegood.queries import views as views_now


@question("team", verb="people", answer=rows_of(people_now.TeamMember))
def team(request: HttpRequest) -> Any:
    """Who works here, in which roles."""
    return {"rows": people_now.team()}


@question("keys", verb="people", answer=page_of(people_now.Key))
def keys(request: HttpRequest, limit: Limit = 100, cursor: Cursor = None) -> Any:
    """Every key that was given out; the secrets are kept nowhere."""
    return people_now.keys().page(limit=limit, cursor=cursor)


@question("views", verb="views", answer=rows_of(views_now.Kept))
def views(request: HttpRequest) -> Any:
    """The views of the console's lists that the key's person keeps."""
    return {"rows": views_now.views_for(who(request).actor)}
