"""A person takes units from a line on purpose, or says that nobody may (spec 7.4, 7.5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from makegood.db.models import OrderLine
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.reason import Reason
from makegood.services._holdings import LIVE, Holding, Holdings, anywhere, hold
from makegood.services._orders import OrderName, order_ids
from makegood.services._qty import check_qty
from makegood.services._withdrawal import Withdrawal
from makegood.services._work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldLine:
    """Units that an order line holds. `qty` None = all that are neither released nor firm."""

    order: OrderName
    line: str
    qty: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw:
    """Take units from lines; they wait again. `first` = orders the units are meant for, before all others; the lines
    that lost them come after all others, this once. `why` is kept with all that follows."""

    lines: tuple[HeldLine, ...]
    why: str
    first: tuple[OrderName, ...] = ()


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A line with the units that were taken from it, and those that stayed because they are firm, or released."""

    order: str
    line: str
    qty: int
    firm_qty: int
    released_qty: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FirmLine:
    """An order line; all that is kept for it now."""

    order: OrderName
    line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Firm:
    """No later run may take these lines' units (`on` False: it may again), and no person without saying so here."""

    lines: tuple[FirmLine, ...]
    on: bool = True
    why: str = ""


def withdraw(work: Work, command: Withdraw) -> list[Withdrawn]:
    """Take units back, the latest case of a line first. The queue is served with them before the command ends.

    Raises DomainError('order_unknown'), ('order_ambiguous'), ('line_unknown'), ('line_twice'), ('text_required')
    without a why, ('qty_invalid'), ('qty_exceeds_held') with what is held, firm and released: firm ones are loosened
    first, released ones recalled.
    """
    if not command.why.strip():
        raise DomainError("text_required", {"expected": "why the units are taken"})
    ids = order_ids([*(each.order for each in command.lines), *command.first])
    holdings = hold(ids[each.order] for each in command.lines)
    back = Withdrawal(
        work, holdings, reason=Reason.POLICY_EXCEPTION, kind="allocation.withdrawn", why=command.why
    )
    found = []
    for each, (holding, line) in zip(
        command.lines, _lines(holdings, ids, [(each.order, each.line) for each in command.lines]), strict=True
    ):
        check_qty(each.qty, order=each.order.number, line=each.line)
        held, firm, released = _units(holdings, holding, line)
        qty = held if each.qty is None else each.qty
        if qty > held:
            raise DomainError(
                "qty_exceeds_held",
                {
                    "order": each.order.number,
                    "line": each.line,
                    "qty": qty,
                    "held_qty": held,
                    "firm_qty": firm,
                    "released_qty": released,
                },
            )
        back.take(line, qty)
        if qty:
            work.last.add(line.pk)
        found.append(Withdrawn(each.order.number, each.line, qty, firm, released))
    back.finish()
    work.first |= {ids[name] for name in command.first}
    work.why = command.why
    return found


def firm(work: Work, command: Firm) -> None:
    """Make lines' units firm, or loosen them; those that are so already stay as they are.

    Raises DomainError('order_unknown'), ('order_ambiguous'), ('line_unknown'), ('line_twice').
    """
    ids = order_ids(each.order for each in command.lines)
    holdings = hold(ids.values())
    for holding, line in _lines(holdings, ids, [(each.order, each.line) for each in command.lines]):
        rows = [row for bunch in holding.bunches[line.pk] for row in bunch.rows if row.firm is not command.on]
        for row in rows:
            work.set(row, firm=command.on)
        if rows:
            kind = "allocation.firmed" if command.on else "allocation.loosened"
            allocations = sorted(row.pk for row in rows)
            told = {"line": line.line_id, "allocations": allocations, "why": command.why}
            work.tell(holding.order, kind, told)


def _lines(
    holdings: Holdings, ids: dict[OrderName, int], named: Iterable[tuple[OrderName, str]]
) -> Iterator[tuple[Holding, OrderLine]]:
    known: set[int] = set()
    for name, line_id in named:
        holding = holdings.orders[ids[name]]
        line = holding.lines.get(line_id)
        if line is None:
            raise DomainError("line_unknown", {"order": name.number, "line": line_id})
        if line.pk in known:
            raise DomainError("line_twice", {"order": name.number, "line": line_id})
        known.add(line.pk)
        yield holding, line


def _units(holdings: Holdings, holding: Holding, line: OrderLine) -> tuple[int, int, int]:
    """Units of a line that are held, firm, and released."""
    there = {"held": 0, "firm": 0, "released": 0}
    for bunch in holding.bunches[line.pk]:
        for state in LIVE:
            name = "firm" if state == "held" and bunch.firm else state
            there[name] += holdings.available(bunch, state=state, here=anywhere)
    return there["held"], there["firm"], there["released"]
