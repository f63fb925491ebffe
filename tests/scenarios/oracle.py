"""The rules of the plan written a second time, naively, from the contract: default policy, no parcel that ships whole.

It shares the facts with the code and none of its rules. Slow on purpose: whoever reads it sees that it is right.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from makegood.domain.plan import Snapshot
from makegood.domain.terms.demand import OrderLine
from makegood.domain.terms.stock import IncomingLot

RECEIVING, PROCESSING, TRANSIT = (1, 2), (1, 2), (2, 5)
STRICT_CHANNELS = {"amazon", "ebay"}
NEED_BY_HORIZON = timedelta(days=7)

Late = Callable[[IncomingLot], tuple[int, int] | None]
Window = tuple[date, date, date, date]


@dataclass
class Shelf:
    """Units at one place that can be used from one of two days on. `ref` = place of stock, purchase order of a lot."""

    sku: str
    place: str
    ref: str
    left: int
    usable_from: date
    usable_to: date
    is_stock: bool


@dataclass
class Expected:
    """What the contract says of one open line."""

    line: OrderLine
    baseline: date
    tier: int
    rank: int = 0
    taken: list[tuple[Shelf, int]] = field(default_factory=list)
    promise: Window | None = None

    @property
    def reserved(self) -> int:
        """Units on hand that are the line's."""
        return sum(qty for shelf, qty in self.taken if shelf.is_stock)

    @property
    def wanted(self) -> int:
        """Units nothing covers yet."""
        return self.line.open_qty - sum(qty for _, qty in self.taken)

    def take(self, shelf: Shelf, most: int) -> None:
        """As much of `most` as the shelf has."""
        qty = min(most, shelf.left)
        if qty:
            shelf.left -= qty
            self.taken.append((shelf, qty))


def workday(day: date, count: int) -> date:
    """WORKDAY() of a spreadsheet, Monday to Friday; 0 days from a weekend is the Monday after it."""
    step = timedelta(days=1 if count >= 0 else -1)
    for _ in range(abs(count)):
        day += step
        while day.weekday() > 4:
            day += step
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day


def wanted_still(line: OrderLine, day: date) -> bool:
    """False once the last day has gone by on which the customer would have it."""
    return line.cancel_after is None or day <= line.cancel_after


def expected(shop: Snapshot, *, late: Late) -> list[Expected]:
    """Every open line in rank order with its units and its window. `late` = working days a lot comes after its ETA, or
    without one after its order, at best and at worst; None = nothing says so."""
    queue = _ranked(shop)
    shelves = _shelves(shop, late)
    for each in queue:
        _take_stock(each, shelves, each.line.picked_qty, home=None)
    homes: dict[str, str | None] = {}
    asking = [each for each in queue if wanted_still(each.line, shop.today)]
    for each in asking:
        if not each.wanted:
            continue
        order_id = each.line.order_id
        if order_id not in homes:
            homes[order_id] = _one_place_for_all(asking, shelves, each)
        _take_stock(each, shelves, each.wanted, home=homes[order_id])
        for shelf in sorted(_reachable(each, shelves, stock=False), key=_usable_first):
            each.take(shelf, each.wanted)
    for each in queue:
        each.promise = _window(shop, each) if not each.wanted else None
    return queue


def _ranked(shop: Snapshot) -> list[Expected]:
    queue = []
    for line in shop.lines:
        if line.open_qty:
            baseline = _baseline(shop, line)
            queue.append(Expected(line, baseline, _tier(shop, line, baseline)))
    queue.sort(
        key=lambda each: (
            each.tier, each.baseline, each.line.placed_at, each.line.order_id, each.line.line_id
        )
    )  # fmt: skip
    for rank, each in enumerate(queue, start=1):
        each.rank = rank
    return queue


