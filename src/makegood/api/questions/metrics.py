"""Did we keep our word?"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query

from makegood.api.keys import moment
from makegood.api.paging import Cursor, Limit, page_of
from makegood.api.question import question, rows_of
from makegood.api.questions._asked import today_here
from makegood.domain.review import Buckets
from makegood.queries import known
from makegood.queries import measures as measured
from makegood.queries.measures.span import MOST_WEEKS
from makegood.shapes import shape

Monday = Annotated[
    date | None, Query(description="The Monday of a week; none = of the last one that is over.")
]


@question("weekly", verb="measures", answer=shape(measured.Measures))
def measures(
    request: HttpRequest,
    weeks: Annotated[int, Query(ge=1, le=MOST_WEEKS, description="How many weeks.")] = measured.WEEKS,
    monday: Monday = None,
) -> Any:
    """The figures of weeks in a row, the oldest first, and the last of them by SKU and supplier. Each figure has its
    numerator and denominator, so that weeks and parts add up."""
    shop, today = today_here()
    return measured.measures(shop, today=today, weeks=weeks, last=monday)


@question("behind", verb="measures", answer=page_of(measured.Behind))
def behind(
    request: HttpRequest,
    figure: Annotated[str, Query(description=f"One of {', '.join(measured.FIGURES)}.")],
    monday: Monday = None,
    sku: Annotated[str | None, Query()] = None,
    supplier: Annotated[str | None, Query(description="Only SKUs that were ordered of it last.")] = None,
    bucket: Annotated[str | None, Query(description="Of `waiting`: one ageing bucket.")] = None,
    counted: Annotated[
        bool | None, Query(description="Only what is part of the numerator, or only the rest.")
    ] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Any:
    """The orders behind a figure of a week, each with how it counts."""
    known.check(sku=sku, supplier=supplier)
    shop, today = today_here()
    if bucket is not None:
        known.check_choice(bucket, Buckets(shop.policy.review).names, at="bucket")
    found = measured.behind(
        shop, figure, today=today, monday=monday, sku=sku, supplier=supplier, bucket=bucket, counted=counted
    )
    return found.page(limit=limit, cursor=cursor)


@question("controls", verb="measures", answer=rows_of(measured.Control))
def controls(request: HttpRequest) -> Any:
    """The controls that are always on: what the last audit proved of each, and what is there to be looked at."""
    return {"rows": measured.controls(now=moment(), today=today_here()[1])}
