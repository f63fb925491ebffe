"""Shortage: what is there goes to the order, what is not becomes a backorder (spec 1.3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from makegood.db.models import Stock
from makegood.domain.shortage import beyond_queue
from makegood.domain.terms.demand import Demand
from makegood.domain.terms.errors import DomainError
from makegood.services._desk import Desk, DraftLine, Given
from makegood.services._work import Work


def reserve(work: Work, desk: Desk, lines: Sequence[DraftLine]) -> None:
    """Split the lines of one new order: reserve what is available, count the rest as backordered.

    Available = on hand less reserved less safety stock: what nobody waits for, because whoever waits and could be
    served has been. A bundle takes whole sets of its components only. One location that fills the order is preferred.
    """
    home = _home(desk, lines)
    for line in lines:
        wanted_qty = line.fact.quantity
        sets = min(wanted_qty, *(_free(desk, wanted) // wanted.per for wanted in line.demands))
        # Fewer than the minimum fill are not worth a parcel of their own.
        if sets < min(work.shop.policy.allocation.minimum_fill, wanted_qty):
            sets = 0
        line.reserved_qty, line.short_qty = sets, wanted_qty - sets
        if sets:
            for wanted in line.demands:
                line.given += _take(desk, wanted, sets * wanted.per, home)
        for given in line.given:
            work.count(given.stock, reserved=given.qty)
        if line.short_qty:
            line.ahead = {sku: desk.items[sku].backordered_qty for sku in waiting_units(line)}
            _wait(work, desk, line)


def reserve_spare(work: Work, desk: Desk, lines: Sequence[DraftLine]) -> None:
    """Reserve lines that go instead of others, each whole, of units beyond their SKU's own queue (spec 4.3).

    Raises DomainError('substitute_gone') with what is left of the SKU: others were faster.
    """
    for line in lines:
        spare = min(_spare(desk, wanted) // wanted.per for wanted in line.demands)
        if spare >= line.fact.quantity:
            reserve(work, desk, [line])
        if not line.reserved_qty or line.short_qty:
            raise DomainError(
                "substitute_gone",
                {
                    "order": line.fact.order_id,
                    "sku": line.item.sku,
                    "qty": line.fact.quantity,
                    "free_qty": line.reserved_qty or spare,
                },
            )


def _spare(desk: Desk, wanted: Demand) -> int:
    item = desk.items[wanted.sku]
    available = sum(row.on_hand - row.reserved - row.safety_stock for row in desk.stock.get(item.pk, ()))
    return beyond_queue(available=available, backordered=item.backordered_qty)


def give_back(work: Work, desk: Desk, lines: Sequence[DraftLine]) -> None:
    """Undo the split of an order that is not taken after all."""
    for line in lines:
        for given in line.given:
            work.count(given.stock, reserved=-given.qty)
        _wait(work, desk, line, sign=-1)
        line.given = []


def _wait(work: Work, desk: Desk, line: DraftLine, *, sign: int = 1) -> None:
    """So many more units wait, or fewer: everywhere, and on the line's channel."""
    for sku, qty in waiting_units(line).items():
        work.count(desk.items[sku], backordered_qty=sign * qty)
        desk.counted[sku, line.fact.channel] += sign * qty


def waiting_units(line: DraftLine) -> Counter[str]:
    """Units that wait because of this line, by SKU: its own, and of a bundle the components it lacks."""
    waiting: Counter[str] = Counter()
    if line.short_qty:
        waiting[line.item.sku] = line.short_qty
        for wanted in line.demands:
            if wanted.sku != line.item.sku:
                waiting[wanted.sku] += line.short_qty * wanted.per
    return waiting


def _free(desk: Desk, wanted: Demand) -> int:
    return sum(_available(row) for row in desk.reachable_stock(wanted))


def _available(row: Stock) -> int:
    return max(0, row.on_hand - row.reserved - row.safety_stock)


def _take(desk: Desk, wanted: Demand, qty: int, home: str | None) -> list[Given]:
    """`qty` units: from the order's own location when it has them, else the first that does, else all in turn."""
    rows = desk.reachable_stock(wanted)
    filling = [row for row in rows if _available(row) >= qty]
    if filling:
        rows = [row for row in filling if row.location.name == home] or filling
    taken: list[Given] = []
    for row in rows:
        part = min(qty, _available(row))
        if part:
            taken.append(Given(row, part))
            qty -= part
    return taken


def _home(desk: Desk, lines: Sequence[DraftLine]) -> str | None:
    """The one location that can fill the whole order, where several could serve it: one parcel beats two."""
    if len(desk.serving.locations) < 2 or not lines:
        return None
    needed: Counter[str] = Counter()
    for line in lines:
        for wanted in line.demands:
            needed[wanted.sku] += wanted.qty
    for name in desk.serving(lines[0].demands[0]):
        there = {
            sku: sum(
                _available(row) for row in desk.stock.get(desk.items[sku].pk, ()) if row.location.name == name
            )
            for sku in needed
        }
        if all(there[sku] >= qty for sku, qty in needed.items()):
            return name
    return None
