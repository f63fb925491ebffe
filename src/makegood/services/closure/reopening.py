"""Cancelled units are wanted again (spec 8.2): a new case, linked to the one that ended and stays so (I12)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from makegood.db.models import Backorder, Order, OrderLine
from makegood.db.rows import load
from makegood.db.sql import among
from makegood.domain.closure.ending import baseline_after_reopening
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.reason import Reason
from makegood.services import _transition
from makegood.services._desk import DraftLine
from makegood.services._holdings import Holding, Holdings, hold
from makegood.services._orders import order_ids
from makegood.services._qty import check_qty
from makegood.services._tasks import oversold
from makegood.services._work import Work
from makegood.services.closure._ending import waits_of
from makegood.services.closure.commands import Reopen, Reopened, ReopenLine


@dataclass(slots=True)
class _Again:
    """Units of a line that wait again; `ended` = the case they follow, None = they never had one."""

    order: Order
    line: OrderLine
    qty: int
    ended: Backorder | None = None


def reopen(work: Work, command: Reopen) -> tuple[list[Reopened], list[int]]:
    """Open the cases; what was done, and the keys of their lines. Where nothing is cancelled any more nothing changes.

    The line keeps its rank when the error was ours; else it queues from now on. Raises DomainError('order_unknown'),
    ('order_ambiguous'), ('line_unknown'), ('line_twice'), ('qty_invalid'), ('qty_exceeds_cancelled') with how many
    there are, ('line_open') when units of the line wait or are kept whose rank would be lost: raise its quantity
    instead.
    """
    ids = order_ids(each.order for each in command.lines)
    holdings = hold(ids.values())
    ended = _ended(ids.values())
    outcome: list[Reopened] = []
    again: list[_Again] = []
    seen: set[int] = set()
    for each in command.lines:
        holding = holdings.orders[ids[each.order]]
        line = holding.lines.get(each.line)
        if line is None:
            raise DomainError("line_unknown", {"order": each.order.number, "line": each.line})
        if line.pk in seen:
            raise DomainError("line_twice", {"order": each.order.number, "line": each.line})
        seen.add(line.pk)
        qty = _qty(each, line)
        if qty:
            _rank(work, command, each, line)
            again += _parts(holding, line, qty, ended.get(line.pk, []))
        outcome.append(Reopened(each.order.number, line.line_id, qty))
    _write(work, holdings, again, command)
    return outcome, sorted({each.line.pk for each in again})


def waiting_lines(line_pks: Iterable[int]) -> list[OrderLine]:
    """Those of these lines of which something waits, by order."""
    rows = load(OrderLine.objects.filter(backordered_qty__gt=0, pk__in=among(line_pks)).order_by("pk"))
    return sorted(rows, key=lambda row: (row.order_id, row.pk))


def flag(work: Work, rows: Sequence[OrderLine], judged: Sequence[DraftLine]) -> None:
    """Mark lines whose units wait although new demand may not, and put them before a person. `judged` = the rows' own,
    in their order."""
    for row, line in zip(rows, judged, strict=True):
        if line.oversell and not row.oversell:
            work.set(row, oversell=True)
            about = {"order_id": row.order_id, "line_id": row.pk, "line": row.line_id}
            # A line is marked once.
            work.add(oversold(work, of=f"line:{row.pk}", reasons=line.oversell, **about))


def _ended(order_pks: Iterable[int]) -> dict[int, list[tuple[Backorder, int]]]:
    """Cancelled cases by line, the latest first, each with its units that were not reopened yet."""
    rows = load(Backorder.objects.filter(order_id__in=among(order_pks)).order_by("-pk"))
    followed: dict[int, int] = {}
    for row in rows:
        if row.reopens_id is not None:
            followed[row.reopens_id] = followed.get(row.reopens_id, 0) + row.qty
    found: dict[int, list[tuple[Backorder, int]]] = {}
    for row in rows:
        left = row.qty - followed.get(row.pk, 0)
        if row.state == "cancelled" and left > 0:
            found.setdefault(row.line_id, []).append((row, left))
    return found


def _qty(each: ReopenLine, line: OrderLine) -> int:
    check_qty(each.qty, order=each.order.number, line=line.line_id)
    qty = line.cancelled_qty if each.qty is None else each.qty
    if qty > line.cancelled_qty:
        raise DomainError(
            "qty_exceeds_cancelled",
            {
                "order": each.order.number,
                "line": line.line_id,
                "qty": qty,
                "cancelled_qty": line.cancelled_qty,
            },
        )
    return qty


def _rank(work: Work, command: Reopen, each: ReopenLine, line: OrderLine) -> None:
    """Where the line queues from now on."""
    if command.our_error:
        return
    if line.backordered_qty or line.reserved_qty:
        raise DomainError(
            "line_open",
            {"order": each.order.number, "line": line.line_id, "expected": "a line of which nothing is open"},
        )
    baseline = baseline_after_reopening(baseline=line.baseline, today=work.today, error_is_ours=False)
    work.set(line, baseline=baseline, joined_at=work.now)


def _parts(
    holding: Holding, line: OrderLine, qty: int, ended: Sequence[tuple[Backorder, int]]
) -> Iterable[_Again]:
    """The latest ends first; units that had no case when they were cancelled come last."""
    for row, left in ended:
        part = min(qty, left)
        if part:
            yield _Again(holding.order, line, part, row)
            qty -= part
    if qty:
        yield _Again(holding.order, line, qty)


def _write(work: Work, holdings: Holdings, again: Sequence[_Again], command: Reopen) -> None:
    linked = [(each.ended, each.qty) for each in again if each.ended is not None]
    bare = [each for each in again if each.ended is None]
    rows = _transition.reopen(work, [row for row, _ in linked], qtys=[qty for _, qty in linked])
    rows += _transition.open_again(work, bare, reason=Reason.UNKNOWN)
    waits = waits_of(holdings)
    told: dict[int, dict[str, Any]] = {}
    ordered = [*(each for each in again if each.ended is not None), *bare]
    for each, row in zip(ordered, rows, strict=True):
        line = each.line
        work.set(
            line,
            cancelled_qty=line.cancelled_qty - each.qty,
            backordered_qty=line.backordered_qty + each.qty,
        )
        work.set(each.order, value=each.order.value + each.qty * (line.unit_price or 0))
        waits.change(work, line.item_id, each.qty)
        event = told.setdefault(
            each.order.pk,
            {"lines": {}, "backorders": [], "our_error": command.our_error, "text": command.text},
        )
        counts = event["lines"].setdefault(line.line_id, {"cancelled": 0, "backordered": 0})
        counts["cancelled"] -= each.qty
        counts["backordered"] += each.qty
        event["backorders"].append(_transition.opened(row, line))
        work.freed.add(line.item_id)
        work.moved.add(line.item_id)
        work.unowned.add(row.pk)
    work.ended |= set(told)
    for pk, event in told.items():
        order = holdings.orders[pk].order
        work.tell(order, "closure.reopened", event)
        work.short.append((order, list(event["lines"])))
