"""Units are taken back from lines that hold them: they wait again, and whoever cares for the line is told."""

from __future__ import annotations

from typing import Any, NamedTuple

from makegood.db import facts
from makegood.db.models import Allocation, Backorder, Order, OrderLine, Stock
from makegood.domain.terms.reason import Reason
from makegood.domain.terms.state import BackorderState
from makegood.services import _transition
from makegood.services._holdings import Bunch, Here, Holdings, Taken, anywhere
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
    `reason` = what both are thought to wait for, unless a person has said so already; `kind`, `why` = how their orders
    tell it.
    """

    def __init__(self, work: Work, holdings: Holdings, *, reason: Reason, kind: str, why: str = "") -> None:
        self._work = work
        self._holdings = holdings
        self._reason = reason
        self._kind = kind
        self._why = why
        self._waits = Waits(holdings.items, facts.items(holdings.items.values()))
        self._taken: list[Taken] = []

    def free(self, order_pk: int, line_id: str, stock: Stock, needed: int, *, firm: bool = False) -> int:
        """Take back as many of the line's units, firm ones or others, as free `needed` units of that stock, which are
        not there any more; how many it frees."""

        def here(row: Allocation) -> bool:
            return row.stock_id == stock.pk

        freed = 0
        line = self._holdings.orders[order_pk].lines[line_id]
        for bunch in self._bunches(line, firm=firm):
            there = self._holdings.available(bunch, state="held", here=here)
            if needed > freed and there:
                qty = min(there, -(-(needed - freed) // bunch.per[stock.item_id]))
                taken = self._take(bunch, qty, here)
                freed += sum(row.qty for row in taken.rows if row.stock_id == stock.pk)
        return freed

    def take(self, line: OrderLine, qty: int, *, here: Here = anywhere) -> list[Taken]:
        """Take back so many units of a line that are held and not firm, from here first, the latest case first."""
        taken = []
        for bunch in self._bunches(line, firm=False):
            part = min(qty, self._holdings.available(bunch, state="held", here=anywhere))
            if part:
                taken.append(self._take(bunch, part, here))
                qty -= part
        return taken

    def finish(self) -> list[Backorder]:
        """Open the cases again and tell their orders; the cases that are open now."""
        told: dict[int, dict[str, Any]] = {}
        moves = [(each, each.bunch.backorder) for each in self._taken if each.bunch.backorder is not None]
        moved = _transition.move(
            self._work, [Move(row, BackorderState.OPEN, each.qty, self._waiting(row)) for each, row in moves]
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
            data = {**event, "why": self._why} if self._why else event
            self._work.tell(self._holdings.orders[order_pk].order, self._kind, data)
        self._notify(fresh)
        self._work.unowned |= {row.pk for row in fresh}
        return [*moved, *fresh]

    def _bunches(self, line: OrderLine, *, firm: bool) -> list[Bunch]:
        own = self._holdings.orders[line.order_id].bunches[line.pk]
        return [bunch for bunch in reversed(own) if bunch.firm is firm]

    def _waiting(self, row: Backorder) -> dict[str, Any]:
        """What changes with a case that waits again; what a person said of its cause stands."""
        reason = row.reason if row.reason_confirmed else self._reason.value
        return {"next_review_on": self._work.today, "reason": reason}

    def _take(self, bunch: Bunch, qty: int, here: Here) -> Taken:
        work, line = self._work, bunch.line
        taken = self._holdings.take(work, bunch, qty, state="held", here=here)
        self._taken.append(taken)
        for row in taken.rows:
            work.set(row, state="withdrawn")
            stock = self._holdings.stock[row.stock_id]
            work.count(stock, reserved=-row.qty)
            # Even where the units are gone: a bundle gives whole sets, and the rest of the last one is free.
            work.freed.add(stock.item_id)
        work.set(line, reserved_qty=line.reserved_qty - qty, backordered_qty=line.backordered_qty + qty)
        self._waits.change(work, line.item_id, qty)
        work.lost[line.pk] = work.lost.get(line.pk, 0) + qty
        work.moved.add(line.item_id)
        return taken

    def _notify(self, fresh: list[Backorder]) -> None:
        """Lines that were never short are something new to their customers, whatever these were told before."""
        by_order: dict[int, list[str]] = {}
        names = {each.bunch.line.pk: each.bunch.line.line_id for each in self._taken}
        for row in fresh:
            by_order.setdefault(row.order_id, []).append(names[row.line_id])
        for order_pk, lines in by_order.items():
            self._work.short.append((self._holdings.orders[order_pk].order, lines))
