"""The only writer of a backorder's state (design rule 4). Transitions are data; an illegal one is refused loudly.

A move of part of a backorder divides it: the part that moves becomes a row of its own, the rest stays what it was.
Detection day, reason and promise stay with both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from makegood.db.models import Backorder, Order, OrderLine
from makegood.db.rows import new
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.reason import Reason
from makegood.domain.terms.state import ENDED, BackorderState, check_transition
from makegood.services._work import Work

OPEN = BackorderState.OPEN.value

UNDECIDED_OWNER = "support"
"""Who owns a case until its review says so, a moment later in the same transaction."""


class ShortLine(Protocol):
    """A line with units missing whose case is to be opened."""

    order: Order
    line: OrderLine
    backorder: Backorder | None


@dataclass(slots=True)
class Move:
    """So many units of a backorder go from its state to another; `also` = columns that change with it."""

    backorder: Backorder
    to: BackorderState
    qty: int
    also: Mapping[str, Any] = field(default_factory=dict)


def open_cases(work: Work, short: Sequence[tuple[ShortLine, Reason]]) -> None:
    """Open a backorder for each line's missing units, with a reason, an owner and a day to look at it."""
    rows = []
    for case, reason in short:
        case.backorder = _opened(work, case.order, case.line, case.line.backordered_qty, reason)
        rows.append(case.backorder)
    work.add_numbered(Backorder, rows)


class Shortened(Protocol):
    """A line of which so many units were taken back."""

    @property
    def order(self) -> Order:
        """Its order."""

    @property
    def line(self) -> OrderLine:
        """The line."""

    @property
    def qty(self) -> int:
        """Units that wait now."""


def open_again(work: Work, short: Sequence[Shortened], *, reason: Reason) -> list[Backorder]:
    """Open a backorder for units that lines had and have no more; somebody looks at it today."""
    rows = [_opened(work, each.order, each.line, each.qty, reason) for each in short]
    work.add_numbered(Backorder, rows)
    return rows


def _opened(work: Work, order: Order, line: OrderLine, qty: int, reason: Reason) -> Backorder:
    return new(
        Backorder,
        line_id=line.pk,
        order_id=order.pk,
        item_id=line.item_id,
        channel_id=order.channel_id,
        qty=qty,
        state=OPEN,
        reason=reason.value,
        owner=UNDECIDED_OWNER,
        next_review_on=work.today,
        detected_at=work.now,
        detected_on=work.today,
    )


def move(work: Work, moves: Sequence[Move]) -> list[Backorder]:
    """Carry the moves out; the row that now has each move's units in its new state.

    Raises DomainError('transition_illegal') with from, to and what would be legal, 'qty_exceeds_backorder'.
    """
    moved: list[Backorder] = []
    parts: list[tuple[Move, Backorder]] = []
    for step in moves:
        row = step.backorder
        if row.state == OPEN or step.to in ENDED:
            work.eased_orders.add(row.order_id)
        check_transition(before=BackorderState(row.state), after=step.to)
        if not 0 < step.qty <= row.qty:
            raise DomainError("qty_exceeds_backorder", {"backorder": row.pk, "qty": step.qty, "of": row.qty})
        if step.qty == row.qty:
            work.set(row, state=step.to.value, **step.also)
            moved.append(row)
            continue
        part = divided(row, step.qty)
        part.__dict__.update({"state": step.to.value, **step.also})
        work.set(row, qty=row.qty - step.qty)
        parts.append((step, part))
        moved.append(part)
    work.add_numbered(Backorder, [part for _, part in parts])
    return moved


def reopen(work: Work, ended: Sequence[Backorder], *, qtys: Sequence[int] | None = None) -> list[Backorder]:
    """A new, linked, open backorder for each ended one: an end stays an end (I12). Reason and owner go along.

    `qtys` = only so many units of each; None = all.
    """
    rows = []
    for number, row in enumerate(ended):
        fresh = divided(row, row.qty if qtys is None else qtys[number])
        fresh.__dict__.update(
            {
                "state": OPEN,
                "parent_id": None,
                "reopens_id": row.pk,
                "closed_at": None,
                "approved_by": "",
                "reason_confirmed": False,
                "next_review_on": work.today,
            }
        )
        rows.append(fresh)
    work.add_numbered(Backorder, rows)
    return rows


def divided(row: Backorder, qty: int) -> Backorder:
    """A new row for part of a backorder, as it was; its state follows."""
    part = new(Backorder)
    for name, value in row.__dict__.items():
        if name not in ("_state", "id"):
            part.__dict__[name] = value
    part.__dict__.update({"id": None, "qty": qty, "parent_id": row.pk})
    return part


def opened(row: Backorder, line: OrderLine) -> dict[str, Any]:
    """How an event tells of a case that was opened; `reopens` = the ended one it follows."""
    data = {"id": row.pk, "line": line.line_id, "to": OPEN, "qty": row.qty, "reason": row.reason}
    return data if row.reopens_id is None else {**data, "reopens": row.reopens_id}


def told(before: str, row: Backorder, line_id: str) -> dict[str, Any]:
    """How an event tells of a move; `of` = the row it was divided from."""
    data: dict[str, Any] = {"id": row.pk, "line": line_id, "from": before, "to": row.state, "qty": row.qty}
    if row.parent_id is not None:
        data["of"] = row.parent_id
    return data
