"""One item: how it stands, how it is sold, and how that goes on day by day."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Sum

from makegood.db import facts, sql
from makegood.db.models import Item, OrderLine, Stock, StockMove
from makegood.domain.eligibility.outcome import Readiness
from makegood.domain.promise.sell import ChannelSale
from makegood.domain.terms import demand
from makegood.domain.terms.errors import DomainError
from makegood.queries._supply import Asked, ask_about
from makegood.queries.availability import Availability, atp_by, available_of, sold_of
from makegood.queries.items import ListedItem, listed
from makegood.queries.pages import Listing
from makegood.queries.readiness import readiness_of
from makegood.queries.shop import Shop

DAYS = 60
"""So far ahead one looks."""


class Day(NamedTuple):
    """A day of an item. `comes` = units that can surely be used from this day on; up to and with this day: `there` =
    available and usable units, `owed` = units of lines that should have shipped, `atp` = what may be promised."""

    on: date
    comes: int
    there: int
    owed: int
    atp: int


class OnChannel(NamedTuple):
    """How an item is sold on a channel, and whether it is ready to be listed there ahead of its stock."""

    sale: ChannelSale
    ready: Readiness


@dataclass(frozen=True, slots=True)
class OneItem:
    """An item as it stands. `events` = how long its history is; `days` = today and the 60 that follow."""

    item: int
    events: int
    title: str | None
    family: str | None
    available_on: date | None
    discontinued: bool
    now: Availability
    channels: tuple[OnChannel, ...]
    days: tuple[Day, ...]


class Kin(NamedTuple):
    """Another item that has to do with this one; `per` = units in one bundle, 0 where that says nothing."""

    item: ListedItem
    per: int


@dataclass(frozen=True, slots=True)
class Family:
    """What could go instead of an item (the preferred one first), what it could go instead of, what it is made of and
    what it goes into. `events` = how long its history is."""

    item: int
    events: int
    title: str | None
    instead: tuple[Kin, ...]
    stands_in_for: tuple[Kin, ...]
    made_of: tuple[Kin, ...]
    goes_into: tuple[Kin, ...]


class Moved(NamedTuple):
    """A change of quantity on a shelf."""

    at: object
    location: str
    shelf: str
    qty: int
    cause: str
    ref: str


def one_item(sku: str, shop: Shop, *, today: date) -> OneItem:
    """How an item stands. Raises DomainError('sku_unknown')."""
    row = _row(sku)
    asked = ask_about([sku], today=today, shop=shop)
    sold = sold_of(asked)[sku]
    ready = readiness_of(asked, [each.channel for each in sold])
    return OneItem(
        item=row.pk,
        events=row.event_count,
        title=row.title,
        family=row.family,
        available_on=row.available_on,
        discontinued=row.discontinued,
        now=available_of(asked, today)[sku],
        channels=tuple(OnChannel(each, ready[sku, each.channel]) for each in sold),
        days=tuple(_days(asked, sku)),
    )


# Substitutes in their order; each row ends with what names the other item.
_KIN = """
    SELECT 0, s.place, 0, i.sku, i.title, i.family FROM makegood_substitute s
    JOIN makegood_item i ON i.id = s.substitute_id WHERE s.item_id = %s
    UNION ALL SELECT 1, 0, 0, i.sku, i.title, i.family FROM makegood_substitute s
    JOIN makegood_item i ON i.id = s.item_id WHERE s.substitute_id = %s
    UNION ALL SELECT 2, 0, p.per, i.sku, i.title, i.family FROM makegood_bundlepart p
    JOIN makegood_item i ON i.id = p.component_id WHERE p.bundle_id = %s
    UNION ALL SELECT 3, 0, p.per, i.sku, i.title, i.family FROM makegood_bundlepart p
    JOIN makegood_item i ON i.id = p.bundle_id WHERE p.component_id = %s
    ORDER BY 1, 2, 4
"""


def family_of(sku: str, shop: Shop, *, today: date) -> Family:
    """What an item has to do with others. Raises DomainError('sku_unknown')."""
    row = _row(sku)
    rows = sql.ask(_KIN, row.pk, row.pk, row.pk, row.pk)
    names = list(dict.fromkeys(each[3:] for each in rows))
    known = {each.sku: each for each in listed(names, shop, today=today)}
    kin: list[list[Kin]] = [[], [], [], []]
    for kind, _, per, other, *_ in rows:
        kin[kind].append(Kin(known[other], per))
    return Family(row.pk, row.event_count, row.title, *map(tuple, kin))


def fact_of(sku: str) -> demand.Item:
    """All that is known of an item. Raises DomainError('sku_unknown')."""
    return facts.items([_row(sku)])[sku]


def moves(sku: str) -> Listing[Moved]:
    """Every change of quantity of an item, the last one first."""
    return Listing(
        found=StockMove.objects.filter(stock__in=Stock.objects.filter(item__sku=sku)),
        order=("-pk",),
        names=("at", "stock__location__name", "shelf", "qty", "cause", "ref"),
        make=lambda found: [Moved(*row) for row in found],
    )


def _row(sku: str) -> Item:
    row = Item.objects.filter(sku=sku).first()
    if row is None:
        raise DomainError("sku_unknown", {"skus": [sku]})
    return row


def _days(asked: Asked, sku: str) -> list[Day]:
    own, today = asked.positions[sku], asked.today
    owed, waits = 0, own.backordered_qty
    due = _owed(asked, sku)
    known = sum(due.values())
    days: list[Day] = []
    before = atp_by(asked, own, today - timedelta(days=1)) + waits
    for at in range(DAYS + 1):
        on = today + timedelta(days=at)
        owed += sum(qty for day, qty in due.items() if day == on or (at == 0 and day < on))
        atp = atp_by(asked, own, on)
        there = atp + waits
        # What the queue counts beyond its lines' own days is owed already.
        days.append(Day(on, there - before, there, owed + max(0, waits - known), atp))
        before = there
    return days


def _owed(asked: Asked, sku: str) -> Counter[date]:
    """Units that wait for an item, those of its bundles included, by the day their lines should have shipped."""
    per = {asked.positions[sku].item_id: 1}
    for bundle in asked.needs:
        if sku in asked.needs[bundle]:
            per[asked.positions[bundle].item_id] = asked.needs[bundle][sku]
    rows = (
        OrderLine.objects.filter(item_id__in=per, backordered_qty__gt=0)
        .values_list("item_id", "baseline")
        .annotate(qty=Sum("backordered_qty"))
        .order_by()
    )
    found: Counter[date] = Counter()
    for item_id, baseline, qty in rows:
        found[baseline] += qty * per[item_id]
    return found
