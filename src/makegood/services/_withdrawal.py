"""Units are taken back from lines that hold them: they wait again, and whoever cares for the line is told."""

from __future__ import annotations

from typing import Any, NamedTuple

from makegood.db import facts
from makegood.db.models import Backorder, Notice, Order, OrderLine, Stock
from makegood.domain.terms.reason import Reason
from makegood.domain.terms.state import BackorderState
from makegood.services import _transition
from makegood.services._holdings import Holdings, Taken
from makegood.services._transition import Move
from makegood.services._waits import Waits
from makegood.services._work import Work


class _Short(NamedTuple):
    """A line that was served when its order came and waits now."""

    order: Order
    line: OrderLine
    qty: int


class Withdrawal:
    """Takes held units back, whole units of lines, and writes what follows when it is finished.

    A case that was allocated is open again; a line that had its units from the start gets a case, looked at today.
    """

    def __init__(self, work: Work, holdings: Holdings, *, reason: Reason, kind: str) -> None:
        self._work = work
        self._holdings = holdings
        self._reason = reason
        self._kind = kind
        self._waits = Waits(holdings.items, facts.items(holdings.items.values()))
        self._taken: list[Taken] = []

    def take(self, order_pk: int, line_id: str, stock: Stock, needed: int) -> int:
        """Take back as many of the line's units as free `needed` units of that stock; how many it frees."""
        holding = self._holdings.orders[order_pk]
        line = holding.lines[line_id]
        freed = 0
        for bunch in reversed(holding.bunches[line.pk]):
            there = self._holdings.available(bunch, state="held", here=lambda row: row.stock_id == stock.pk)
            if needed > freed and there:
                per = bunch.per[stock.item_id]
                qty = min(there, -(-(needed - freed) // per))
                taken = self._holdings.take(
                    self._work, bunch, qty, state="held", here=lambda row: row.stock_id == stock.pk
                )
                self._taken.append(taken)
                freed += sum(row.qty for row in taken.rows if row.stock_id == stock.pk)
                self._give_back(taken, stock)
        return freed

    def finish(self) -> None:
        """Open the cases again and tell their orders."""
        told: dict[int, dict[str, Any]] = {}
        moves = [(each, each.bunch.backorder) for each in self._taken if each.bunch.backorder is not None]
        moved = _transition.move(
            self._work, [Move(row, BackorderState.OPEN, each.qty, self._waiting()) for each, row in moves]
        )
        fresh = _transition.open_again(
            self._work,
            [
                _Short(self._holdings.orders[each.bunch.line.order_id].order, each.bunch.line, each.qty)
                for each in self._taken
                if each.bunch.backorder is None
            ],
            reason=self._reason,
        )
        for each in self._taken:
            line = each.bunch.line
            event = told.setdefault(line.order_id, {"lines": {}, "backorders": []})
            counts = event["lines"].setdefault(line.line_id, {"reserved": 0, "backordered": 0})
            counts["reserved"] -= each.qty
            counts["backordered"] += each.qty
        names = {each.bunch.line.pk: each.bunch.line for each in self._taken}
        for row in moved:
            told[row.order_id]["backorders"].append(
                _transition.told("allocated", row, names[row.line_id].line_id)
            )
        for row in fresh:
            told[row.order_id]["backorders"].append(_transition.opened(row, names[row.line_id]))
        for order_pk, event in told.items():
            self._work.tell(self._holdings.orders[order_pk].order, self._kind, event)
        self._notify(fresh)

    def _waiting(self) -> dict[str, Any]:
        return {"next_review_on": self._work.today, "reason": self._reason.value, "reason_confirmed": False}

    def _give_back(self, taken: Taken, stock: Stock) -> None:
        work, line = self._work, taken.bunch.line
        for row in taken.rows:
            work.set(row, state="withdrawn")
            own = self._holdings.stock[row.stock_id]
            work.count(own, reserved=-row.qty)
            if own.pk != stock.pk:
                # Of a bundle the other components are free now.
                work.freed.add(own.item_id)
        work.set(
            line, reserved_qty=line.reserved_qty - taken.qty, backordered_qty=line.backordered_qty + taken.qty
        )
        self._waits.change(work, line.item_id, taken.qty)
        work.moved.add(line.item_id)

    def _notify(self, fresh: list[Backorder]) -> None:
        """Orders that were never short are owed their first notice."""
        by_order: dict[int, list[str]] = {}
        names = {each.bunch.line.pk: each.bunch.line.line_id for each in self._taken}
        for row in fresh:
            by_order.setdefault(row.order_id, []).append(names[row.line_id])
        known = set(
            Notice.objects.filter(order_id__in=by_order, kind="first").values_list("order_id", flat=True)
        )
        for order_pk, lines in by_order.items():
            if order_pk not in known:
                self._work.short.append((self._holdings.orders[order_pk].order, lines))
