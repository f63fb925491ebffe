"""Every question to the shop, by the words of the house."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, NamedTuple

from django.http import HttpRequest
from ninja import Query
from pydantic import Field

from makegood import flow
from makegood.api.keys import moment
from makegood.api.paging import Cursor, Limit, page, page_of
from makegood.api.question import question, rows_of
from makegood.domain.decision.outcome import Choice
from makegood.domain.promise.selling import STORE
from makegood.domain.terms.limits import LARGEST_WHOLE
from makegood.domain.terms.policy import to_toml
from makegood.queries import affairs as affairs_now
from makegood.queries import arrivals as arrivals_now
from makegood.queries import audit as audits
from makegood.queries import availability as availability_now
from makegood.queries import cases as cases_now
from makegood.queries import catalogue, decisions
from makegood.queries import handoffs as handoffs_now
from makegood.queries import health as health_now
from makegood.queries import jobs as jobs_now
from makegood.queries import muted as muted_now
from makegood.queries import people as people_now
from makegood.queries import policy as policies
from makegood.queries import proposals as proposals_now
from makegood.queries import readiness as readiness_now
from makegood.queries import releases as releases_now
from makegood.queries import sending as sending_now
from makegood.queries import stock as stock_now
from makegood.queries import tasks as tasks_now
from makegood.queries.shop import Shop, shop_now
from makegood.queries.story import stories
from makegood.reports.story import tell_story
from makegood.services._orders import OrderName, order_ids
from makegood.services.intake.gate import MaySell, SellAnswer
from makegood.shapes import shape

Skus = Annotated[list[str], Query(max_length=1000, description="SKUs; none = all.")]
Day = Annotated[date | None, Query(description="By this day; none = today.")]
Number = Annotated[int, Field(ge=1, le=LARGEST_WHOLE)]
Orders = Annotated[list[str], Query(min_length=1, max_length=100, description="Numbers of orders.")]


def _today() -> tuple[Shop, date]:
    now = moment()
    shop = shop_now(year=now.year)
    return shop, shop.day(now)


def _some(named: list[str], limit: int, cursor: str | None) -> dict[str, Any]:
    """A page of these SKUs, or of all."""
    return page(list(dict.fromkeys(named)) or catalogue.skus(), key=str, limit=limit, cursor=cursor)


class Sku(NamedTuple):
    """An item of the catalogue."""

    sku: str


@question("items", verb="catalogue", answer=page_of(Sku))
def items(request: HttpRequest, limit: Limit = 100, cursor: Cursor = None) -> Any:
    """Every SKU, in the order of the alphabet."""
    return page([Sku(each) for each in catalogue.skus()], key=lambda row: row.sku, limit=limit, cursor=cursor)


class Ready(NamedTuple):
    """Go or no-go of a SKU on a channel. `reasons` = what is missing; `warnings` do not stop it."""

    sku: str
    channel: str
    go: bool
    reasons: tuple[str, ...]
    warnings: tuple[str, ...]


@question("readiness", verb="readiness", answer=page_of(Ready))
def readiness(
    request: HttpRequest,
    sku: Skus = [],  # noqa: B006 - never changed
    channel: Annotated[str, Query(description="A channel.")] = STORE,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Any:
    """Whether SKUs may be listed ahead of their stock, and what is missing."""
    found = _some(sku, limit, cursor)
    ready = readiness_now.readiness(found["rows"], today=_today()[1], channels=(channel,))
    rows = [Ready(name, on, each.go, each.reasons, each.warnings) for (name, on), each in ready.items()]
    return found | {"rows": rows}


@question("muted", verb="muted", answer=rows_of(muted_now.Group))
def muted(request: HttpRequest) -> Any:
    """Imported orders whose customers are told nothing yet, by channel."""
    return {"rows": muted_now.muted_groups()}


class Told(NamedTuple):
    """The story of an order in plain sentences, without personal data of its customer."""

    order: str
    channel: str
    story: tuple[str, ...]


@question("stories", verb="story", answer=rows_of(Told))
def order_stories(request: HttpRequest, order: Orders) -> Any:
    """The whole story of orders, in words: what was promised, who got what, and why."""
    shop, today = _today()
    found = stories(order, shop=shop, today=today)
    return {
        "rows": [
            Told(each.order.number, each.channel, tuple(tell_story(each, today=today, zone=shop.zone)))
            for each in found
        ]
    }


@question("availability", verb="availability", answer=page_of(availability_now.Availability))
def availability(
    request: HttpRequest,
    sku: Skus = [],  # noqa: B006 - never changed
    on: Day = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Any:
    """What is there of SKUs, what is incoming, what waits, and what may be promised by a day."""
    found = _some(sku, limit, cursor)
    rows = availability_now.availability(found["rows"], today=_today()[1], on=on)
    return found | {"rows": list(rows.values())}


class Sale(NamedTuple):
    """How a SKU is sold on a channel."""

    sku: str
    channel: str
    sell_state: str
    listable_qty: int


@question("sales", verb="availability", answer=page_of(Sale))
def sales(
    request: HttpRequest,
    sku: Skus = [],  # noqa: B006 - never changed
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Any:
    """How SKUs are sold on every channel: sell state, and how many may be listed there."""
    found = _some(sku, limit, cursor)
    sold = availability_now.sales(found["rows"], today=_today()[1])
    rows = [
        Sale(name, each.channel, each.sell_state.value, each.listable_qty)
        for name, channels in sold.items()
        for each in channels
    ]
    return found | {"rows": rows}


@question("may-sell", verb="availability", answer=shape(SellAnswer))
def may_sell(
    request: HttpRequest,
    sku: Annotated[str, Query()],
    quantity: Annotated[int, Query(ge=1, le=LARGEST_WHOLE)],
    channel: Annotated[str, Query()] = STORE,
    country: Annotated[str | None, Query()] = None,
    service: Annotated[str | None, Query()] = None,
) -> Any:
    """The sell gate: what intake would say to such an order now."""
    asked = MaySell(sku=sku, quantity=quantity, channel=channel, country=country, service=service)
    return flow.may_sell(asked, now=moment())


@question("proposals", verb="proposals", answer=page_of(proposals_now.Proposal))
def proposals(request: HttpRequest, limit: Limit = 100, cursor: Cursor = None) -> Any:
    """Windows that wait for the owner of dates."""
    return page(proposals_now.proposals(), key=lambda row: row.proposal, limit=limit, cursor=cursor)


class Way(NamedTuple):
    """One way to go on with a short order, and its cost in minor units; None = not known."""

    choice: Choice
    allowed: bool
    cost: int | None
    why: tuple[str, ...]
    figures: Mapping[str, int]


class Ways(NamedTuple):
    """A short order: units short by line, its four ways, and the one that is recommended, by which rule."""

    order: str
    channel: str
    short: Mapping[str, int]
    recommended: Choice
    by: str
    currency: str
    ways: tuple[Way, ...]


@question("ways", verb="decisions", answer=rows_of(Ways))
def ways(request: HttpRequest, order: Orders) -> Any:
    """What may be done with short orders, what it costs, and what is recommended."""
    shop, today = _today()
    wanted = order_ids([OrderName(number) for number in order])
    return {"rows": [_ways(each) for each in decisions.decisions(wanted.values(), today=today, shop=shop)]}


def _ways(each: decisions.Open) -> Ways:
    found = each.recommendation
    return Ways(
        each.number,
        each.channel,
        {part.line.line_id: part.backordered_qty for part in each.case.short},
        found.choice,
        found.by,
        found.currency,
        tuple(
            Way(one.choice, one.allowed, one.cost, tuple(one.why), dict(one.figures)) for one in found.options
        ),
    )


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
    rows = [
        row
        for row in cases_now.open_cases(oversold=oversold)
        if sku in (None, row.sku) and channel in (None, row.channel) and owner in (None, row.owner)
    ]
    return page(rows, key=lambda row: row.backorder, limit=limit, cursor=cursor)


@question("tasks", verb="tasks", answer=page_of(tasks_now.OpenTask))
def tasks(
    request: HttpRequest,
    role: Annotated[str | None, Query(description="Only those of this role.")] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Any:
    """What people are asked to do, overdue first."""
    rows = tasks_now.open_tasks(today=_today()[1], role=role)
    return page(rows, key=lambda row: row.task, limit=limit, cursor=cursor)


@question("affairs", verb="affairs", answer=shape(affairs_now.Affairs))
def affairs(request: HttpRequest) -> Any:
    """The state of affairs: what waits, how late, what it is worth, what is to be done."""
    shop, today = _today()
    return affairs_now.affairs(shop, today=today)


@question("arrivals", verb="arrivals", answer=page_of(arrivals_now.Arrival))
def arrivals(
    request: HttpRequest,
    awaited: Annotated[bool, Query(description="Only of SKUs that somebody waits for.")] = False,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Any:
    """Incoming lots in order of their ETA."""
    rows = arrivals_now.next_arrivals(awaited=awaited)
    return page(rows, key=lambda row: (row.po, row.line), limit=limit, cursor=cursor)


@question("receipts", verb="arrivals", answer=rows_of(arrivals_now.Came))
def receipts(request: HttpRequest, limit: Limit = 100) -> Any:
    """The newest receipts, the last one first."""
    return {"rows": arrivals_now.last_receipts(limit=limit)}


@question("stock", verb="stock", answer=page_of(stock_now.Shelf))
def stock(
    request: HttpRequest,
    sku: Skus = [],  # noqa: B006 - never changed
    location: Annotated[str | None, Query()] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Any:
    """What lies where: one row for each SKU and location."""
    found = _some(sku, limit, cursor)
    return found | {"rows": stock_now.stock(found["rows"], location=location)}


@question("releases", verb="releases", answer=page_of(releases_now.OpenRelease))
def releases(
    request: HttpRequest,
    location: Annotated[str | None, Query()] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Any:
    """What the warehouse was told to pick and has not shipped, the oldest first."""
    rows = releases_now.open_releases(location=location)
    return page(rows, key=lambda row: row.release, limit=limit, cursor=cursor)


@question("picks", verb="releases", answer=rows_of(releases_now.Pick))
def picks(
    request: HttpRequest, release: Annotated[list[Number], Query(min_length=1, max_length=1000)]
) -> Any:
    """What to take from the shelf for releases."""
    return {"rows": releases_now.picks(release)}


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
    return page(policies.history(), key=lambda row: row.revision, limit=limit, cursor=cursor)


@question("handoffs", verb="handoffs", answer=rows_of(handoffs_now.WrittenHandoff))
def handoffs(request: HttpRequest) -> Any:
    """Who hands what to whom, and who must react by when."""
    return {"rows": handoffs_now.handoffs(_today()[0].policy)}


@question("team", verb="people", answer=rows_of(people_now.TeamMember))
def team(request: HttpRequest) -> Any:
    """Who works here, in which roles."""
    return {"rows": people_now.team()}


@question("keys", verb="people", answer=page_of(people_now.Key))
def keys(request: HttpRequest, limit: Limit = 100, cursor: Cursor = None) -> Any:
    """Every key that was given out; the secrets are kept nowhere."""
    return page(people_now.keys(), key=lambda row: row.token, limit=limit, cursor=cursor)


@question("audit", verb="audit", answer=shape(audits.Audit))
def audit(request: HttpRequest) -> Any:
    """The proof that every number holds: what it looked at, and everything that is not as it must be."""
    return audits.run(today=_today()[1])


@question("jobs", verb="jobs", answer=shape(jobs_now.Backlog))
def jobs(request: HttpRequest) -> Any:
    """What the worker has still to do, what it is doing, and what it has given up."""
    return jobs_now.backlog(now=moment())


@question("health", verb="health", answer=rows_of(health_now.Health))
def health(request: HttpRequest) -> Any:
    """The parts that the shop rests on, and how they are."""
    return {"rows": health_now.health(now=moment())}


@question("sending", verb="sending", answer=rows_of(sending_now.Pause))
def sending(request: HttpRequest) -> Any:
    """The pause of sending: why, since when and by whom; none = messages are sent as they become due."""
    paused = sending_now.pause()
    return {"rows": [paused] if paused else []}