def _baseline(shop: Snapshot, line: OrderLine) -> date:
    if line.promised_to:
        return line.promised_to
    if line.ship_by:
        return line.ship_by
    item = shop.items.get(line.sku)
    start = line.placed_on
    if item and item.available_on:
        start = max(start, item.available_on)
    days = [workday(start, PROCESSING[1])]
    if line.need_by:
        days.append(workday(line.need_by, -TRANSIT[1]))
    if line.ship_after:
        days.append(workday(line.ship_after, 0))
    return max(days)


def _tier(shop: Snapshot, line: OrderLine, baseline: date) -> int:
    if baseline < shop.today:
        return 1
    if line.ship_by or line.channel in STRICT_CHANNELS:
        return 2
    if line.need_by and line.need_by <= shop.today + NEED_BY_HORIZON:
        return 3
    return 4


def _shelves(shop: Snapshot, late: Late) -> list[Shelf]:
    shelves = []
    for position in shop.stock:
        place, day = position.location, shop.today
        shelves.append(Shelf(position.sku, place, place, position.on_hand, day, day, is_stock=True))
    for lot in shop.lots:
        start, days = lot.eta or lot.ordered_on, late(lot)
        if lot.open_qty and start and days:
            tomorrow, today = workday(shop.today, 1), workday(shop.today, 0)
            first = workday(max(workday(start, days[0]), today), RECEIVING[0])
            last = workday(max(workday(start, days[1]), today), RECEIVING[1])
            if lot.eta and lot.eta < shop.today:
                first = max(first, tomorrow)
            last = max(first, last)
            shelves.append(Shelf(lot.sku, lot.location, lot.po, lot.open_qty, first, last, is_stock=False))
    return shelves


def _on_sale(shop: Snapshot, sku: str, day: date) -> date:
    item = shop.items.get(sku)
    return max(day, item.available_on) if item and item.available_on else day


def _reachable(each: Expected, shelves: list[Shelf], *, stock: bool) -> list[Shelf]:
    return [
        shelf
        for shelf in shelves
        if shelf.sku == each.line.sku
        and shelf.is_stock == stock
        and each.line.location in (None, shelf.place)
    ]


def _usable_first(shelf: Shelf) -> tuple[date, date, str, str]:
    return shelf.usable_to, shelf.usable_from, shelf.ref, shelf.place


def _one_place_for_all(queue: list[Expected], shelves: list[Shelf], asking: Expected) -> str | None:
    """The first place by name that has all that this line's order still wants."""
    order = [each for each in queue if each.line.order_id == asking.line.order_id]
    wanted = dict.fromkeys(sorted({each.line.sku for each in order}), 0)
    for each in order:
        wanted[each.line.sku] += each.wanted
    for place in sorted({shelf.place for shelf in shelves}):
        held = {shelf.sku: shelf.left for shelf in shelves if shelf.is_stock and shelf.place == place}
        allowed = asking.line.location in (None, place)
        if allowed and all(held.get(sku, 0) >= qty for sku, qty in wanted.items()):
            return place
    return None


def _take_stock(each: Expected, shelves: list[Shelf], qty: int, *, home: str | None) -> None:
    """From the order's place when that fills the line, else from the first that does, else from one after another."""
    before = each.wanted
    there = sorted(_reachable(each, shelves, stock=True), key=lambda shelf: shelf.place)
    filling = [shelf for shelf in there if shelf.left >= qty]
    for shelf in [shelf for shelf in filling if shelf.place == home] or filling[:1] or there:
        each.take(shelf, qty - (before - each.wanted))


def _window(shop: Snapshot, each: Expected) -> Window:
    ships = []
    for shelf, _ in each.taken:
        first = workday(_on_sale(shop, each.line.sku, shelf.usable_from), PROCESSING[0])
        last = workday(_on_sale(shop, each.line.sku, shelf.usable_to), PROCESSING[1])
        if each.line.ship_after:
            day = workday(each.line.ship_after, 0)
            first, last = max(first, day), max(last, day)
        ships.append((first, last))
    ship_from, ship_to = max(first for first, _ in ships), max(last for _, last in ships)
    return ship_from, ship_to, workday(ship_from, TRANSIT[0]), workday(ship_to, TRANSIT[1])
