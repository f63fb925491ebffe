"""What lies there for lines and may ship now, and what holds the rest (spec 7.6; the rule is domain.release)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple, TypeVar

from makegood.db import facts
from makegood.db.models import Allocation, Channel, Item, Notice, Order, OrderLine
from makegood.db.rows import by_id, load
from makegood.domain.intake import first_sale_days
from makegood.domain.release import Hold, ReleaseCase, release
from makegood.domain.terms.policy.supply import AllocationPolicy
from makegood.queries.consent import goes_by, leaves_by
from makegood.queries.pages import Listing
from makegood.queries.shop import Shop

TOLD = ("queued", "claimed", "sent", "uncertain")
"""States of a notice that reaches its customer, as far as we know."""
LIVE = ("held", "released")
Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class ReadyLine:
    """A line with units that lie there and are not with the warehouse: how many, where, and what `holds` them (nothing
    = they may go today). `baseline` = the day it should have shipped; `rest_at` = the other places where its order
    lies, when it leaves complete and one place alone was asked."""

    order: str
    channel: str
    line: str
    sku: str
    title: str | None
    qty: int
    places: tuple[str, ...]
    baseline: date
    holds: tuple[Hold, ...]
    rest_at: tuple[str, ...] = ()


class _Live(NamedTuple):
    """Units of an item that a line has at a place, `case` = of which backorder."""

    item: int
    state: str
    qty: int
    place: str
    case: int | None


def ready(shop: Shop, *, today: date, location: str | None = None) -> Listing[ReadyLine]:
    """Lines that hold units, the one that should have shipped first on top; at one place, or at each."""
    held = Allocation.objects.filter(state__in=LIVE).filter(state="held")
    if location is not None:
        held = held.filter(stock__location__name=location)
    return Listing(
        found=OrderLine.objects.filter(pk__in=held.values("line_id")),
        order=("baseline", "pk"),
        names=("pk", "order_id"),
        make=lambda rows: _made(rows, shop, today, location),
    )


def asked_on_of(rows: Iterable[Notice], shop: Shop) -> dict[int, date]:
    """The day the customer was first written to, by order."""
    found: dict[int, date] = {}
    for row in rows:
        day = shop.day(row.sent_at or row.queued_at)
        found[row.order_id] = min(day, found.get(row.order_id, day))
    return found


def judged(
    cases: Mapping[int, ReleaseCase], *, whole: bool, policy: AllocationPolicy, today: date
) -> dict[int, tuple[Hold, ...]]:
    """What holds each line of one order, by its key; `whole` = one parcel only: whatever holds one holds them all."""
    found = {pk: release(case=case, policy=policy, today=today).holds for pk, case in cases.items()}
    if whole and any(found.values()):
        found = {pk: holds or (Hold.SHIP_COMPLETE,) for pk, holds in found.items()}
    return found


def sets_of(line: OrderLine, rows: Sequence[tuple[int, Part, int]]) -> dict[Part, int]:
    """Units of a line by part, from all its live allocations (item, part, units); of a bundle whole sets."""
    total: Counter[int] = Counter()
    by_part: defaultdict[Part, Counter[int]] = defaultdict(Counter)
    for item, part, qty in rows:
        total[item] += qty
        by_part[part][item] += qty
    sets = max(1, line.reserved_qty)
    per = {item: 1 if item == line.item_id else max(1, qty // sets) for item, qty in total.items()}
    return {part: min(there[item] // per[item] for item in total) for part, there in by_part.items()}


class _Orders:
    """Some orders as the rule sees them: read with a handful of statements."""

    def __init__(self, order_ids: Collection[int], shop: Shop, today: date, location: str | None) -> None:
        self._shop, self._today, self._location = shop, today, location
        wanted = list(order_ids)
        self.orders = by_id(load(Order.objects.filter(pk__in=wanted)))
        self.channels = dict(Channel.objects.values_list("pk", "name"))
        self.lines = by_id(load(OrderLine.objects.filter(order__in=wanted).order_by("pk")))
        self.items = by_id(load(Item.objects.filter(pk__in={row.item_id for row in self.lines.values()})))
        self.places: defaultdict[int, set[str]] = defaultdict(set)
        self._live: defaultdict[int, list[_Live]] = defaultdict(list)
        live = Allocation.objects.filter(line__in=list(self.lines), state__in=LIVE)
        names = ("line_id", "stock__item_id", "state", "qty", "stock__location__name", "backorder_id")
        for line, *rest in live.values_list(*names):
            row = _Live(*rest)
            self._live[line].append(row)
            if row.state == "held":
                self.places[line].add(row.place)
        self.rest_at: dict[int, tuple[str, ...]] = {}
        self._leaves = leaves_by(wanted)
        self._asked = asked_on_of(load(Notice.objects.filter(order__in=wanted, state__in=TOLD)), shop)
        self._sale_days = first_sale_days(items=facts.items(self.items.values()))

    def held(self, line: OrderLine) -> int:
        """Units of it that lie there and are not with the warehouse."""
        rows = [(row.item, row.state, row.qty) for row in self._live[line.pk]]
        return sets_of(line, rows).get("held", 0)

    def _rest_at(self, lines: Sequence[OrderLine]) -> tuple[str, ...]:
        """Places where units of an order would stay if all that can be taken from the one that is asked left."""
        found: set[str] = set()
        for line in lines if self._location else ():
            live = self._live[line.pk]
            away = [row.state == "held" and row.place != self._location for row in live]
            parts = [(row.item, (there, row.case), row.qty) for row, there in zip(live, away, strict=True)]
            # Of a bundle a set is taken with what lies elsewhere: there stay only sets of which nothing is here.
            stay = {case for (there, case), sets in sets_of(line, parts).items() if there and sets}
            found |= {row.place for row, there in zip(live, away, strict=True) if there and row.case in stay}
        return tuple(sorted(found))

    def holds(self) -> dict[int, tuple[Hold, ...]]:
        """What holds each line that has units here and is not wholly released already."""
        by_order: defaultdict[int, list[OrderLine]] = defaultdict(list)
        for line in self.lines.values():
            by_order[line.order_id].append(line)
        found: dict[int, tuple[Hold, ...]] = {}
        for lines in by_order.values():
            complete = not any(line.backordered_qty for line in lines)
            policy, whole = self._shop.policy.allocation, self.orders[lines[0].order_id].ship_complete
            self.rest_at[lines[0].order_id] = self._rest_at(lines)
            # Only where they leave together does a line without units say anything about another.
            asked = lines if whole else [line for line in lines if line.pk in self.places]
            cases = {line.pk: self._case(line, complete) for line in asked}
            wanted = {pk: case for pk, case in cases.items() if case.line.open_qty}
            found |= judged(wanted, whole=whole, policy=policy, today=self._today)
        return found

    def _case(self, line: OrderLine, complete: bool) -> ReleaseCase:
        order, sku, held = self.orders[line.order_id], self.items[line.item_id].sku, self.held(line)
        channel = self.channels[order.channel_id]
        fact = facts.order_line(line, order=order, channel=channel, sku=sku, customer=None)
        # As if the units that went to the warehouse before had left: what is judged is the rest.
        gone = line.reserved_qty - held
        return ReleaseCase(
            line=replace(fact, shipped_qty=fact.shipped_qty + gone) if gone else fact,
            allocated_qty=held,
            order_complete=complete,
            available_on=self._sale_days.get(sku),
            choice=goes_by(self._leaves[line.order_id], line.line_id),
            asked_on=self._asked.get(line.order_id),
            rest_elsewhere=bool(self.rest_at[line.order_id]),
        )


def _made(rows: Sequence[tuple[Any, ...]], shop: Shop, today: date, location: str | None) -> list[ReadyLine]:
    orders = _Orders({order for _, order in rows}, shop, today, location)
    holds = orders.holds()
    found = []
    for pk, order_pk in rows:
        line, order = orders.lines[pk], orders.orders[order_pk]
        item, held_by = orders.items[line.item_id], holds.get(pk, ())
        found.append(
            ReadyLine(
                order.number,
                orders.channels[order.channel_id],
                line.line_id,
                item.sku,
                item.title,
                orders.held(line),
                tuple(sorted(orders.places[pk])),
                line.baseline,
                held_by,
                orders.rest_at[order_pk] if Hold.REST_ELSEWHERE in held_by else (),
            )
        )
    return found
