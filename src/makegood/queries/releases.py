"""What lies with the warehouse: open releases, what to pick for them, and which ones are stuck."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.db.models import F, Q

from makegood.db.models import Allocation, OrderLine, Release, Shipment
from makegood.domain.release import is_stuck
from makegood.domain.terms.policy import Policy
from makegood.domain.terms.rank import Steps
from makegood.queries.pages import Listing
from makegood.queries.ready import LIVE, sets_of


@dataclass(frozen=True, slots=True)
class OpenRelease:
    """A release of which something is still to be picked; `flagged_on` = the day it was found stuck."""

    release: int
    order: str
    channel: str
    location: str
    released_on: date
    picking: bool
    flagged_on: date | None


@dataclass(frozen=True, slots=True)
class Pick:
    """Units to take from the shelf for a release; `sku` is what lies there, of a bundle its components."""

    release: int
    line: str
    sku: str
    qty: int


_COLUMNS = (
    "pk",
    "order__number",
    "order__channel__name",
    "location__name",
    "released_on",
    "picking",
    "stuck_on",
)


def open_releases(
    *, location: str | None = None, picking: bool | None = None, among: Collection[int] | None = None
) -> Listing[OpenRelease]:
    """Open releases, the oldest first: of one location, being picked or not, `among` these; None = of all."""
    wanted = {
        "location__name": location,
        "picking": picking,
        "pk__in": None if among is None else list(among),
    }
    return _releases(**{name: value for name, value in wanted.items() if value is not None})


def stuck(*, policy: Policy, steps: Steps, today: date, location: str | None = None) -> Listing[OpenRelease]:
    """Open releases older than the policy's working days of their location, the oldest first (spec 7.6); of one
    location, None = of all."""
    wanted = {} if location is None else {"location__name": location}
    late: dict[int, date] = {}
    for pk, place, day in _days_out(Q(released_on__lt=today, **wanted)):
        calendar = steps.calendar(steps.location(place).calendar)
        if is_stuck(released_on=day, policy=policy.allocation, calendar=calendar, today=today):
            late[pk] = day
    # What was handed over at that place before the last such day is stuck as well.
    which = [Q(location=pk, released_on__lte=day) for pk, day in late.items()]
    return _releases(reduce(or_, which, Q(pk__in=())))


def _days_out(which: Q) -> Iterable[tuple[int, str, date]]:
    """The days on which open releases were handed over, by their place, the first one first."""
    rows = Release.objects.filter(which, ended_at__isnull=True).order_by("released_on")
    return rows.values_list("location_id", "location__name", "released_on").distinct()


def stuck_among(
    rows: Iterable[OpenRelease], *, policy: Policy, steps: Steps, today: date
) -> list[OpenRelease]:
    """Those of the releases that should have shipped."""
    return [
        each
        for each in rows
        if is_stuck(
            released_on=each.released_on,
            policy=policy.allocation,
            calendar=steps.calendar(steps.location(each.location).calendar),
            today=today,
        )
    ]


def picks(release_ids: Iterable[int]) -> list[Pick]:
    """What to pick for releases, in order of release, SKU and line."""
    rows = (
        Allocation.objects.filter(release_id__in=set(release_ids), state="released")
        .order_by("release_id", "stock__item__sku", "line_id", "pk")
        .values_list("release_id", "line__line_id", "stock__item__sku", "qty")
    )
    found: dict[tuple[int, str, str], int] = {}
    for release, line, sku, qty in rows:
        found[release, line, sku] = found.get((release, line, sku), 0) + qty
    return [Pick(*key, qty) for key, qty in found.items()]


def _releases(*which: Q, **wanted: Any) -> Listing[OpenRelease]:
    return Listing(
        found=Release.objects.filter(*which, ended_at__isnull=True, **wanted),
        order=("released_on", "pk"),
        names=_COLUMNS,
        make=lambda found: [OpenRelease(*row) for row in found],
    )


class ReleasedLine(NamedTuple):
    """Units of a line that are with the warehouse; of a bundle whole sets."""

    release: int
    line: str
    sku: str
    title: str | None
    qty: int


class Sent(NamedTuple):
    """A parcel that left. `units` = what was in it by line id; `cancelled_at` = it did not leave after all."""

    shipment: int
    order: str
    channel: str
    number: str
    location: str
    shipped_on: date
    carrier: str
    tracking: str
    units: Mapping[str, int]
    cancelled_at: datetime | None


_SENT = (
    "pk", "order__number", "order__channel__name", "number", "location__name", "shipped_on", "carrier", "tracking",
    "units", "cancelled_at",
)  # fmt: skip


def released_lines(release_ids: Iterable[int]) -> list[ReleasedLine]:
    """The lines of releases, in the order they were ordered."""
    wanted = set(release_ids)
    there = Allocation.objects.filter(release__in=wanted, state="released").values("line")
    live: defaultdict[int, list[tuple[int, int, int]]] = defaultdict(list)
    rows = Allocation.objects.filter(line__in=there, state__in=LIVE)
    for release, line, item, qty in rows.values_list("release_id", "line_id", "stock__item_id", "qty"):
        live[line].append((item, release or 0, qty))
    lines = OrderLine.objects.filter(pk__in=live).select_related("item").order_by("pk")
    return [
        ReleasedLine(release, line.line_id, line.item.sku, line.item.title, qty)
        for line in lines
        for release, qty in sorted(sets_of(line, live[line.pk]).items())
        if release in wanted and qty
    ]


def sent(*, order: str | None = None) -> Listing[Sent]:
    """Parcels that left, the last one first; of the orders of a number, None = of all."""
    found = Shipment.objects.all()
    return Listing(
        found=found if order is None else found.filter(order__number=order),
        order=("-pk",),
        names=_SENT,
        make=lambda rows: [Sent(*row) for row in rows],
    )


class ShippedLine(NamedTuple):
    """A line of which something left and has not come back."""

    order: str
    channel: str
    line: str
    sku: str
    title: str | None
    shipped_qty: int
    returned_qty: int


def shipped_lines(order: str) -> list[ShippedLine]:
    """Lines of the orders with a number of which something left and has not come back."""
    rows = OrderLine.objects.filter(order__number=order, shipped_qty__gt=F("returned_qty"))
    names = (
        "order__number", "order__channel__name", "line_id", "item__sku", "item__title", "shipped_qty", "returned_qty"
    )  # fmt: skip
    return [ShippedLine(*row) for row in rows.order_by("order", "pk").values_list(*names)]
