"""All that the brake holds, let go at once: as many as were looked at."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponseRedirect

from makegood.console import doing
from makegood.console.shown import Told, mark
from makegood.services.cutover import Approve


def shown(notices: Sequence[int]) -> str:
    """What a page showed of it, as its form carries it."""
    return mark(_told(notices))


def let_go(request: HttpRequest, *, said: doing.Said, to: str) -> HttpResponseRedirect:
    """All of them, or none where others are held by now."""
    return doing.done_as_shown(request, Approve(), lambda found: _told(found.outcome), said=said, to=to)


def _told(notices: Sequence[int]) -> Told:
    """How many, and the last one: nobody looked at those that came after it."""
    return {"messages that go": f"{len(notices):,}", "the last one": f"#{notices[-1]}"} if notices else {}
