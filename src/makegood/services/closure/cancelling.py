"""Units that will not be shipped: they leave the queue, and what was kept for them serves the next (spec 8.2, I14)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from makegood.db import facts
from makegood.db.models import Backorder, OrderLine
from makegood.domain.closure.ending import close
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.state import BackorderState
from makegood.services import _transition
from makegood.services._holdings import Bunch, Holding, Holdings, Taken, anywhere, hold, in_parts
from makegood.services._orders import order_ids
from makegood.services._transition import Move
from makegood.services._waits import Waits
from makegood.services._work import Work
from makegood.services.closure.commands import Cancel, Cancelled, CancelLine


@dataclass(slots=True)
class _Part:
    """Units of one line that go: from a case that waits, or from a bunch that is held (its case, if it has one)."""

    holding: Holding
    line: OrderLine
    qty: int
    waiting: Backorder | None = None
    bunch: Bunch | None = None
    taken: Taken | None = None


def cancel(work: Work, command: Cancel) -> list[Cancelled]:
    """Cancel units: those that wait first, then those allocated to a case, the latest first, last those that were there
    when the order came, so that what is surest goes last. Cancelling again finds nothing and changes nothing.

    Raises DomainError('order_unknown'), ('order_ambiguous'), ('line_unknown'), ('qty_exceeds_open') with what is there
    (released units are recalled first), and what domain `close` raises for a reason or an approval.
    """
    ids = order_ids(each.order for each in command.lines)
    holdings = hold(ids.values())
    waiting = _waiting(list(ids.values()))
    parts: list[_Part] = []
    outcome: list[Cancelled] = []
    for each in command.lines:
        holding = holdings.orders[ids[each.order]]
        for line in _lines(holding, each):
            own = list(_chosen(work, holdings, holding, line, waiting.get(line.pk, []), each))
            parts += own
            released = sum(
                holdings.available(bunch, state="released", here=anywhere)
                for bunch in holding.bunches[line.pk]
            )
            qty = sum(part.qty for part in own)
            outcome.append(Cancelled(holding.order.number, line.line_id, qty, released, line.shipped_qty))
    _write(work, holdings, parts, command)
    return outcome


def _waiting(ids: Sequence[int]) -> dict[int, list[Backorder]]:
    """Open cases by line, the latest first."""
    found: dict[int, list[Backorder]] = {}
    for row in in_parts(Backorder.objects.filter(state="open").order_by("-pk"), "order_id", ids):
        found.setdefault(row.line_id, []).append(row)
    return found


def _lines(holding: Holding, each: CancelLine) -> list[OrderLine]:
    if each.line is None:
        if each.qty is not None:
            raise DomainError("line_missing", {"order": each.order.number, "qty": each.qty})
        return list(holding.lines.values())
    if each.line not in holding.lines:
        raise DomainError("line_unknown", {"order": each.order.number, "line": each.line})
    return [holding.lines[each.line]]


def _chosen(
    work: Work,
    holdings: Holdings,
    holding: Holding,
    line: OrderLine,
    waiting: list[Backorder],
    each: CancelLine,
) -> Iterator[_Part]:
    held = [
        (bunch, qty)
        for bunch in reversed(holding.bunches[line.pk])
        if (qty := holdings.available(bunch, state="held", here=anywhere))
    ]
    open_qty = sum(row.qty for row in waiting) + sum(qty for _, qty in held)
    wanted = open_qty if each.qty is None else each.qty
    if wanted > open_qty or (each.qty is not None and each.qty < 1):
        raise DomainError(
            "qty_exceeds_open",
            {"order": holding.order.number, "line": line.line_id, "qty": wanted, "open_qty": open_qty},
        )
    while wanted and waiting:
        row = waiting.pop(0)
        part = min(wanted, row.qty)
        wanted -= part
        yield _Part(holding, line, part, waiting=row)
    for bunch, qty in held:
        part = min(wanted, qty)
        if part:
            wanted -= part
            taken = holdings.take(work, bunch, part, state="held", here=anywhere)
            yield _Part(holding, line, part, bunch=bunch, taken=taken)


def _write(work: Work, holdings: Holdings, parts: Sequence[_Part], command: Cancel) -> None:
    waits = Waits(holdings.items, facts.items(holdings.items.values()))
    told: dict[int, dict[str, Any]] = {}
    moves: list[tuple[_Part, str, Move]] = []
    for part in parts:
        backorder = part.waiting or (part.bunch.backorder if part.bunch else None)
        before = BackorderState(backorder.state) if backorder else BackorderState.ALLOCATED
        ending = close(
            state=before,
            end=BackorderState.CANCELLED,
            reason=command.reason,
            reserved_qty=0 if part.waiting else part.qty,
            text=command.text,
            approved_by=command.approved_by,
        )
        if backorder is not None:
            also = {
                "reason": ending.reason.value,
                "reason_confirmed": True,
                "reason_text": command.text,
                "approved_by": command.approved_by.value,
                "closed_at": work.now,
            }
            moves.append((part, before.value, Move(backorder, BackorderState.CANCELLED, part.qty, also)))
        _count(work, holdings, waits, part)
        event = told.setdefault(part.line.order_id, _event(command))
        counts = event["lines"].setdefault(part.line.line_id, {"cancelled": 0})
        name = "backordered" if part.waiting else "reserved"
        counts[name] = counts.get(name, 0) - part.qty
        counts["cancelled"] += part.qty
    moved = _transition.move(work, [move for _, _, move in moves])
    for (part, before_state, _), row in zip(moves, moved, strict=True):
        told[part.line.order_id]["backorders"].append(_transition.told(before_state, row, part.line.line_id))
        for allocation in part.taken.rows if part.taken else ():
            work.set(allocation, backorder_id=row.pk)
    for order_id, event in told.items():
        work.tell(holdings.orders[order_id].order, "closure.cancelled", event)


def _event(command: Cancel) -> dict[str, Any]:
    return {
        "lines": {},
        "backorders": [],
        "reason": command.reason.value,
        "approved_by": command.approved_by.value,
        "text": command.text,
    }


def _count(work: Work, holdings: Holdings, waits: Waits, part: _Part) -> None:
    line = part.line
    work.set(line, cancelled_qty=line.cancelled_qty + part.qty)
    if part.taken is None:
        work.set(line, backordered_qty=line.backordered_qty - part.qty)
        waits.change(work, line.item_id, -part.qty)
        return
    work.set(line, reserved_qty=line.reserved_qty - part.qty)
    for row in part.taken.rows:
        work.set(row, state="withdrawn")
        work.count(holdings.stock[row.stock_id], reserved=-row.qty)
        work.freed.add(holdings.item_of[row.stock_id])
