"""What a run of the queue gave, written: allocations, cases, counters, and the history of each order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from makegood.db import sql
from makegood.db.models import Allocation, AllocationRun, Backorder, Order, OrderLine
from makegood.db.rows import load, new, stub
from makegood.domain.terms.state import BackorderState
from makegood.queries.queue import Place, Shelves
from makegood.services import _transition
from makegood.services._transition import Move
from makegood.services._waits import Waits
from makegood.services._work import Work
from makegood.services.allocation._sharing import Outcome, Share


def note_run(
    work: Work,
    outcome: Outcome,
    *,
    short: Mapping[str, Any],
    rules: Sequence[Mapping[str, Any]] = (),
    policy: str = "",
    note: str = "",
) -> AllocationRun:
    """The row of a run. `short` = the best-ranked line that stays short; `rules` = who was passed over, each with the
    rule that allowed it; `policy` = the document it ran under, if not the shop's own."""
    run = new(
        AllocationRun,
        cause=work.cause,
        items=sorted({place.row.item_id for place in outcome.places}),
        at=work.now,
        on=work.today,
        actor=work.actor,
        policy_revision=work.shop.revision,
        policy=policy,
        note=note,
        claims=len(outcome.places),
        served=len(outcome.shares),
        units=sum(share.qty for share in outcome.shares),
        first_short=dict(short),
        findings=[
            {
                "code": each.code,
                "sku": each.sku,
                "order": each.order_id,
                "line": each.line_id,
                "units": each.units,
            }
            for each in outcome.unfair
        ]
        + [dict(each) for each in rules],
    )
    work.add_numbered(AllocationRun, [run])
    work.runs.append(run.pk)
    return run


def told_short(place: Place | None, backorder_id: int | None = None) -> dict[str, Any]:
    """How a run remembers the best-ranked line that stays short; nothing when nobody does."""
    if place is None:
        return {}
    row, rank = place.row, place.rank
    return {
        "backorder": row.backorder_id if backorder_id is None else backorder_id,
        "order": row.number,
        "line": row.line_id,
        "tier": rank.tier,
        "baseline": row.baseline.isoformat(),
        "place": place.claims[0].rank,
    }


def give(
    work: Work, run: AllocationRun, shares: Sequence[Share], shelf: Shelves, orders: Mapping[int, Order]
) -> None:
    """Tie the shares' units to their backorders. `orders` = those of the shares, locked."""
    stock_at = {
        (shelf.items[item_id].sku, row.location.name): row
        for item_id, rows in shelf.stock.items()
        for row in rows
    }
    waits = Waits(shelf.items, shelf.catalogue)
    lines: dict[int, dict[str, int]] = {}
    told: dict[int, dict[str, Any]] = {}
    for share, part in zip(shares, _move(work, shares), strict=True):
        row = share.place.row
        waits.change(work, row.item_id, -share.qty)
        for supply, qty, why in share.given:
            stock = stock_at[supply.sku, supply.location]
            work.count(stock, reserved=qty)
            work.add(_row(run, share.place, part.pk, stock.pk, qty, why.value))
        line = lines.setdefault(
            row.line_pk, {"reserved_qty": row.reserved_qty, "backordered_qty": row.backordered_qty}
        )
        line["reserved_qty"] += share.qty
        line["backordered_qty"] -= share.qty
        event = told.setdefault(row.order_pk, {"run": run.pk, "lines": {}, "backorders": []})
        counts = event["lines"].setdefault(row.line_id, {"reserved": 0, "backordered": 0})
        counts["reserved"] += share.qty
        counts["backordered"] -= share.qty
        event["backorders"].append(_transition.told("open", part, row.line_id))
    for line_pk, line in lines.items():
        work.set_by_id(OrderLine, line_pk, line)
    for order_pk, event in told.items():
        work.tell(orders[order_pk], "allocation.allocated", event)


def _row(
    run: AllocationRun, place: Place, backorder_id: int, stock_id: int, qty: int, why: str
) -> Allocation:
    return new(
        Allocation,
        line_id=place.row.line_pk,
        backorder_id=backorder_id,
        stock_id=stock_id,
        qty=qty,
        state="held",
        why=why,
        run_id=run.pk,
        tier=place.rank.tier,
        baseline=place.row.baseline,
        place=place.claims[0].rank,
    )


def _move(work: Work, shares: Sequence[Share]) -> list[Backorder]:
    """The backorders of the shares, allocated; those that are filled in part divide."""
    divided = [share.place.row.backorder_id for share in shares if share.qty < share.place.row.qty]
    whole = {row.pk: row for row in load(Backorder.objects.filter(pk__in=sql.among(divided)))}
    moves = []
    for share in shares:
        row = share.place.row
        backorder = whole.get(row.backorder_id) or stub(
            Backorder, id=row.backorder_id, order_id=row.order_pk, qty=row.qty, state="open", parent_id=None
        )
        moves.append(Move(backorder, BackorderState.ALLOCATED, share.qty))
    return _transition.move(work, moves)
