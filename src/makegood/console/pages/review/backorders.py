"""The ageing board: every line that waits, as a list or as a column for each bucket, and what is done to several."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from makegood.console.charts import Bar, bars
from makegood.console.clock import shop_today
from makegood.console.columns import order_column
from makegood.console.door import caller, page
from makegood.console.links import case_at
from makegood.console.records.chosen import key_of
from makegood.console.records.several import undoable
from makegood.console.records.views import built_in, views_of
from makegood.console.tables import Column, Money, Table
from makegood.domain.review import Buckets
from makegood.domain.terms.policy.review import ROLES
from makegood.domain.terms.reason import Reason
from makegood.queries.board import Age, OnBoard, Wanted, ages, board, channels, piles
from makegood.queries.labels import LABELS
from makegood.queries.shop import Shop
from makegood.spreadsheet.writing.phrases import counted
from makegood.wording import inside, words

_TONES = ("quiet", "info", "late", "bad")
_CARDS = 15
WHICH = {
    "late": "Past their day",
    "broken": "Past their window",
    "undated": "Without a date",
    "oversold": "Oversold, undecided",
    "undecided": "Undecided",
    "review": "To look at today",
}


class Pile(NamedTuple):
    """A column of the board: a bucket, its lines and units, and its first cards."""

    age: Age
    tone: str
    link: str
    cards: list[OnBoard]


@page("backorders", verb="cases", name="backorders")
def backorders(request: HttpRequest) -> HttpResponseBase:
    """Every line that waits."""
    shop, day = shop_today()
    wanted = asked(request)
    found = board(wanted, policy=shop.policy, today=day)
    file = TABLE.file(request, found)
    if file is not None:
        return file
    old = ages(wanted, policy=shop.policy, today=day)
    number = sum(each.lines for each in old if wanted.bucket in ("", each.bucket))
    here, is_board = _query(request), request.GET.get("as_board") == "1"
    ours = built_in(board=is_board)
    own = views_of(caller(request).person, "backorders")
    told: dict[str, Any] = {
        "wanted": wanted,
        "number": number,
        "ages": _drawn(request, old),
        "buckets": Buckets(shop.policy.review).names,
        "channels": channels(),
        "labels": LABELS,
        "owners": ROLES,
        "me": caller(request).actor,
        "which": WHICH,
        "reasons": [each.value for each in Reason if each is not Reason.UNKNOWN],
        "board": is_board,
        "toggle": _with(request, as_board="" if request.GET.get("as_board") else "1"),
        "views": [*ours, *own],
        "here": here,
        "narrowed": any(asdict(wanted).values()),
        "named_here": any(each.query == here for each in ours),
        "kept_here": next((each.name for each in own if each.query == here), ""),
        "undo": undoable(request),
    }
    if is_board:
        told["piles"] = list(_piles(request, wanted, old, shop, day))
    else:
        told["sheet"] = TABLE.listed(request, found)
    return render(request, "console/backorders.html", told)


def asked(request: HttpRequest) -> Wanted:
    """What the address asks for."""
    names = asdict(Wanted())
    found = {name: request.GET.get(name, "").strip()[:100] for name in names}
    # A plus that somebody typed into an address is read as a blank.
    bucket = request.GET.get("bucket", "")
    found["bucket"] = f"{bucket[:-1]}+" if bucket.endswith(" ") else found["bucket"]
    return Wanted(**found)


def _query(request: HttpRequest) -> str:
    """What the address asks for, as an address has it; what is empty is left out."""
    kept = {**asdict(asked(request)), "as_board": request.GET.get("as_board", "")}
    return urlencode({name: value for name, value in kept.items() if value})


def _with(request: HttpRequest, **other: str) -> str:
    kept = {**asdict(asked(request)), "as_board": request.GET.get("as_board", ""), **other}
    return "?" + urlencode({name: value for name, value in kept.items() if value})


def _drawn(request: HttpRequest, old: list[Age]) -> list[Bar]:
    return bars(
        [
            (
                f"{each.bucket} days",
                float(each.lines),
                f"{counted(each.lines, 'line')}, {counted(each.units, 'unit')}",
                tone,
                _with(request, bucket=each.bucket),
            )
            for each, tone in zip(old, _tones(len(old)), strict=True)
        ]
    )


def _tones(number: int) -> tuple[str, ...]:
    return (*_TONES, *("bad",) * number)[:number]


def _piles(request: HttpRequest, wanted: Wanted, old: list[Age], shop: Shop, day: date) -> Iterator[Pile]:
    cards = piles(wanted, policy=shop.policy, today=day, most=_CARDS)
    for each, tone in zip(old, _tones(len(old)), strict=True):
        if each.bucket in cards:
            yield Pile(each, tone, _with(request, bucket=each.bucket, as_board=""), cards[each.bucket])


def _late(row: OnBoard) -> str:
    return "bad" if row.days_late > 7 else "late" if row.days_late > 3 else "quiet"


def _label(row: OnBoard) -> str:
    """All that stands here is backordered: that need not be said in each row."""
    said = words(row.label).removeprefix("Backordered, ")
    return said[:1].upper() + said[1:]


def _decided(row: OnBoard) -> str:
    return f"decided: {inside(row.choice)}" if row.choice else "undecided"


def _held(row: OnBoard) -> date | None:
    return row.ship.to_on if row.ship else None


TABLE: Table[OnBoard] = Table(
    name="backorders",
    key=lambda row: key_of(row.backorder, row.events),
    columns=(
        Column(
            "sku",
            "Backorder",
            lambda row: row.sku,
            link=lambda row: case_at(row.backorder),
            note=lambda row: row.title or "",
        ),
        Column("qty", "Units", lambda row: row.qty, wide=True),
        order_column(),
        Column("days_late", "Days late", lambda row: row.days_late, tone=_late),
        Column("ship_to", "Customer holds", _held, note=lambda row: "" if row.ship else "no date", wide=True),
        Column("label", "Label", _label, note=_decided, wide=True),
        Column(
            "next_review_on",
            "Next look",
            lambda row: row.next_review_on,
            note=lambda row: row.owner_name or words(row.owner),
            wide=True,
        ),
        Column("worth", "Worth", lambda row: Money(row.worth, row.currency), wide=True),
        Column("title", "Title", lambda row: row.title, filed=True),
        Column("channel", "Channel", lambda row: row.channel, filed=True),
        Column("line", "Line", lambda row: row.line, filed=True),
        Column("decided", "Decided", lambda row: row.choice, filed=True),
        Column("owner", "Owner", lambda row: row.owner_name or row.owner, filed=True),
        Column("baseline", "Due", lambda row: row.baseline, filed=True),
        Column("ship_from", "From", lambda row: row.ship and row.ship.from_on, filed=True),
        Column("bucket", "Bucket", lambda row: row.bucket, filed=True),
    ),
)
