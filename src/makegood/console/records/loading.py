"""An order with all that hangs on it, read once for a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse

from makegood.console import wishes
from makegood.console.charts import Stack, stack
from makegood.console.clock import shop_today
from makegood.console.door import caller
from makegood.console.links import item_at, order_at, ways_at
from makegood.console.records.timeline import Moment, moments, shortened
from makegood.console.tables import Money
from makegood.db.tasks import OF_AN_ANSWER
from makegood.domain.review import Buckets
from makegood.domain.terms.dates import Window
from makegood.domain.terms.policy.shop import ChannelPolicy, may_ask
from makegood.queries.access import with_its_words
from makegood.queries.correspondence import Correspondence, correspondence
from makegood.queries.raised import first_of
from makegood.queries.shop import Shop
from makegood.queries.story import CaseStory, LineStory, Part, Story, stories_where
from makegood.wording.tasks import task_said

LIVE = ("open", "allocated", "released")
_PARTS = (
    ("shipped", "good"),
    ("reserved", "info"),
    ("backordered", "late"),
    ("cancelled", "quiet"),
    ("substituted", "faint"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line as a page shows it: where its units are, what its customer holds, and its newest case."""

    story: LineStory
    units: Stack
    ship: Window | None
    worth: Money
    days_late: int
    case: CaseStory | None
    item: str
    place: int

    @property
    def field(self) -> str:
        """The field of its quantity in a form."""
        return f"qty:{self.place}"

    @property
    def name(self) -> str:
        """Its id."""
        return self.story.row.line_id

    @property
    def open_qty(self) -> int:
        """Units that neither left nor ended."""
        return self.story.row.reserved_qty + self.story.row.backordered_qty


class Whole(NamedTuple):
    """A line with all that raised its quantity: units wanted of it in all, with those that shipped."""

    line: Line
    wanted: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A task of the order as a page shows it; `mine` = whoever looks may say that it is done, `asks` = it waits for a
    yes or a no."""

    task: int
    said: str
    role: str
    due_on: date
    late: bool
    mine: bool
    asks: bool


@dataclass(frozen=True, slots=True)
class Record:
    """An order, read for whoever asks. `talk` None = they do not look after customers; `ways` = where its four ways
    stand, empty where nothing is short."""

    shop: Shop
    today: date
    story: Story
    lines: list[Line]
    talk: Correspondence | None
    tasks: list[Asked]
    asks: list[wishes.Asked]
    moments: list[Moment]
    unshown: int
    ways: str

    @property
    def address(self) -> str:
        """The order's page."""
        return order_at(self.story.order.number, self.story.channel)

    @property
    def file(self) -> str:
        """Its file for a dispute."""
        named = {"channel": self.story.channel, "number": self.story.order.number, "as": "json"}
        return f"{reverse('evidence')}?{urlencode(named)}"

    @property
    def asks_customer(self) -> bool:
        """Whether its channel lets us ask the customer; else there is no page for them."""
        return may_ask(self.shop.policy.channels.get(self.story.channel, ChannelPolicy()))

    @property
    def whole_lines(self) -> list[Whole]:
        """Lines of which anything is open, each once with what raised its quantity."""
        first = first_of(line.story.row for line in self.lines)
        wanted: Counter[int] = Counter()
        for line in self.lines:
            row = line.story.row
            wanted[first[row.pk]] += row.ordered_qty - row.cancelled_qty - row.substituted_qty
        going = {first[line.story.row.pk] for line in self.lines if line.open_qty}
        return [Whole(line, wanted[pk]) for line in self.lines if (pk := line.story.row.pk) in going]

    @property
    def cancelled(self) -> list[Line]:
        """Lines of which units were cancelled."""
        return [each for each in self.lines if each.story.row.cancelled_qty]

    @property
    def parcels(self) -> list[dict[str, Any]]:
        """What left the house, with what was in it."""
        return [
            {"row": row, "units": ", ".join(f"{qty:,} of line {line}" for line, qty in row.units.items())}
            for row in self.story.shipments
        ]


def record(
    request: HttpRequest, which: Q, *, parts: Collection[Part], backorder: int | None = None
) -> Record | None:
    """The order that `which` says, with these parts of it; None = there is none. `backorder` = the history of its line
    alone, with what is about the whole order."""
    shop, today = shop_today()
    who = caller(request)
    talks = who.may("evidence")
    asked: Collection[Part] = (*parts, "typed") if talks else parts
    story = next(iter(stories_where(which, shop=shop, today=today, parts=asked)), None)
    if story is None:
        return None
    talk = correspondence(story.order.pk, letters=_letters(story)) if talks else None
    line = _line_of(story, backorder)
    whole = request.GET.get("all") == "1"
    shown, unshown = shortened(moments(story, talk, zone=shop.zone, today=today, line=line), whole=whole)
    tasks = list(_tasks(story, who.roles, today))
    short = any(each.row.backordered_qty for each in story.lines)
    return Record(
        shop=shop,
        today=today,
        story=story,
        lines=list(_lines(story, today)),
        talk=talk,
        tasks=[each for each in tasks if not (each.mine and each.asks)],
        asks=wishes.to_answer(request, order=story.order.pk) if any(each.asks for each in tasks) else [],
        moments=shown,
        unshown=unshown,
        ways=ways_at(story.order.number, story.channel, backorder) if short else "",
    )


def _letters(story: Story) -> list[int]:
    """The messages that its history names."""
    return [each.data["letter"] for each in story.history if each.data.get("letter")]


def _line_of(story: Story, backorder: int | None) -> str | None:
    """The id of the line that a backorder is of."""
    return next(
        (line.row.line_id for line in story.lines for each in line.cases if each.row.pk == backorder), None
    )


def _lines(story: Story, today: date) -> Iterator[Line]:
    for place, each in enumerate(story.lines):
        row = each.row
        start, end = row.published_from, row.published_to
        late = row.reserved_qty or row.backordered_qty
        price = row.unit_price
        yield Line(
            story=each,
            units=stack([(name, getattr(row, f"{name}_qty"), tone) for name, tone in _PARTS]),
            ship=Window(start, end) if start and end else None,
            worth=Money(None if price is None else price * row.ordered_qty, story.order.currency),
            days_late=max(0, (today - row.baseline).days) if late else 0,
            case=_newest(each),
            item=item_at(each.sku),
            place=place,
        )


def _newest(line: LineStory) -> CaseStory | None:
    """The case that waits, else the last one."""
    waiting = [each for each in line.cases if each.row.state in LIVE]
    return next(iter((*waiting[::-1], *line.cases[::-1])), None)


def _tasks(story: Story, roles: frozenset[str], today: date) -> Iterator[Asked]:
    for row in story.tasks:
        if row.done_at is None:
            backup = str(row.data.get("asked_first", row.role))
            yield Asked(
                row.pk,
                task_said(row.kind, with_its_words(row.data), today=today),
                row.role,
                row.due_on,
                row.due_on < today,
                bool(roles & {row.role, backup, "manager"}),
                row.kind in OF_AN_ANSWER,
            )


def bucket_of(line: Line, shop: Shop) -> str:
    """The ageing bucket of a line that is open."""
    return Buckets(shop.policy.review).name(line.days_late)
