"""What was decided beforehand."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

from django.http import HttpRequest
from ninja import Query

from makegood.api.paging import Cursor, Limit, page_of
from makegood.api.question import question, rows_of
from makegood.api.questions._asked import today_here
from makegood.domain.terms.limits import LARGEST_WHOLE
from makegood.domain.terms.policy import to_toml
from makegood.queries import handoffs as handoffs_now
from makegood.queries import policy as policies
from makegood.shapes import shape


class Document(NamedTuple):
    """The policy of a revision, as TOML."""

    revision: int
    document: str


@question("document", verb="policy", answer=shape(Document))
def policy(
    request: HttpRequest,
    revision: Annotated[
        int | None, Query(ge=0, le=LARGEST_WHOLE, description="As it was then; none = as it is now.")
    ] = None,
) -> Any:
    """The policy, every setting with what it does."""
    newest, found = policies.current()
    if revision is None:
        return Document(newest, to_toml(found))
    return Document(revision, to_toml(policies.policy_of(revision)))


@question("history", verb="policy", answer=page_of(policies.Revision))
def policy_history(request: HttpRequest, limit: Limit = 100, cursor: Cursor = None) -> Any:
    """Every change of the policy, the newest first."""
    return policies.history().page(limit=limit, cursor=cursor)


@question("handoffs", verb="handoffs", answer=rows_of(handoffs_now.WrittenHandoff))
def handoffs(request: HttpRequest) -> Any:
    """Who hands what to whom, and who must react by when."""
    return {"rows": handoffs_now.handoffs(today_here()[0].policy)}
