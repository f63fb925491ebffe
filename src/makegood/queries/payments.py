"""What an order costs its customer, as far as we were told, and what of it has moved: captured, given back, taken again
(spec 4.5, I21). What a decision, a parcel and an end of units ask of finance all rest on it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from makegood.db import sql
from makegood.db.models import Order, OrderLine, Task
from makegood.db.tasks import MOOT, RENEW
from makegood.domain.decision.outcome import FinanceAction
from makegood.domain.decision.payment import Due
from makegood.domain.terms.money import MoneyLine, due, spread

Units = Mapping[str, int]
"""Units by line id."""

BACK, AGAIN = FinanceAction.REFUND.value, FinanceAction.CAPTURE_AGAIN.value
CAPTURE = FinanceAction.PARTIAL_CAPTURE.value


class Came(NamedTuple):
    """An order as we came to know it: the ids of its lines, and their units that were cancelled before: the money of
    those was somebody else's task."""

    lines: frozenset[str]
    cancelled: Units


class Goods(NamedTuple):
    """What an order's lines cost the customer, each with its share of a discount, minor units; `ended` = units that
    nobody gets any more; `most` = all that may have been paid for what is wanted of it."""

    lines: Sequence[MoneyLine]
    ended: Units
    shipping: int
    most: int

    @property
    def kept(self) -> dict[str, int]:
        """Units that left or are still wanted."""
        return {line.line_id: line.quantity - self.ended[line.line_id] for line in self.lines}

    def due(self, units: Units) -> int:
        """Money of so many of the units that are kept, shipping included."""
        kept = self.kept
        some = {line: min(kept[line], units.get(line, 0)) for line in kept}
        return due(lines=self.lines, units=some, shipping=self.shipping)


@dataclass(frozen=True, slots=True)
class Payment:
    """An order's money: the order with all its lines, and what finance was asked to move of it, done or not."""

    order: Order
    lines: Sequence[OrderLine]
    came: Came
    tasks: Sequence[Task]

    def of(self, *kinds: str) -> list[Task]:
        """The tasks of these kinds."""
        return [task for task in self.tasks if task.kind in kinds]

    @property
    def captures(self) -> list[Task]:
        """What finance captures parcel by parcel, or did."""
        return self.of(CAPTURE)

    @property
    def captured(self) -> int:
        """What was captured so far, minor units: where nobody told us, what finance captured by parcel."""
        told = self.order.captured_amount
        return _sum(task for task in self.captures if task.done_at is not None) if told is None else told

    @property
    def coming(self) -> list[Task]:
        """What finance is still to capture by parcel."""
        return [task for task in self.captures if task.done_at is None]

    @property
    def capturing(self) -> int:
        """The money of it, as far as amounts are known."""
        return _sum(self.coming)

    def goods(self, more: Units | None = None) -> Goods | None:
        """What its lines cost; None = a price is unknown. `more` = units that would be cancelled besides."""
        if any(line.unit_price is None for line in self.lines):
            return None
        first: list[MoneyLine] = []
        joined: list[MoneyLine] = []
        ended, wanted = {}, 0
        for line in self.lines:
            earlier = self.came.cancelled.get(line.line_id, 0)
            quantity, price = line.ordered_qty - earlier, line.unit_price or 0
            if quantity:
                gone = line.cancelled_qty + line.substituted_qty + (more or {}).get(line.line_id, 0)
                ended[line.line_id] = max(0, gone - earlier)
                one = MoneyLine(line_id=line.line_id, quantity=quantity, unit_price=price)
                (first if line.line_id in self.came.lines else joined).append(one)
                wanted += 0 if line.replaces_id else quantity * price
        paid_with_the_order = sum(line.quantity * line.unit_price for line in first)
        whole = max(self.order.captured_amount or 0, self.order.authorised_amount or 0)
        if not whole:
            return Goods([*first, *joined], ended, 0, wanted)
        # What was paid above the goods of the order as it came is shipping, which goes back with the whole order only.
        shipping = max(0, whole - paid_with_the_order)
        discount = max(0, paid_with_the_order - whole)
        lines = [*spread(lines=first, discount=discount), *joined]
        return Goods(lines, ended, shipping, wanted - discount + shipping)

    def captured_units(self) -> Units:
        """Units of which finance captured the money by their parcels."""
        return units_of(task for task in self.captures if task.done_at is not None)

    def due(self, going: Units, *, back: int) -> Due:
        """What is to be captured when so many units of each line have left or go now, beyond what was captured or is
        asked for; `back` = what went back of it, or will."""
        captures, goods = self.captures, self.goods()
        coming = self.capturing
        may = max(0, (self.order.authorised_amount or 0) - self.captured - coming)
        if goods is None or any(task.data.get("amount") is None for task in captures):
            return Due(None if may else 0, may)
        asked = units_of(captures)
        units = {line: max(qty, asked.get(line, 0)) for line, qty in going.items()}
        now = max(0, min(may, goods.due(units) - self.captured - coming + back))
        return Due(now, self.due_later(coming + now, back=back))

    def due_later(self, taking: int, *, back: int) -> int:
        """What is to be captured of all that is kept once finance took so much more, as far as is known."""
        may = max(0, (self.order.authorised_amount or 0) - self.captured - taking)
        goods = self.goods()
        return (
            may if goods is None else max(0, min(may, goods.due(goods.kept) - self.captured - taking + back))
        )

    def due_of_asked(self, units: Units, *, back: int) -> int | None:
        """What finance is still to capture when so many units of each line stay of those it was asked to; None = an
        amount is unknown."""
        captures, goods = self.captures, self.goods()
        if goods is None or any(task.data.get("amount") is None for task in captures):
            return None
        stay = {line: min(units.get(line, 0), qty) for line, qty in units_of(captures).items()}
        return max(0, goods.due(stay) - self.captured + back)


