"""Orders as decisions, notices and reviews judge them: rows of a live shop as the facts of `domain.decision.case`.

Set-based: many orders cost as many statements as one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from makegood.db import facts, sql
from makegood.db.models import Customer, Order, OrderLine
from makegood.db.models import Promise as PromiseRow
from makegood.db.rows import stub
from makegood.domain.decision.case import LineCase, OrderCase
from makegood.domain.intake import first_sale_days
from makegood.domain.promise.outcome import Promise
from makegood.domain.review import days_delayed, expected_delay
from makegood.domain.terms import demand
from makegood.domain.terms.dates import Window
from makegood.queries.shop import Shop

NO_SUPPLY = "no_supply"
"""What the task about a published window that rests on nothing any more is known by, with its line and last day."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Orders by id: their rows, their open lines as facts, and the catalogue these and their substitutes stand in."""

    orders: Mapping[int, Order]
    cases: Mapping[int, OrderCase]
    catalogue: Mapping[str, demand.Item]


def order_cases(shop: Shop, order_ids: Iterable[int], *, today: date, as_told: bool = False) -> Judged:
    """The open lines of these orders, as they stand; orders of which nothing is open are left out.

    `as_told` = as their customers may be told of them: all lines, and of each only the window that was published, and
    is not over.
    """
    heads = {each.order.pk: each for each in _heads(order_ids)}
    which = "order_id IN_LIST(%s)" + ("" if as_told else " AND (reserved_qty > 0 OR backordered_qty > 0)")
    lines = sql.read_beside(OrderLine, "place_name", _PLACE, which, sql.ids(heads))
    reader = _Reader(shop, heads, [line for line, _ in lines], today, as_told=as_told)
    by_order: dict[int, list[LineCase]] = {}
    for line, place in lines:
        by_order.setdefault(line.order_id, []).append(reader.case(line, place))
    found = {pk: head.order for pk, head in heads.items()}
    earlier = _earlier_orders(shop, found.values())
    cases = {
        pk: OrderCase(found[pk].number, tuple(own), earlier.get(found[pk].customer_id))
        for pk, own in by_order.items()
    }
    return Judged(found, cases, reader.catalogue)


class _Head(NamedTuple):
    """An order, the channel it came from, and who ordered: of them the columns that lines are judged by."""

    order: Order
    channel: str
    customer: Customer | None


_CHANNEL_AND_CUSTOMER = """
JOIN (SELECT id AS of_channel, name AS channel_name FROM makegood_channel) c ON of_channel = channel_id
LEFT JOIN (
    SELECT id AS who, name AS who_name, tier AS who_tier, email AS who_email FROM makegood_customer
) p ON who = customer_id
"""
_PLACE = "LEFT JOIN (SELECT id AS place, name AS place_name FROM makegood_location) p ON place = location_id"


def _heads(order_ids: Iterable[int]) -> Iterator[_Head]:
    found = sql.read_beside(
        Order,
        "channel_name, who, who_name, who_tier, who_email",
        _CHANNEL_AND_CUSTOMER,
        "id IN_LIST(%s)",
        sql.ids(order_ids),
    )
    for order, channel, who, name, tier, email in found:
        customer = None if who is None else stub(Customer, id=who, name=name, tier=tier, email=email)
        yield _Head(order, channel, customer)


