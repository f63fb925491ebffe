"""A stock count is the truth. Where it finds less than was reserved, the lowest rank gives back first (spec 7.2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from makegood.db import sql
from makegood.db.held import held_of
from makegood.db.models import Item, Location, Order, Task
from makegood.domain.receipt.arrival import Shelf
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.reason import Reason
from makegood.services._bundles import bundle_problems
from makegood.services._holdings import Bunch, Holdings
from makegood.services._shelf import shift, stock_rows
from makegood.services._shortfall import Turns, from_releases, give_back, hold_stock
from makegood.services._tasks import task
from makegood.services._withdrawal import Withdrawal
from makegood.services._work import Work

NOT_THERE = "released_units_missing"
"""Kind of the task for a warehouse that was told to pick units which a count did not find."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedStock:
    """Units of a SKU that lie at a place, quarantine left out."""

    sku: str
    counted_qty: int
    location: str = "main"
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """Somebody counted. All counts are taken, or none."""

    counts: tuple[CountedStock, ...]


@dataclass(frozen=True, slots=True)
class CountFound:
    """What a count changed: units more (or fewer) than we thought, and units that lines gave back for it."""

    sku: str
    location: str
    difference: int
    given_back: int


@dataclass(frozen=True, slots=True)
class NotThere:
    """Units of a line that the warehouse was told to pick and that no count can find."""

    release: int
    line: str
    qty: int


def not_there(work: Work, command: Count) -> list[NotThere]:
    """Released units that are not there even when all that is held gives back; each such release becomes a task of the
    warehouse: somebody may be looking for them. They have to be recalled before the count can be taken."""
    if not _below_held(command):
        return []
    turns = _hold(work, command)
    found: dict[tuple[int, str], int] = {}
    for stock_id, short in _short(command).items():
        row = turns.holdings.stock[stock_id]
        for (release_id, line_id), units in from_releases(turns, row, short).items():
            bunch = _bunch(turns.holdings, release_id, line_id)
            qty = -(-units // bunch.per[row.item_id])
            found[release_id, line_id] = max(qty, found.get((release_id, line_id), 0))
    for release_id, line_id in sorted(dict(found.keys()).items()):
        bunch = _bunch(turns.holdings, release_id, line_id)
        work.add(_task(work, release_id, turns.holdings.orders[bunch.line.order_id].order))
    return [NotThere(*key, qty) for key, qty in found.items()]


def count(work: Work, command: Count) -> list[CountFound]:
    """Set what lies on the shelf. More serves the queue; less than is reserved takes back from the lowest rank, whose
    units wait again with the reason `count_error`, a review today and a notice. Firm units give back last, with a task.

    Raises DomainError('count_refused') with every problem; ('changed_meanwhile').
    """
    places = dict(Location.objects.values_list("name", "pk"))
    turns = _hold(work, command)
    holdings = turns.holdings
    by_sku = {item.sku: item for item in holdings.items.values()}
    _check(command, by_sku, places)
    stock = stock_rows(work, [(by_sku[each.sku].pk, places[each.location]) for each in command.counts])
    back = Withdrawal(work, holdings, reason=Reason.COUNT_ERROR, kind="receipt.counted_short")
    found = []
    for each in command.counts:
        item = by_sku[each.sku]
        own = stock[item.pk, places[each.location]]
        row = holdings.stock.get(own.pk) or own
        given_back = give_back(work, back, turns, row, row.reserved - each.counted_qty)
        if row.reserved > each.counted_qty:
            # Some were handed to the warehouse since we looked: they are recalled first.
            raise DomainError("changed_meanwhile", {"table": "Release", "stock": [row.pk]})
        difference = each.counted_qty - row.on_hand
        if difference:
            shift(work, row, shelf=Shelf.ON_HAND, qty=difference, cause="count", ref=each.why[:100])
            changes = {each.location: {"on_hand": difference}}
            work.tell(
                item, "receipt.counted", {"stock": changes, "counted": each.counted_qty, "why": each.why}
            )
            if difference > 0:
                work.freed.add(item.pk)
        found.append(CountFound(each.sku, each.location, difference, given_back))
    back.finish()
    return found


def _hold(work: Work, command: Count) -> Turns:
    items = Item.objects.filter(sku__in=sql.among(each.sku for each in command.counts))
    return hold_stock(work, item_ids=set(items.values_list("pk", flat=True)), short=lambda: _short(command))


_RESERVED = """
    SELECT s.id, s.reserved, i.sku, w.name FROM makegood_stock s
    JOIN makegood_item i ON i.id = s.item_id
    JOIN makegood_location w ON w.id = s.location_id
    WHERE i.sku IN_LIST(%s) AND w.name IN_LIST(%s)
"""


def _short(command: Count) -> dict[int, int]:
    """By stock row, how many units less were counted than are reserved."""
    counted = {(each.sku, each.location): max(0, each.counted_qty) for each in command.counts}
    skus, places = {sku for sku, _ in counted}, {place for _, place in counted}
    return {
        pk: reserved - counted[sku, place]
        for pk, reserved, sku, place in sql.ask(_RESERVED, sorted(skus), sorted(places))
        if reserved > counted.get((sku, place), reserved)
    }


def _below_held(command: Count) -> bool:
    """True when somewhere fewer units were counted than are released."""
    short = Counter(_short(command))
    for each in held_of(short):
        short[each.stock_id] -= each.qty
    return any(units > 0 for units in short.values())


def _bunch(holdings: Holdings, release_id: int, line_id: str) -> Bunch:
    """Units of a line that are in a release."""
    return next(
        bunch
        for holding in holdings.orders.values()
        if line_id in holding.lines
        for bunch in holding.bunches[holding.lines[line_id].pk]
        if any(row.release_id == release_id for row in bunch.rows)
    )


def _task(work: Work, release_id: int, order: Order) -> Task:
    return task(
        work,
        # Units of one release may be missed again another time.
        key=f"{NOT_THERE}:{release_id}:{order.event_count}",
        kind=NOT_THERE,
        role="warehouse",
        order_id=order.pk,
        release=release_id,
    )


def _check(command: Count, items: Mapping[str, Item], places: Mapping[str, int]) -> None:
    problems: list[dict[str, object]] = []
    bundles = bundle_problems(items.values())
    for number, each in enumerate(command.counts, 1):
        at = {"count": number, "sku": each.sku}
        if each.sku not in items:
            problems.append(at | {"problem": "sku_unknown", "expected": "a SKU of the catalogue"})
        elif each.sku in bundles and each.counted_qty:
            problems.append(at | bundles[each.sku])
        elif each.location not in places:
            problems.append(
                at | {"problem": "location_unknown", "found": each.location, "expected": "a known place"}
            )
        elif each.counted_qty < 0:
            problems.append(at | {"problem": "quantity_negative", "expected": "0 or more"})
    if len({(each.sku, each.location) for each in command.counts}) < len(command.counts):
        problems.append({"problem": "stock_counted_twice", "expected": "one count of a SKU at a place"})
    if problems:
        raise DomainError("count_refused", {"problems": problems})
