"""What orders hold: the live units of their lines, in bunches that move together, and how parts of them move.

A bunch is one backorder's units, or the units of a line that were there at intake. Of a bundle only whole sets move:
every component in step, wherever it lies.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from makegood.db import facts, locks, sql
from makegood.db.models import Allocation, Backorder, Item, Order, OrderLine, Stock
from makegood.db.rows import by_id, new
from makegood.domain.terms.errors import DomainError
from makegood.services._work import Work

LIVE = ("held", "released")
_HELD = """
state IN ('held', 'released') AND line_id IN (SELECT id FROM makegood_orderline WHERE order_id IN_LIST(%s))
"""
"""What orders hold."""
_ITEMS = """
SELECT item_id FROM makegood_orderline WHERE order_id IN_LIST(%s)
UNION SELECT s.item_id FROM makegood_orderline l
    JOIN makegood_allocation a ON a.line_id = l.id AND a.state IN ('held', 'released')
    JOIN makegood_stock s ON s.id = a.stock_id
    WHERE l.order_id IN_LIST(%s)
"""
"""Items that orders want or hold."""
_ORDERS = """
SELECT order_id FROM makegood_backorder WHERE state = 'open' AND item_id IN_LIST(%s)
UNION SELECT l.order_id FROM makegood_allocation a
    JOIN makegood_orderline l ON l.id = a.line_id
    WHERE a.state IN ('held', 'released') AND a.stock_id IN_LIST(%s)
"""
"""Orders that wait for items or hold units of stock."""

Here = Callable[[Allocation], bool]


@dataclass(eq=False, slots=True)
class Bunch:
    """Live units of a line. All quantities asked of it are in units of the line.

    `per` = units of each stocked item in one unit of the line, by item id: itself once, or a bundle's components.
    """

    line: OrderLine
    backorder: Backorder | None
    rows: list[Allocation]
    per: Mapping[int, int]

    @property
    def firm(self) -> bool:
        """True when no later run may take its units: a line is made firm whole."""
        return any(row.firm for row in self.rows)

    def units(self, rows: Iterable[Allocation], item_of: Mapping[int, int]) -> int:
        """Whole units of the line in some of the rows."""
        there: Counter[int] = Counter()
        for row in rows:
            there[item_of[row.stock_id]] += row.qty
        return min(there[item] // per for item, per in self.per.items())


@dataclass(slots=True)
class Taken:
    """Units taken out of a bunch: its rows, or new rows divided from them, which now move on together."""

    bunch: Bunch
    qty: int
    rows: list[Allocation]


@dataclass(eq=False)
class Holding:
    """One locked order with its lines by line id, and the bunches of each line, oldest first."""

    order: Order
    channel: str
    lines: dict[str, OrderLine]
    bunches: dict[int, list[Bunch]] = field(default_factory=dict)

    def live(self) -> Iterator[Allocation]:
        """Every live row of the order."""
        for bunches in self.bunches.values():
            for bunch in bunches:
                yield from bunch.rows


@dataclass(eq=False)
class Holdings:
    """Locked orders by id with what they hold, the stock it lies in, and the items it is of, all locked."""

    orders: dict[int, Holding]
    items: Mapping[int, Item]
    stock: Mapping[int, Stock]
    places: Mapping[int, str]
    item_of: Mapping[int, int]

    def place_of(self, row: Allocation) -> int:
        """Id of the location where the units of a row lie."""
        return self.stock[row.stock_id].location_id

    def by_item(self) -> dict[int, list[Stock]]:
        """Stock rows by item, in order of location name."""
        found: dict[int, list[Stock]] = {}
        for row in sorted(self.stock.values(), key=lambda row: self.places[row.location_id]):
            found.setdefault(row.item_id, []).append(row)
        return found

    def available(self, bunch: Bunch, *, state: str, here: Here) -> int:
        """Units of a bunch in a state that lie here. A bundle's set is here when any of its components is."""
        rows = [row for row in bunch.rows if row.state == state]
        elsewhere = [row for row in rows if not here(row)]
        return bunch.units(rows, self.item_of) - bunch.units(elsewhere, self.item_of)

    def take(self, work: Work, bunch: Bunch, qty: int, *, state: str, here: Here) -> Taken:
        """Take so many units out of a bunch, from here first; a row of which only part goes is divided."""
        rows = sorted(
            (row for row in bunch.rows if row.state == state), key=lambda row: (not here(row), row.pk)
        )
        taken: list[Allocation] = []
        for item, per in bunch.per.items():
            wanted = qty * per
            for row in rows:
                if wanted and self.item_of[row.stock_id] == item:
                    part = min(wanted, row.qty)
                    taken.append(row if part == row.qty else divided(work, row, part))
                    wanted -= part
        gone = {id(row) for row in taken}
        bunch.rows = [row for row in bunch.rows if id(row) not in gone]
        return Taken(bunch, qty, taken)


