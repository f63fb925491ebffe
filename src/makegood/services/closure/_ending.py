"""Units that leave the queue for good, whatever the end: rows, counters and history of it, written once (I14)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from makegood.db import facts, sql
from makegood.db.models import Backorder, OrderLine
from makegood.domain.closure.ending import Approval, Closure, close
from makegood.domain.terms.reason import Reason
from makegood.domain.terms.state import BackorderState
from makegood.services import _transition
from makegood.services._holdings import Bunch, Holding, Holdings, Taken
from makegood.services._transition import Move
from makegood.services._waits import Waits
from makegood.services._work import Work


@dataclass(slots=True)
class Part:
    """Units of one line that go: from a case that waits, or from a bunch that is held (its case, if it has one)."""

    holding: Holding
    line: OrderLine
    qty: int
    waiting: Backorder | None = None
    bunch: Bunch | None = None
    taken: Taken | None = None

    @property
    def case(self) -> Backorder | None:
        """The case that ends, if there is one."""
        return self.waiting or (self.bunch.backorder if self.bunch else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """How they end. `reason` None = what each case is thought to wait for; where nobody knows, `other` with the text.
    `confirms` = a person stands by it. `counter` = the units of a line that ended so; `also` = what else the event
    tells."""

    state: BackorderState
    counter: str
    kind: str
    reason: Reason | None
    approved_by: Approval
    text: str
    confirms: bool
    also: Mapping[str, Any] = field(default_factory=dict)


def waiting_cases(order_pks: Sequence[int]) -> dict[int, list[Backorder]]:
    """Open cases by line, the latest first."""
    found: dict[int, list[Backorder]] = {}
    rows = sql.read(Backorder, "state = 'open' AND order_id IN_LIST(%s)", sql.ids(order_pks))
    for row in reversed(rows):
        found.setdefault(row.line_id, []).append(row)
    return found


def waits_of(holdings: Holdings) -> Waits:
    """The counters of what waits for the locked items."""
    return Waits(holdings.items, facts.items(holdings.items.values()))


def end(work: Work, holdings: Holdings, waits: Waits, parts: Sequence[Part], how: End) -> None:
    """End these units. Raises what domain `close` raises for a reason or an approval."""
    told: dict[int, dict[str, Any]] = {}
    moves: list[tuple[Part, str, Move]] = []
    for part in parts:
        closure = _closed(part, how)
        if part.case is not None:
            before = part.case.state
            moves.append(
                (part, before, Move(part.case, how.state, part.qty, _also(work, part, closure, how)))
            )
        _count(work, holdings, waits, part, how)
        event = told.setdefault(part.line.order_id, _event(how))
        counts = event["lines"].setdefault(part.line.line_id, {how.counter: 0})
        name = "backordered" if part.waiting else "reserved"
        counts[name] = counts.get(name, 0) - part.qty
        counts[how.counter] += part.qty
        order = part.holding.order
        # What an order is worth is the price of what is still wanted of it.
        work.set(order, value=max(0, order.value - part.qty * (part.line.unit_price or 0)))
    moved = _transition.move(work, [move for _, _, move in moves])
    for (part, before, _), row in zip(moves, moved, strict=True):
        told[part.line.order_id]["backorders"].append(_transition.told(before, row, part.line.line_id))
        for allocation in part.taken.rows if part.taken else ():
            work.set(allocation, backorder_id=row.pk)
    for order_id, event in told.items():
        work.tell(holdings.orders[order_id].order, how.kind, event)
    work.ended |= set(told)


def _closed(part: Part, how: End) -> Closure:
    case = part.case
    reason = how.reason or (Reason(case.reason) if case else Reason.UNKNOWN)
    if how.reason is None and reason is Reason.UNKNOWN:
        reason = Reason.OTHER
    return close(
        state=BackorderState(case.state) if case else BackorderState.ALLOCATED,
        end=how.state,
        reason=reason,
        reserved_qty=0 if part.waiting else part.qty,
        text=how.text,
        approved_by=how.approved_by,
    )


def _also(work: Work, part: Part, closure: Closure, how: End) -> dict[str, Any]:
    case = part.case
    return {
        "reason": closure.reason.value,
        "reason_confirmed": how.confirms or how.reason is not None or bool(case and case.reason_confirmed),
        "reason_text": how.text,
        "approved_by": how.approved_by.value,
        "closed_at": work.now,
    }


def _event(how: End) -> dict[str, Any]:
    return {
        "lines": {},
        "backorders": [],
        "reason": how.reason.value if how.reason else None,
        "approved_by": how.approved_by.value,
        "text": how.text,
        **how.also,
    }


def _count(work: Work, holdings: Holdings, waits: Waits, part: Part, how: End) -> None:
    line, counter = part.line, f"{how.counter}_qty"
    work.set(line, **{counter: getattr(line, counter) + part.qty})
    if part.taken is None:
        work.set(line, backordered_qty=line.backordered_qty - part.qty)
        waits.change(work, line.item_id, -part.qty)
        if work.shop.policy.allocation.minimum_fill > 1:
            # What was too little to send may be all that is wanted now.
            work.freed.add(line.item_id)
        return
    work.set(line, reserved_qty=line.reserved_qty - part.qty)
    for row in part.taken.rows:
        work.set(row, state="withdrawn")
        work.count(holdings.stock[row.stock_id], reserved=-row.qty)
        work.freed.add(holdings.item_of[row.stock_id])
