"""The audit log: who did what, when and to what."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from makegood.console.clock import shop_today
from makegood.console.door import page
from makegood.console.links import item_at, order_at, po_at
from makegood.console.records.typed import day_of
from makegood.console.tables import Column, Table
from makegood.db.models import Order
from makegood.db.streams import STREAMS
from makegood.queries.access import with_its_words
from makegood.queries.history import Happening, history
from makegood.queries.pages import Listing
from makegood.queries.people import team
from makegood.wording import words
from makegood.wording.events import event_said
from makegood.wording.failures import said
from makegood.wording.refusals import named
from makegood.wording.tables_events import EVENTS, actor_said, cause_said

_MACHINE = ("worker", "policy", "cli", "demo")
_LONGEST = 160
_ORDER = STREAMS[Order]
_AT_ONCE = 5_000
TABLE: Table[Happening] = Table(
    name="history",
    columns=(
        Column("at", "When", lambda row: row.at),
        Column("what", "What", lambda row: words(row.kind), note=lambda row: _more(row)),
        Column(
            "about",
            "About",
            lambda row: row.about or f"{row.stream} {row.ref}",
            link=lambda row: _leads(row),
            note=lambda row: row.channel or stream_said(row.stream),
        ),
        Column("by", "By", lambda row: row.by or actor_said(row.actor, {})),
        Column("because", "Set off by", lambda row: cause_said(row.cause), wide=True),
    ),
)


@page("history", verb="audit", name="history")
def log(request: HttpRequest) -> HttpResponseBase:
    """Every event, by actor, kind, stream and day."""
    shop, _ = shop_today()
    asked = {
        name: request.GET.get(name, "")[:100] for name in ("actor", "kind", "stream", "ref", "since", "until")
    }
    found = history(
        zone=shop.zone,
        actor=asked["actor"],
        kind=asked["kind"],
        stream=asked["stream"],
        ref=int(asked["ref"]) if asked["ref"].isdecimal() and len(asked["ref"]) < 19 else None,
        since=day_of(asked["since"]),
        until=day_of(asked["until"]),
    )
    file = TABLE.file(request, _all(found))
    if file is not None:
        return file
    told = {
        "sheet": TABLE.listed(request, found),
        "asked": asked,
        "people": [(f"person:{each.person}", each.name or each.email) for each in team()],
        "machine": [(each, actor_said(each, {})) for each in _MACHINE],
        "words": sorted({kind.partition(".")[0] for kind in EVENTS}),
        "kinds": sorted(EVENTS.items(), key=lambda each: (each[0].partition(".")[0], each[1])),
        "streams": [(each, stream_said(each)) for each in sorted(STREAMS.values())],
    }
    return render(request, "console/people/history.html", told)


def _all(found: Listing[Happening]) -> Iterator[Happening]:
    """Page after page: however long it is, a part of it is held at a time."""
    cursor: str | None = ""
    while cursor is not None:
        page = found.page(limit=_AT_ONCE, cursor=cursor or None)
        yield from page.rows
        cursor = page.next


def _more(row: Happening) -> str:
    """What history holds of it, in a line; of an order as its own page says it."""
    if row.stream == _ORDER:
        text = event_said(row.kind, with_its_words(row.data), today=row.at.date())
    else:
        held = {named(name): value for name, value in row.data.items() if value not in (None, "", [], {})}
        text = said(held) if held else ""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _leads(row: Happening) -> str:
    """To what it happened to, where that has a page."""
    if not row.about:
        return ""
    if row.stream == _ORDER:
        return order_at(row.about, row.channel)
    if row.stream == "person":
        return reverse("person", args=[row.ref])
    if row.stream == "item":
        return item_at(row.about)
    return po_at(row.about) if row.stream == "purchase_order" else ""


def stream_said(stream: str) -> str:
    """What a history is about."""
    return stream.replace("_", " ").capitalize()
