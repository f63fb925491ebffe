"""Promise: from when to when, how sure, resting on which supply? One role owns the date (spec 3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from makegood.db import sql
from makegood.db.models import Promise as PromiseRow
from makegood.db.rows import new
from makegood.db.tasks import WINDOWS_WAITING
from makegood.domain.promise import outcome
from makegood.domain.promise.behind import pegs_behind
from makegood.domain.promise.window import Together
from makegood.domain.terms.pegging import Peg
from makegood.services._case import Case
from makegood.services._desk import Desk, DraftLine, on_hand
from makegood.services._tasks import OWNER, ask_of_items, task
from makegood.services._work import Work

BY_POLICY = "policy"
"""The approver of a window that the owner of dates allowed beforehand."""


def estimate(desk: Desk, lines: Sequence[DraftLine]) -> None:
    """The window of each line of one new order that is short: behind everybody who waits already; none without credible
    supply. Lines that leave in one parcel share the latest, and have none while one of them has none."""
    if not any(line.short_qty for line in lines):
        return
    pegs = [_pegs(desk, line) for line in lines]
    together: Together | None = None
    if lines[0].fact.ship_complete:
        for line, own in zip(lines, pegs, strict=True):
            if own is None:
                return
            together = desk.windows.together(line=line.fact, pegs=own, others=together)
    for line, own in zip(lines, pegs, strict=True):
        if line.short_qty and own is not None:
            line.promise = desk.windows.promise(line=line.fact, pegs=own, together=together)


def _pegs(desk: Desk, line: DraftLine) -> list[Peg] | None:
    """What all units of a line rest on: what it was given, and for the others what those who wait leave; None when that
    does not reach."""
    pegs = held(desk, line)
    for wanted in line.demands if line.short_qty else ():
        found = pegs_behind(
            supplies=desk.reachable_supplies(wanted),
            ahead_qty=line.ahead.get(wanted.sku, 0),
            qty=line.short_qty * wanted.per,
        )
        if found is None:
            return None
        pegs += found
    return pegs


def held(desk: Desk, line: DraftLine) -> list[Peg]:
    """The stock that a new line was given, as supplies of its window."""
    place_qty = [(given.stock.location.name, given.qty) for given in line.given]
    return [(on_hand(line.item.sku, name, line.reserved_qty, desk.today), qty) for name, qty in place_qty]


def publish_first(work: Work, cases: Sequence[Case]) -> None:
    """Publish the first window of each short line inside what the owner of dates allowed; propose it outside."""
    within = work.shop.policy.promise.publish_within_days
    latest = None if within is None else work.today + timedelta(days=within)
    waiting: list[int] = []
    for case in cases:
        promise = case.promise
        if promise is None or case.backorder is None:
            continue
        published = latest is not None and promise.ship.to_on <= latest
        row = as_row(work, case.line.pk, promise, why="first")
        if published:
            row.__dict__.update(
                {"state": "published", "version": 1, "approved_by": BY_POLICY, "settled_at": work.now}
            )
            work.set(case.line, published_from=promise.ship.from_on, published_to=promise.ship.to_on)
        else:
            waiting.append(case.line.item_id)
        work.add(row)
    put_before_owner(work, waiting)


def put_before_owner(work: Work, item_ids: Iterable[int]) -> None:
    """Windows of these items wait for the owner of dates: one task for each."""
    items = sql.ids(item_ids)
    if not items:
        return
    times = dict(
        sql.ask(
            "SELECT item_id, count(*) FROM makegood_task WHERE kind = %s AND item_id IN_LIST(%s) GROUP BY item_id",
            WINDOWS_WAITING,
            items,
        )
    )
    wanted = [
        task(
            work,
            # While one is open for the item nobody is asked again; afterwards they are, also on the same day.
            key=f"{WINDOWS_WAITING}:{item_id}:{times.get(item_id, 0) + 1}",
            kind=WINDOWS_WAITING,
            role=OWNER,
            item_id=item_id,
        )
        for item_id in items
    ]
    ask_of_items(work, wanted)


def as_row(work: Work, line_id: int, promise: outcome.Promise | None, *, why: str) -> PromiseRow:
    """A proposed window with everything it rests on; None = there is no date any more."""
    ship, deliver = (promise.ship, promise.deliver) if promise else (None, None)
    components = promise.components if promise else ()
    return new(
        PromiseRow,
        line_id=line_id,
        state="proposed",
        ship_from=ship.from_on if ship else None,
        ship_to=ship.to_on if ship else None,
        deliver_from=deliver.from_on if deliver else None,
        deliver_to=deliver.to_on if deliver else None,
        basis=[_basis(each) for each in promise.basis] if promise else [],
        components=[[each.name, each.from_days, each.to_days, each.source] for each in components],
        why=why,
        proposed_at=work.now,
        proposed_by=work.actor,
        policy_revision=work.shop.revision,
    )


def _basis(basis: outcome.Basis) -> list[Any]:
    eta = basis.eta.isoformat() if basis.eta else None
    return [
        basis.source.value,
        basis.ref,
        basis.qty,
        eta,
        basis.usable_from.isoformat(),
        basis.usable_to.isoformat(),
    ]
