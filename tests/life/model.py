"""What a shop's quantities must be, worked out from commands and answers alone: a second opinion beside the audit.

It knows nothing of ranks: who gets units is the audit's to judge. Quantities of lines are in units of the line.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from makegood.db.models import BundlePart, Stock
from makegood.db.sql import ask
from makegood.domain.receipt.arrival import Shelf
from makegood.services import closure, release
from makegood.services.intake import TakeOrders
from makegood.services.receipt.counting import Count
from makegood.services.receipt.moving import MoveStock
from makegood.services.receipt.receive import Receive
from makegood.services.receipt.returns import Return
from makegood.services.receipt.undoing import UndoReceipt

LINES_CHANGE = ("AnswerSilence", "Decide", "EditOrders", "Reopen")
"""Commands that make lines, or take units off them, by rules of their own."""
FACTS = ("ordered", "shipped", "cancelled", "returned")

Line = tuple[str, str]


class Model:
    """Units on the shelves by SKU and shelf, and of each line what was ordered, shipped, cancelled and returned."""

    def __init__(self) -> None:
        self.shelves = _shelves()
        self.skus, self.lines = _lines()
        parts: dict[str, dict[str, int]] = {}
        for bundle, sku, per in BundlePart.objects.values_list("bundle__sku", "component__sku", "per"):
            parts.setdefault(bundle, {})[sku] = per
        self.parts = parts

    def follow(self, command: Any, outcome: Any) -> None:
        """Take a command that was done into account, and see that the database came to the same."""
        kind = type(command)
        if kind in _STEPS:
            _STEPS[kind](self, command, outcome)
        skus, lines = _lines()
        if kind.__name__ in LINES_CHANGE:
            self.skus, self.lines = skus, lines
        assert _shelves() == self.shelves
        assert lines == self.lines

    def take(self, command: TakeOrders, outcome: Any) -> None:
        for new, draft in zip(command.orders, outcome, strict=True):
            for number, line in enumerate(new.lines, 1) if draft.open else ():
                key = new.number, line.line_id or str(number)
                self.skus[key] = line.sku
                self.lines[key] = Counter(ordered=line.quantity)

    def receive(self, command: Receive, outcome: Any) -> None:
        for each in command.deliveries:
            self.put(each.sku, Shelf.ON_HAND, each.counted_qty - each.damaged_qty)
            self.put(each.sku, Shelf.QUARANTINE, each.damaged_qty)

    def count(self, command: Count, outcome: Any) -> None:
        for found in outcome:
            self.put(found.sku, Shelf.ON_HAND, found.difference)
        for each in command.counts:
            row = Stock.objects.get(item__sku=each.sku, location__name=each.location)
            assert row.on_hand == each.counted_qty

    def move(self, command: MoveStock, outcome: Any) -> None:
        for each in command.moves:
            self.put(each.sku, each.shelf, -each.qty)
            if each.to_shelf is not None:
                self.put(each.sku, each.to_shelf, each.qty)

    def undo(self, command: UndoReceipt, outcome: Any) -> None:
        for each in outcome:
            self.put(each.sku, Shelf.ON_HAND, -each.good_qty)
            self.put(each.sku, Shelf.QUARANTINE, -each.damaged_qty)

    def bring_back(self, command: Return, outcome: Any) -> None:
        for each in command.lines:
            key = each.order.number, each.line
            self.lines[key]["returned"] += each.returned_qty
            self.put(self.skus[key], Shelf.ON_HAND, each.sellable_qty)
            self.put(self.skus[key], Shelf.QUARANTINE, each.returned_qty - each.sellable_qty)

    def ship(self, command: release.Ship, outcome: Any) -> None:
        self.leave(outcome, 1)

    def unship(self, command: release.CancelShipments, outcome: Any) -> None:
        self.leave(outcome, -1)

    def leave(self, outcome: Any, sign: int) -> None:
        """Parcels left (1), or never did (-1)."""
        for parcel in outcome:
            for line, qty in {} if parcel.known else parcel.units.items():
                self.lines[parcel.order, line]["shipped"] += sign * qty
                self.put(self.skus[parcel.order, line], Shelf.ON_HAND, -sign * qty)

    def cancel(self, command: closure.Cancel, outcome: Any) -> None:
        for each in outcome:
            self.lines[each.order, each.line]["cancelled"] += each.qty

    def put(self, sku: str, shelf: Shelf, qty: int) -> None:
        """Units more on a shelf; of a bundle, its components."""
        for part, per in self.parts.get(sku, {sku: 1}).items():
            self.shelves[part, shelf.value] += qty * per


_LINES = f"""
    SELECT o.number, line.line_id, item.sku,
        ordered_qty - shipped_qty - cancelled_qty - substituted_qty - reserved_qty - line.backordered_qty,
        {", ".join(f"{name}_qty" for name in FACTS)}
    FROM makegood_orderline line JOIN makegood_order o ON o.id = line.order_id
    JOIN makegood_item item ON item.id = line.item_id
"""
_STEPS: dict[type, Any] = {
    TakeOrders: Model.take,
    Receive: Model.receive,
    Count: Model.count,
    MoveStock: Model.move,
    UndoReceipt: Model.undo,
    Return: Model.bring_back,
    release.Ship: Model.ship,
    release.CancelShipments: Model.unship,
    closure.Cancel: Model.cancel,
}


def _shelves() -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for sku, on_hand, quarantine in ask(
        "SELECT item.sku, stock.on_hand, stock.quarantine"
        " FROM makegood_stock stock JOIN makegood_item item ON item.id = stock.item_id"
    ):
        found[sku, Shelf.ON_HAND.value] += on_hand
        found[sku, Shelf.QUARANTINE.value] += quarantine
    return found


def _lines() -> tuple[dict[Line, str], dict[Line, Counter[str]]]:
    """The SKU of each line, and its quantities; what is nowhere else must be reserved or wait."""
    skus: dict[Line, str] = {}
    lines: dict[Line, Counter[str]] = {}
    for number, line_id, sku, left, *facts in ask(_LINES):
        skus[number, line_id] = sku
        lines[number, line_id] = Counter(dict(zip(FACTS, facts, strict=True)))
        assert left == 0
    return skus, lines
