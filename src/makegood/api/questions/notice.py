"""What customers are told."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query

from makegood.api.paging import Cursor, Limit, page_of
from makegood.api.question import question
from makegood.queries import notices as notices_now


@question("notices", verb="notices", answer=page_of(notices_now.ListedNotice))
def notices(
    request: HttpRequest,
    state: Annotated[
        str | None, Query(description="queued, claimed, sent, failed, uncertain or withheld; none = all.")
    ] = None,
    kind: Annotated[str | None, Query(description="Only of this kind, such as first.")] = None,
    order: Annotated[str | None, Query(description="Only about the order of this number.")] = None,
    channel: Annotated[str | None, Query()] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Any:
    """What customers are owed, were told, and were not told and why, the newest first."""
    found = notices_now.notices(state=state, kind=kind, order=order, channel=channel)
    return found.page(limit=limit, cursor=cursor)
