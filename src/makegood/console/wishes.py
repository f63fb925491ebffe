"""What waits for a yes or a no of whoever looks, and what they asked of others (spec 4.1, 9.2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from makegood.console import clock
from makegood.console.door import caller
from makegood.console.links import item_at, order_at
from makegood.db.tasks import GOODWILL
from makegood.queries.access import with_its_words
from makegood.queries.actors import names_of
from makegood.queries.shop import Shop
from makegood.queries.wishes import Question, Wish, questions, wishes_of
from makegood.spreadsheet.writing.phrases import money
from makegood.wording.tables_events import actor_said
from makegood.wording.tasks import deed_said, who_is

_CURSOR = "asks"


@dataclass(frozen=True, slots=True)
class Asked:
    """A task that waits for a yes or a no, as a page shows it: `facts` = what to look at before, `place` = where it can
    be done; `credit` = money is granted or refused."""

    task: int
    title: str
    facts: list[tuple[str, str]]
    place: str
    order: str
    said: str
    late: bool
    due_on: Any
    credit: bool


@dataclass(frozen=True, slots=True)
class Wished:
    """What one asked of others; `yes` None = it waits."""

    title: str
    about: str
    place: str
    role: str
    due_on: Any
    yes: bool | None
    answered_at: datetime | None
    answered_by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Asks:
    """The first of those that wait for whoever looks, how many there are, and the address of the next; empty = none."""

    rows: list[Asked]
    number: int
    more: str = ""


def to_answer(request: HttpRequest, *, order: int) -> list[Asked]:
    """What waits for an answer of whoever looks, of an order."""
    return _asked(request, list(questions(roles=caller(request).roles, order=order)))


def asks_of(request: HttpRequest, *, kind: str | None = None, most: int) -> Asks:
    """What waits for an answer of whoever looks, of a kind, None = of all; so many at once, the next ones behind
    `asks`. Raises DomainError('cursor_invalid')."""
    found = questions(roles=caller(request).roles, kind=kind)
    cursor = request.GET.get(_CURSOR)
    page = found.page(limit=most, cursor=cursor or None)
    number = found.number() if page.next or cursor else len(page.rows)
    return Asks(_asked(request, page.rows), number, _with(request, page.next) if page.next else "")


def here(request: HttpRequest) -> str:
    """The address of the page from the first question on: to where whoever has answered goes back."""
    return f"{request.path}{_with(request, None)}"


def _with(request: HttpRequest, cursor: str | None) -> str:
    asked = request.GET.copy()
    asked.pop(_CURSOR, None)
    if cursor:
        asked[_CURSOR] = cursor
    return f"?{asked.urlencode()}" if asked else ""


def _asked(request: HttpRequest, rows: Sequence[Question]) -> list[Asked]:
    who = caller(request)
    shop, today = clock.shop_today()
    names = names_of(actor for row in rows for actor in row.data.get("asked_by", ()))
    talks = who.may("evidence")
    return [
        Asked(
            row.task,
            _title(row, names),
            list(_facts(row, shop, talks=talks)),
            _place(row.data, row.order, row.channel, row.sku),
            order_at(row.order, row.channel) if row.order and row.channel else "",
            str(row.data.get("said", "")),
            row.due_on < today,
            row.due_on,
            row.kind == GOODWILL,
        )
        for row in rows
    ]


def _title(row: Question, names: Mapping[str, str]) -> str:
    if row.kind == GOODWILL:
        return f"Grant a credit of {money(row.data['amount'], row.data['currency'])}?"
    askers = " and ".join(actor_said(each, names) for each in row.data["asked_by"])
    return f"{askers[:1].upper()}{askers[1:]} asked: {deed_said(with_its_words(row.data))}"


def _facts(row: Question, shop: Shop, *, talks: bool) -> Iterator[tuple[str, str]]:
    if row.order:
        line = f", line {row.data['line']}" if row.data.get("line") else ""
        yield "Order", f"{row.order}, {row.channel}{line}"
    if row.customer and talks:
        yield "Customer", row.customer
    if row.sku:
        yield "Item", row.sku
    if row.kind == GOODWILL:
        currency = row.data["currency"]
        yield "Granted on it before", money(row.granted, currency)
        yield "Most on one order", money(shop.policy.decision.goodwill.limit, shop.policy.shop.currency)
    if row.data.get("detail"):
        yield "Wanted", str(row.data["detail"])


def asked_of_others(request: HttpRequest) -> list[Wished]:
    """What whoever looks asked for, while it waits and some days after its answer."""
    who = caller(request)
    rows = wishes_of(who.actor, now=clock.now())
    names = names_of(row.answered_by for row in rows if row.answered_by)
    return [_wished(row, names) for row in rows]


def _wished(row: Wish, names: Mapping[str, str]) -> Wished:
    said = deed_said(with_its_words(row.data))
    about = f"order {row.order}, {row.channel}" if row.order else row.sku or str(row.data["detail"])
    return Wished(
        title=said[:1].upper() + said[1:],
        about=about,
        place=_place(row.data, row.order, row.channel, row.sku),
        role=who_is(row.role),
        due_on=row.due_on,
        yes=row.yes if row.answered_at else None,
        answered_at=row.answered_at,
        answered_by=actor_said(row.answered_by, names) if row.answered_by else "",
        reason=str(row.data.get("reason", "")),
    )


def place_of(data: Mapping[str, Any]) -> str:
    """The page of ours that a wish was said on; empty where there is none."""
    place = str(data.get("place", ""))
    return place if url_has_allowed_host_and_scheme(place, allowed_hosts=None) else ""


def _place(data: Mapping[str, Any], order: str | None, channel: str | None, sku: str | None) -> str:
    """Where it is done: the page it was asked from, where that is one of ours, else that of what it is about."""
    if place := place_of(data):
        return place
    if order and channel:
        return order_at(order, channel)
    return item_at(sku) if sku else ""