def anywhere(row: Allocation) -> bool:
    """Every row is here."""
    del row
    return True


def divided(work: Work, row: Allocation, qty: int, **values: Any) -> Allocation:
    """A new row for part of an allocation, as it was but for `values`; the rest stays."""
    work.set(row, qty=row.qty - qty)
    return again(work, row, qty=qty, **values)


def again(work: Work, row: Allocation, **values: Any) -> Allocation:
    """A new row like an allocation but for `values`."""
    part = new(
        Allocation, **{name: value for name, value in row.__dict__.items() if name not in ("_state", "id")}
    )
    part.__dict__.update(values)
    work.add(part)
    return part


def hold(
    order_ids: Iterable[int], *, item_ids: Iterable[int] = (), purchase_order_ids: Iterable[int] = ()
) -> Holdings:
    """Lock orders and, before them, the items of all they ordered and hold (and `item_ids`), and purchase orders; read
    what the orders hold.

    Raises DomainError('changed_meanwhile') when an order came to want or hold another item between the two locks.
    """
    wanted = sql.ids(order_ids)
    items = locks.items({*item_ids, *(pk for (pk,) in sql.ask(_ITEMS, wanted, wanted))})
    locks.purchase_orders(purchase_order_ids)
    orders = locks.orders(wanted)
    found = _found(orders, items, by_id(sql.read(Stock, "item_id IN_LIST(%s)", sql.ids(items))))
    _read(found, sorted(orders))
    return found


def hold_items(item_ids: Iterable[int]) -> Holdings:
    """Lock items with their families, then all orders that want or hold units of them; read their lines of these items.

    A line that also holds units of other items is left out: those are not locked.
    """
    items = locks.items(item_ids)
    stock = by_id(row for rows in facts.stock_of(item_ids=items).values() for row in rows)
    orders = locks.orders(pk for (pk,) in sql.ask(_ORDERS, sql.ids(items), sql.ids(stock)))
    found = _found(orders, items, stock)
    _read(found, sorted(orders), partly=True)
    return found


def _found(orders: Mapping[int, Order], items: Mapping[int, Item], stock: Mapping[int, Stock]) -> Holdings:
    channels = dict(sql.ask("SELECT id, name FROM makegood_channel"))
    return Holdings(
        orders={pk: Holding(order, channels[order.channel_id], {}) for pk, order in orders.items()},
        items=items,
        stock=stock,
        places=dict(sql.ask("SELECT id, name FROM makegood_location")),
        item_of={row.pk: row.item_id for row in stock.values()},
    )


def _read(found: Holdings, order_ids: list[int], *, partly: bool = False) -> None:
    """Read the lines of the orders and what they hold; `partly` = leave out lines of other items than the locked ones.

    Raises DomainError('changed_meanwhile') for such a line when all are wanted.
    """
    elsewhere: set[int] = set()
    by_line: dict[int, dict[int | None, list[Allocation]]] = {}
    for row in sql.read(Allocation, _HELD, order_ids):
        if row.stock_id not in found.stock:
            _check(partly, row.line_id)
            elsewhere.add(row.line_id)
            continue
        by_line.setdefault(row.line_id, {}).setdefault(row.backorder_id, []).append(row)
    waiting = "state IN ('allocated', 'released') AND order_id IN_LIST(%s)"
    cases = by_id(sql.read(Backorder, waiting, order_ids))
    for line in sql.read(OrderLine, "order_id IN_LIST(%s)", order_ids):
        if line.item_id not in found.items:
            _check(partly, line.pk)
            continue
        if line.pk in elsewhere:
            continue
        holding = found.orders[line.order_id]
        holding.lines[line.line_id] = line
        groups = by_line.get(line.pk, {})
        backordered = sum(cases[pk].qty for pk in groups if pk is not None)
        holding.bunches[line.pk] = [
            Bunch(
                line,
                cases[pk] if pk is not None else None,
                groups[pk],
                _per(
                    line, groups[pk], found.item_of, cases[pk].qty if pk else line.reserved_qty - backordered
                ),
            )
            for pk in sorted(groups, key=lambda pk: pk or 0)
        ]


def _check(partly: bool, line_pk: int) -> None:
    if not partly:
        raise DomainError("changed_meanwhile", {"table": "OrderLine", "line": line_pk})


def _per(line: OrderLine, rows: list[Allocation], item_of: Mapping[int, int], qty: int) -> dict[int, int]:
    """Units of each stocked item in one unit of the line, as it was when they were taken: a bundle may have changed."""
    total: Counter[int] = Counter()
    for row in rows:
        total[item_of[row.stock_id]] += row.qty
    return (
        {line.item_id: 1}
        if set(total) == {line.item_id}
        else {item: units // qty for item, units in total.items()}
    )