def payments(orders: Collection[Order]) -> dict[int, Payment]:
    """The money of these orders, by order."""
    ids = sql.ids(order.pk for order in orders)
    lines: dict[int, list[OrderLine]] = {}
    for line in sql.read(OrderLine, "order_id IN_LIST(%s)", ids):
        lines.setdefault(line.order_id, []).append(line)
    tasks: dict[int, list[Task]] = {}
    asked = "kind IN_LIST(%s) AND done_by <> %s AND order_id IN_LIST(%s)"
    for task in sql.read(Task, asked, (BACK, AGAIN, CAPTURE, RENEW), MOOT, ids):
        tasks.setdefault(task.order_id or 0, []).append(task)
    came = _as_they_came(ids)
    return {
        order.pk: Payment(order, lines.get(order.pk, ()), came[order.pk], tasks.get(order.pk, ()))
        for order in orders
    }


def units_of(tasks: Iterable[Task]) -> Counter[str]:
    """Units by line that these tasks are about."""
    found: Counter[str] = Counter()
    for task in tasks:
        found.update(task.data.get("units") or {})
    return found


def _sum(tasks: Iterable[Task]) -> int:
    return sum(task.data.get("amount") or 0 for task in tasks)


def _as_they_came(order_ids: Sequence[int]) -> Mapping[int, Came]:
    """Each of these orders as its first event told it. The rows of its lines do not say it: one that was cancelled and
    is wanted again queues from that day on, as one that was added then, and was paid all the same."""
    first = sql.ask(
        "SELECT ref, kind, data FROM makegood_event WHERE stream = 'order' AND seq = 1 AND ref IN_LIST(%s)",
        list(order_ids),
    )
    found = dict.fromkeys(order_ids, Came(frozenset(), {}))
    for pk, kind, data in first:
        told = json.loads(data).get("lines", {})
        cancelled = {line: counts.get("cancelled", 0) for line, counts in told.items()}
        found[pk] = Came(frozenset(told), cancelled if kind == "intake.imported" else {})
    return found