class _Reader:
    """Everything that the lines of some orders are judged by, each kind of row read once."""

    def __init__(
        self,
        shop: Shop,
        heads: Mapping[int, _Head],
        lines: Sequence[OrderLine],
        today: date,
        *,
        as_told: bool,
    ) -> None:
        self._shop, self._heads, self._today, self._as_told = shop, heads, today, as_told
        self._items, self._confirmed, self.catalogue = facts.items_around(line.item_id for line in lines)
        self._sale_days = first_sale_days(items=self.catalogue)
        self._promises = _promises(lines, states=("published",) if as_told else ("proposed", "published"))
        # A date that nothing supports any more stands until its owner has said so.
        self._unsupplied = set() if as_told else _unsupplied(lines)

    def case(self, line: OrderLine, place: str | None) -> LineCase:
        """One line, and the name of the place it is to come from."""
        head, item = self._heads[line.order_id], self._items[line.item_id]
        order, channel = head.order, head.channel
        day = self._sale_days.get(item.sku)
        preorder = day is not None and day > self._today
        promise = self._promise(line, order)
        return LineCase(
            line=facts.order_line(
                line,
                order=order,
                channel=channel,
                sku=item.sku,
                customer=head.customer,
                location=place,
            ),
            reserved_qty=line.reserved_qty,
            backordered_qty=line.backordered_qty,
            eligibility=self._shop.eligibility.decide(
                sku=item.sku,
                family=item.family,
                channel=channel,
                confirmed_inbound_qty=self._confirmed.get(item.pk, 0),
                preorder=preorder,
            ),
            oversell=line.oversell,
            preorder=preorder,
            promise=promise,
            told_to=line.published_to,
            # Decisions, notices and reviews do not look at the tier.
            tier=0,
            baseline=line.baseline,
            days_delayed=days_delayed(baseline=line.baseline, today=self._today),
            expected_delay=expected_delay(
                baseline=line.baseline, ship_to=promise.ship.to_on if promise else None
            ),
        )

    def _promise(self, line: OrderLine, order: Order) -> Promise | None:
        """What is to be expected now: the window proposed last, else the published one while something supports it."""
        if not self._as_told:
            return self._expected(line, order)
        # A line that lacks nothing lies ready: its window was that of units that waited.
        found = self._expected(line, order) if line.backordered_qty else None
        # Nobody can look forward to a day that is over: whoever still waits has no date, until its owner names one.
        return None if found is None or found.ship.to_on < self._today else found

    def _expected(self, line: OrderLine, order: Order) -> Promise | None:
        row = self._promises.get(line.pk)
        if row is not None and row.state == "proposed":
            return _as_promise(row)
        if line.published_from is None or line.published_to is None:
            return None
        if f"{NO_SUPPLY}:{line.pk}:{line.published_to}" in self._unsupplied:
            return None
        if row is not None:
            return _as_promise(row)
        steps = self._shop.steps
        service = steps.service(order.service)
        carrier, transit = steps.calendar(service.calendar), service.transit
        deliver = Window(
            carrier.add(line.published_from, transit.from_days),
            carrier.add(line.published_to, transit.to_days),
        )
        # The window came with the order: what it rests on, its channel knows.
        return Promise(Window(line.published_from, line.published_to), deliver, (), ())


def _as_promise(row: PromiseRow) -> Promise | None:
    if row.ship_from is None or row.ship_to is None or row.deliver_from is None or row.deliver_to is None:
        return None
    return Promise(Window(row.ship_from, row.ship_to), Window(row.deliver_from, row.deliver_to), (), ())


def _unsupplied(lines: Iterable[OrderLine]) -> set[str]:
    """Open tasks about published windows that rest on nothing any more."""
    keys = [f"{NO_SUPPLY}:{line.pk}:{line.published_to}" for line in lines if line.published_to]
    found = sql.ask("SELECT key FROM makegood_task WHERE done_at IS NULL AND key IN_LIST(%s)", sorted(keys))
    return {key for (key,) in found}


def _promises(lines: Iterable[OrderLine], *, states: Sequence[str]) -> dict[int, PromiseRow]:
    """The newest window of each line in one of these states; a proposal before a published one."""
    rows = sql.read(
        PromiseRow,
        "state IN_LIST(%s) AND line_id IN_LIST(%s)",
        list(states),
        sql.ids(line.pk for line in lines),
    )
    rows.sort(key=lambda row: (row.state == "proposed", row.version or 0))
    return {row.line_id: row for row in rows}


def _earlier_orders(shop: Shop, orders: Iterable[Order]) -> dict[int | None, int]:
    """How many other orders each customer has; counted only where a rule asks for it."""
    if all(rule.earlier_orders_min is None for rule in shop.policy.decision.rules):
        return {}
    people = sql.ids(order.customer_id for order in orders if order.customer_id)
    found = sql.ask(
        "SELECT customer_id, count(*) - 1 FROM makegood_order WHERE customer_id IN_LIST(%s) GROUP BY customer_id",
        people,
    )
    return dict(found)
