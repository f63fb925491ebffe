"""Units that will not be shipped: they leave the queue, and what was kept for them serves the next (spec 8.2, I14)."""

from __future__ import annotations

from collections.abc import Iterator

from makegood.db.models import Backorder, OrderLine
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.state import BackorderState
from makegood.services._holdings import Holding, Holdings, anywhere, hold
from makegood.services._orders import order_ids
from makegood.services._qty import check_qty
from makegood.services._work import Work
from makegood.services.closure._ending import End, Part, end, waiting_cases, waits_of
from makegood.services.closure.commands import Cancel, Cancelled, CancelLine


def cancel(work: Work, command: Cancel) -> list[Cancelled]:
    """Cancel units: those that wait first, then those allocated to a case, the latest first, last those that were there
    when the order came, so that what is surest goes last. Cancelling again finds nothing and changes nothing.

    Raises DomainError('order_unknown'), ('order_ambiguous'), ('line_unknown'), ('qty_invalid'), ('qty_exceeds_open')
    with what is there (released units are recalled first), and what domain `close` raises for a reason or an approval.
    """
    ids = order_ids(each.order for each in command.lines)
    holdings = hold(ids.values())
    waiting = {pk: [(row, row.qty) for row in rows] for pk, rows in waiting_cases(list(ids.values())).items()}
    parts: list[Part] = []
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
    how = End(
        state=BackorderState.CANCELLED,
        counter="cancelled",
        kind="closure.cancelled",
        reason=command.reason,
        approved_by=command.approved_by,
        text=command.text,
        confirms=command.confirms,
    )
    end(work, holdings, waits_of(holdings), parts, how)
    return outcome


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
    waiting: list[tuple[Backorder, int]],
    each: CancelLine,
) -> Iterator[Part]:
    held = [
        (bunch, qty)
        for bunch in reversed(holding.bunches[line.pk])
        if (qty := holdings.available(bunch, state="held", here=anywhere))
    ]
    check_qty(each.qty, order=holding.order.number, line=line.line_id)
    open_qty = sum(left for _, left in waiting) + sum(qty for _, qty in held)
    wanted = open_qty if each.qty is None else each.qty
    if wanted > open_qty:
        raise DomainError(
            "qty_exceeds_open",
            {"order": holding.order.number, "line": line.line_id, "qty": wanted, "open_qty": open_qty},
        )
    while wanted and waiting:
        row, left = waiting.pop(0)
        part = min(wanted, left)
        wanted -= part
        if part < left:
            # The line may be named again.
            waiting.insert(0, (row, left - part))
        yield Part(holding, line, part, waiting=row)
    for bunch, qty in held:
        part = min(wanted, qty)
        if part:
            wanted -= part
            taken = holdings.take(work, bunch, part, state="held", here=anywhere)
            yield Part(holding, line, part, bunch=bunch, taken=taken)
