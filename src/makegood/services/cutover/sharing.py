"""Who holds what on the first day: by the rules of a plan, so that a shop is taken over as its plan showed it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from makegood.db import facts
from makegood.domain.allocation.outcome import Given, Why
from makegood.domain.allocation.run import why_given
from makegood.domain.decision.case import LineCase
from makegood.domain.eligibility.rules import Answers
from makegood.domain.plan.figures import count
from makegood.domain.plan.queue import Standing, form_queue
from makegood.domain.plan.snapshot import Snapshot
from makegood.domain.plan.waiting import MayWait, line_cases
from makegood.domain.terms.demand import OrderLine
from makegood.domain.terms.pegging import usable_order
from makegood.domain.terms.stock import IncomingLot, StockPosition
from makegood.queries.shop import supply_dates
from makegood.services._work import Work
from makegood.services.cutover.catalogue import Ground


@dataclass(eq=False, slots=True)
class Shared:
    """What a line holds: whole units of it and the stock they are made of; and how it stands (`case` None = nothing of
    it is open)."""

    standing: Standing
    case: LineCase | None
    reserved_qty: int
    given: Sequence[Given]


class _Lines(NamedTuple):
    """Lines that share what `stock` and `lots` tell of."""

    lines: Sequence[OrderLine]
    stock: Sequence[StockPosition]
    lots: Sequence[IncomingLot]


class Sharing(NamedTuple):
    """Every line, by its identity, with what it holds; and what the rules say about a SKU."""

    lines: Mapping[int, Shared]
    answers: Callable[[str], Answers]


def share(
    work: Work,
    lines: Sequence[OrderLine],
    ground: Ground,
    *,
    expected: Sequence[IncomingLot],
    alone: bool,
) -> Sharing:
    """What each line holds. `expected` = lots that are new; `alone` = nobody else is in the shop: all is shared out by
    rank as in a plan.

    In a shop that runs already only what was picked is held now: the rest waits behind those who wait, until the
    queue is served in the same transaction.
    """
    shelves, lots = _free(ground), _lots(work, ground, expected)
    if alone:
        return _as_planned(work, _Lines(lines, shelves, lots), ground)
    picked = [replace(line, quantity=_done(line) + line.picked_qty) for line in lines]
    holding = _as_planned(work, _Lines(picked, shelves, ()), ground).lines
    # What was picked by their word and is on no shelf of ours waits as all the rest.
    waiting = [
        replace(line, shipped_qty=line.shipped_qty + holding[id(own)].reserved_qty, picked_qty=0)
        for line, own in zip(lines, picked, strict=True)
    ]
    behind, answers = _as_planned(work, _Lines(waiting, (), lots), ground)
    found: dict[int, Shared] = {}
    for line, held, late in zip(lines, picked, waiting, strict=True):
        found[id(line)] = replace(
            behind[id(late)], reserved_qty=holding[id(held)].reserved_qty, given=holding[id(held)].given
        )
    return Sharing(found, answers)


def _as_planned(work: Work, told: _Lines, ground: Ground) -> Sharing:
    snapshot = Snapshot(
        today=work.today,
        lines=told.lines,
        items=ground.catalogue,
        stock=told.stock,
        lots=told.lots,
        policy=work.shop.policy,
        calendars=work.shop.calendars,
    )
    queue = form_queue(snapshot, steps=work.shop.steps)
    may_wait = MayWait(snapshot=snapshot, figures=count(snapshot, queue))
    cases = line_cases(queue=queue, may_wait=may_wait, today=work.today)
    found: dict[int, Shared] = {}
    for standing in queue.standings:
        case = cases[standing.rank] if standing.rank is not None else None
        found[id(standing.line)] = Shared(standing, case, *_given(work, standing))
    return Sharing(found, may_wait.answers)


def _done(line: OrderLine) -> int:
    return line.quantity if line.closed else line.shipped_qty + line.cancelled_qty


def _given(work: Work, standing: Standing) -> tuple[int, list[Given]]:
    """Whole units of a line and the stock under them; what a bundle cannot use stays on the shelf."""
    left = {claim.demand.sku: standing.reserved_qty * claim.demand.per for claim in standing.claims}
    given: list[Given] = []
    for claim in standing.claims:
        # What was picked comes first: it is in a picker's hands.
        own = sorted(
            why_given(claim, policy=work.shop.policy.allocation), key=lambda each: each[2] is not Why.PICKED
        )
        for supply, qty, why in own:
            part = min(qty, left[claim.demand.sku])
            if part:
                given.append((supply, part, why))
                left[claim.demand.sku] -= part
    return standing.reserved_qty, given


def _free(ground: Ground) -> list[StockPosition]:
    """What lies there and nobody holds."""
    return [
        StockPosition(
            sku=sku, location=place, on_hand=row.on_hand - row.reserved, safety_stock=row.safety_stock
        )
        for (sku, place), row in ground.stock.items()
    ]


def _lots(work: Work, ground: Ground, expected: Sequence[IncomingLot]) -> list[IncomingLot]:
    """The suppliers' record, and of the open lots what those who wait leave."""
    dates = supply_dates(work.shop, today=work.today)
    ahead = {row.sku: row.backordered_qty for row in ground.items.values()}
    stored = [row.pk for row in ground.items.values() if not row._state.adding]
    lots = [lot for lot in facts.supplier_record(before=work.today) if lot.received_on]
    dated = []
    for lot in (*facts.open_lots(item_ids=stored), *expected):
        supply = dates.of_lot(lot)
        if supply is None:
            lots.append(lot)
        else:
            dated.append((supply, lot))
    for _, lot in sorted(dated, key=lambda each: usable_order(each[0])):
        taken = min(ahead[lot.sku], lot.open_qty)
        ahead[lot.sku] -= taken
        lots.append(replace(lot, cancelled_qty=lot.cancelled_qty + taken) if taken else lot)
    return lots
