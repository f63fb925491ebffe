"""Allocation: who gets it, and why not me? Free units go to those who wait, in one order (spec 7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from makegood.db import locks
from makegood.db.models import Allocation, AllocationRun, Backorder, Item, OrderLine, Stock
from makegood.db.rows import load, new, stub
from makegood.db.waiting import waiting_for
from makegood.domain.allocation.audit import Unfair, audit
from makegood.domain.allocation.outcome import Given
from makegood.domain.allocation.run import allocate, why_given
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.pegging import Pegboard
from makegood.domain.terms.state import BackorderState
from makegood.queries.shop import supply_dates
from makegood.services import _transition
from makegood.services._queue import Place, Shelves, ranked, shelves
from makegood.services._transition import Move
from makegood.services._work import Work


@dataclass(frozen=True, slots=True)
class Share:
    """What one waiting line gets: whole units of the line, and the stock they are made of, each with its reason."""

    place: Place
    qty: int
    given: Sequence[Given]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One run of the queue, before or after it is written: who gets what, who stays short, and what its audit found."""

    places: Sequence[Place]
    shares: Sequence[Share]
    unfair: Sequence[Unfair]

    @property
    def first_short(self) -> Place | None:
        """The best-ranked line that stays short."""
        served = {share.place.row.backorder_id: share.qty for share in self.shares}
        return next(
            (place for place in self.places if served.get(place.row.backorder_id, 0) < place.row.qty), None
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocate:
    """Serve the queue of these SKUs now, None = of all: after a change of policy, a new day, a hold that was lifted."""

    skus: tuple[str, ...] | None = None


def ask_to_serve(work: Work, command: Allocate) -> None:
    """Mark the SKUs' items; their queue is served before the command ends. Raises DomainError('sku_unknown')."""
    if command.skus is None:
        waiting = Backorder.objects.filter(state="open").values_list("item_id", flat=True).distinct()
        work.freed |= set(waiting)
        return
    items = locks.items_of(command.skus)
    missing = sorted(set(command.skus) - set(items))
    if missing:
        raise DomainError("sku_unknown", {"skus": missing})
    work.freed |= {items[sku].pk for sku in command.skus}


def serve(work: Work, item_ids: Iterable[int], *, cause: str) -> None:
    """Share the free units of locked items out among those who wait for them, and write it with its audit."""
    items = locks.items(item_ids)
    rows = waiting_for(items)
    if not rows:
        return
    shelf = shelves(work.shop, items=items, dates=supply_dates(work.shop, today=work.today))
    if not any(stock.on_hand > stock.reserved for own in shelf.stock.values() for stock in own):
        return
    places = ranked(work.shop, rows=rows, shelf=shelf, today=work.today)
    outcome = share_out(work, places, shelf)
    if outcome.shares:
        _write(work, outcome, shelf, cause)


def share_out(work: Work, places: Sequence[Place], shelf: Shelves) -> Outcome:
    """Who gets what of the free units. Changes nothing but the claims. A bundle takes whole sets only: what it could
    not use goes round once more."""
    board = _allocate(work, places, shelf)
    shares = [share for place in places if (share := _share(work, place)).qty]
    if _left_over(places, shares):
        sets = {share.place.row.backorder_id: share.qty for share in shares}
        places = [_limited(place, sets.get(place.row.backorder_id, 0)) for place in places]
        board = _allocate(work, places, shelf)
        shares = [share for place in places if (share := _share(work, place)).qty]
    claims = [claim for place in places for claim in place.claims]
    given = [tuple(why_given(claim, policy=work.shop.policy.allocation)) for claim in claims]
    unfair = audit(
        claims=claims,
        given=given,
        board=board,
        serving=shelf.serving,
        minimum_fill=work.shop.policy.allocation.minimum_fill,
    )
    return Outcome(places, shares, unfair)


def _allocate(work: Work, places: Sequence[Place], shelf: Shelves) -> Pegboard:
    return allocate(
        claims=[claim for place in places for claim in place.claims],
        supplies=shelf.supplies,
        serving=shelf.serving,
        policy=work.shop.policy.allocation,
        today=work.today,
    )


def _share(work: Work, place: Place) -> Share:
    sets = min(claim.reserved_qty // claim.demand.per for claim in place.claims)
    if not sets:
        return Share(place, 0, ())
    policy = work.shop.policy.allocation
    if len(place.claims) == 1:
        return Share(place, sets, tuple(why_given(place.claims[0], policy=policy)))
    given: list[Given] = []
    for claim in place.claims:
        wanted = sets * claim.demand.per
        for supply, qty, why in why_given(claim, policy=policy):
            part = min(qty, wanted)
            if part:
                given.append((supply, part, why))
                wanted -= part
    return Share(place, sets, given)


def _left_over(places: Sequence[Place], shares: Sequence[Share]) -> bool:
    """True when a bundle was given units of a component that it cannot use."""
    sets = {share.place.row.backorder_id: share.qty for share in shares}
    return any(
        claim.reserved_qty > sets.get(place.row.backorder_id, 0) * claim.demand.per
        for place in places
        if len(place.claims) > 1 or place.claims[0].demand.per > 1
        for claim in place.claims
    )


def _limited(place: Place, sets: int) -> Place:
    """The place with its claims anew; those of a bundle ask for no more than it can use."""
    claims = [
        type(claim)(
            claim.demand
            if len(place.claims) == 1 and claim.demand.per == 1
            else claim.demand._replace(qty=sets * claim.demand.per),
            claim.tier,
            claim.rank,
            claim.group,
            barred=claim.barred,
        )
        for claim in place.claims
    ]
    return Place(place.rank, place.row, claims)


def _write(work: Work, outcome: Outcome, shelf: Shelves, cause: str) -> None:
    run = _run(work, outcome, cause)
    stock_at = {
        (shelf.items[item_id].sku, row.location.name): row
        for item_id, rows in shelf.stock.items()
        for row in rows
    }
    by_sku = {item.sku: item for item in shelf.items.values()}
    orders = locks.heads(share.place.row.order_pk for share in outcome.shares)
    moved = _move(work, outcome.shares)
    lines: dict[int, Counter[str]] = {}
    told: dict[int, dict[str, Any]] = {}
    for share, part in zip(outcome.shares, moved, strict=True):
        row = share.place.row
        _count(work, share, stock_at, by_sku)
        for supply, qty, why in share.given:
            work.add(
                new(
                    Allocation,
                    line_id=row.line_pk,
                    backorder_id=part.pk,
                    stock_id=stock_at[supply.sku, supply.location].pk,
                    qty=qty,
                    state="held",
                    why=why.value,
                    run_id=run.pk,
                    tier=share.place.rank.tier,
                    baseline=row.baseline,
                    place=share.place.claims[0].rank,
                )
            )
        lines.setdefault(
            row.line_pk, Counter({"reserved": row.reserved_qty, "backordered": row.backordered_qty})
        )
        lines[row.line_pk].update({"reserved": share.qty, "backordered": -share.qty})
        event = told.setdefault(row.order_pk, {"run": run.pk, "lines": {}, "backorders": []})
        counts = event["lines"].setdefault(row.line_id, {"reserved": 0, "backordered": 0})
        counts["reserved"] += share.qty
        counts["backordered"] -= share.qty
        event["backorders"].append(_transition.told("open", part, row.line_id))
    for line_pk, counts in lines.items():
        work.set_by_id(
            OrderLine, line_pk, {"reserved_qty": counts["reserved"], "backordered_qty": counts["backordered"]}
        )
    for order_pk, event in told.items():
        work.tell(orders[order_pk], "allocation.allocated", event)


def _run(work: Work, outcome: Outcome, cause: str) -> AllocationRun:
    short = outcome.first_short
    run = new(
        AllocationRun,
        cause=cause,
        items=sorted({place.row.item_id for place in outcome.places}),
        at=work.now,
        on=work.today,
        actor=work.actor,
        policy_revision=work.shop.revision,
        claims=len(outcome.places),
        served=len(outcome.shares),
        units=sum(share.qty for share in outcome.shares),
        first_short=_rank(short) if short else {},
        findings=[
            {
                "code": each.code,
                "sku": each.sku,
                "order": each.order_id,
                "line": each.line_id,
                "units": each.units,
            }
            for each in outcome.unfair
        ],
    )
    work.add_numbered(AllocationRun, [run])
    work.runs.append(run.pk)
    return run


def _rank(place: Place) -> dict[str, Any]:
    row, rank = place.row, place.rank
    return {
        "backorder": row.backorder_id,
        "order": row.number,
        "line": row.line_id,
        "tier": rank.tier,
        "baseline": row.baseline.isoformat(),
        "place": place.claims[0].rank,
    }


def _move(work: Work, shares: Sequence[Share]) -> list[Backorder]:
    """The backorders of the shares, allocated; those that are filled in part divide."""
    divided = [share.place.row.backorder_id for share in shares if share.qty < share.place.row.qty]
    whole = {row.pk: row for row in load(Backorder.objects.filter(pk__in=divided))}
    moves = []
    for share in shares:
        row = share.place.row
        backorder = whole.get(row.backorder_id) or stub(
            Backorder, id=row.backorder_id, qty=row.qty, state="open", parent_id=None
        )
        moves.append(Move(backorder, BackorderState.ALLOCATED, share.qty))
    return _transition.move(work, moves)


def _count(
    work: Work, share: Share, stock_at: Mapping[tuple[str, str], Stock], by_sku: Mapping[str, Item]
) -> None:
    for supply, qty, _ in share.given:
        work.count(stock_at[supply.sku, supply.location], reserved=qty)
    line = share.place.claims[0].demand.line
    work.count(by_sku[line.sku], backordered_qty=-share.qty)
    for claim in share.place.claims:
        if claim.demand.sku != line.sku:
            work.count(by_sku[claim.demand.sku], backordered_qty=-share.qty * claim.demand.per)
