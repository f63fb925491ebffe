"""What waits, and who must look."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query

from makegood.api.keys import moment, who
from makegood.api.paging import Cursor, Limit, page_of
from makegood.api.question import question, rows_of
from makegood.api.questions._asked import today_here
from makegood.domain.review import Buckets
from makegood.queries import affairs as affairs_now
from makegood.queries import board as board_now
from makegood.queries import cases as cases_now
from makegood.queries import known
from makegood.queries import tasks as tasks_now
from makegood.queries import wishes as wishes_now
from makegood.queries.labels import LABELS
from makegood.queries.shop import Shop
from makegood.shapes import shape


@question("cases", verb="cases", answer=page_of(cases_now.OpenCase))
def cases(
    request: HttpRequest,
    sku: Annotated[str | None, Query()] = None,
    channel: Annotated[str | None, Query()] = None,
    owner: Annotated[str | None, Query()] = None,
    oversold: Annotated[bool, Query(description="Only undecided oversells.")] = False,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Any:
    """Every open backorder, those that should have shipped first before the others."""
    known.check(sku=sku, channel=channel)
    if owner is not None:
        known.check_owner(owner)
    found = cases_now.open_cases(sku=sku, channel=channel, owner=owner, oversold=oversold)
    return found.page(limit=limit, cursor=cursor)


@question("board", verb="cases", answer=page_of(board_now.OnBoard))
def board(
    request: HttpRequest,
    bucket: Annotated[str, Query(description="An ageing bucket, such as 8-14; none = all.")] = "",
    channel: Annotated[str, Query()] = "",
    sku: Annotated[str, Query()] = "",
    owner: Annotated[str, Query()] = "",
    label: Annotated[str, Query(description="Only lines of this label.")] = "",
    which: Annotated[str, Query(description=f"One of {', '.join(board_now.WHICH)}; none = all.")] = "",
    search: Annotated[str, Query(description="How an order's number or a SKU begins.")] = "",
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Any:
    """Every line that waits, as the console's board has it, those that should have shipped first before the others."""
    shop, today = today_here()
    known.check(sku=sku or None, channel=channel or None)
    _check_codes(shop, bucket=bucket, owner=owner, label=label, which=which)
    wanted = board_now.Wanted(
        bucket=bucket, channel=channel, sku=sku, owner=owner, label=label, which=which, search=search
    )
    return board_now.board(wanted, policy=shop.policy, today=today).page(limit=limit, cursor=cursor)


def _check_codes(shop: Shop, *, bucket: str, owner: str, label: str, which: str) -> None:
    """Raises DomainError('entry_invalid') for one that there is not; empty = all."""
    if bucket:
        known.check_choice(bucket, Buckets(shop.policy.review).names, at="bucket")
    if owner:
        known.check_owner(owner)
    if label:
        known.check_choice(label, [each.value for each in LABELS], at="label")
    if which:
        known.check_choice(which, board_now.WHICH, at="which")


@question("tasks", verb="tasks", answer=page_of(tasks_now.OpenTask))
def tasks(
    request: HttpRequest,
    role: Annotated[str | None, Query(description="Only those of this role.")] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Any:
    """What people are asked to do, overdue first."""
    if role is not None:
        known.check_choice(role, tasks_now.ROLES, at="role")
    return tasks_now.open_tasks(today=today_here()[1], role=role).page(limit=limit, cursor=cursor)


@question("wishes", verb="tasks", answer=rows_of(wishes_now.Wish))
def wishes(request: HttpRequest) -> Any:
    """What the key's person asked of others, which waits or was answered in the last seven days; the newest first."""
    return {"rows": wishes_now.wishes_of(who(request).actor, now=moment())}


@question("affairs", verb="affairs", answer=shape(affairs_now.Affairs))
def affairs(request: HttpRequest) -> Any:
    """The state of affairs: what waits, how late, what it is worth, what is to be done."""
    shop, today = today_here()
    return affairs_now.affairs(shop, today=today)
