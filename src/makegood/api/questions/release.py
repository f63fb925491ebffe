"""What the warehouse was told."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query

from makegood.api.paging import Cursor, Limit, page_of
from makegood.api.question import question, rows_of
from makegood.api.questions._asked import Number, today_here
from makegood.queries import known
from makegood.queries import ready as ready_now
from makegood.queries import releases as releases_now


@question("releases", verb="releases", answer=page_of(releases_now.OpenRelease))
def releases(
    request: HttpRequest,
    location: Annotated[str | None, Query()] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Any:
    """What the warehouse was told to pick and has not shipped, the oldest first."""
    known.check(location=location)
    return releases_now.open_releases(location=location).page(limit=limit, cursor=cursor)


@question("picks", verb="releases", answer=rows_of(releases_now.Pick))
def picks(
    request: HttpRequest, release: Annotated[list[Number], Query(min_length=1, max_length=1000)]
) -> Any:
    """What to take from the shelf for releases."""
    return {"rows": releases_now.picks(release)}


@question("ready", verb="releases", answer=page_of(ready_now.ReadyLine))
def ready(
    request: HttpRequest,
    location: Annotated[str | None, Query()] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Any:
    """Lines with units that lie there and are not with the warehouse, and what holds them; nothing = they may go."""
    known.check(location=location)
    shop, today = today_here()
    return ready_now.ready(shop, today=today, location=location).page(limit=limit, cursor=cursor)


@question("shipments", verb="releases", answer=page_of(releases_now.Sent))
def shipments(
    request: HttpRequest,
    order: Annotated[str | None, Query(description="Only of the order of this number.")] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Any:
    """Parcels that left, the last one first."""
    known.check(order=order)
    return releases_now.sent(order=order).page(limit=limit, cursor=cursor)
