"""Supply moved: every line that waits for it is pegged anew, and where its window differs, one is proposed (spec 3.4).

A published window never moves by itself: the owner of dates approves, or allowed it beforehand (policy).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta

from makegood.db import locks, sql
from makegood.db.models import Item, OrderLine, Task
from makegood.db.models import Promise as PromiseRow
from makegood.db.rows import by_id, stub
from makegood.db.tasks import DATE_WITHOUT_SUPPLY, MOOT
from makegood.db.waiting import Waiting, waiting_for
from makegood.domain.allocation.run import allocate
from makegood.domain.terms.policy import Policy
from makegood.queries.order_cases import NO_SUPPLY
from makegood.queries.queue import ranked, shelves
from makegood.queries.shop import supply_dates
from makegood.queries.windows import Expected, expected_windows
from makegood.services._tasks import OWNER, ask_again, finish, task
from makegood.services._work import Work
from makegood.services.promise.first import BY_POLICY, as_row, put_before_owner
from makegood.services.promise.settling import settle


def propose(work: Work, item_ids: Iterable[int], *, why: str) -> None:
    """Propose (or, where policy allows it, publish) the windows of all who wait for these locked items, where they
    differ from the published ones: a later end, a start earlier by the policy's days, a first date at last, or none
    any more.

    A date that nothing supports any more is a task of the owner of dates too, who alone withdraws it. Linear in those
    who wait.
    """
    items = locks.items(item_ids)
    rows = waiting_for(items)
    if not rows:
        return
    beside = _beside(rows, items)
    seen = {**items, **beside}
    shelf = shelves(work.shop, items=seen, dates=supply_dates(work.shop, today=work.today))
    places = ranked(work.shop, rows=[*rows, *waiting_for(beside)], shelf=shelf, today=work.today)
    allocate(
        claims=[claim for place in places for claim in place.claims],
        supplies=shelf.supplies,
        serving=shelf.serving,
        policy=work.shop.policy.allocation,
        today=work.today,
    )
    whole = {row.order_pk for row in rows if row.ship_complete}
    looked_at = [each for each in places if each.row.item_id in items or each.row.order_pk in whole]
    windows = expected_windows(work.shop, shelf, looked_at, today=work.today)
    _supplied(work, items, windows)
    moved = [each for each in windows if _differs(work, each)]
    _warn(work, [each.row for each in moved if each.promise is None])
    _put_aside(work, windows, kept={each.row.line_pk for each in moved})
    _write(work, moved, why)


def _put_aside(work: Work, looked_at: Sequence[Expected], *, kept: Collection[int]) -> None:
    """Proposals that nothing speaks for any more: what the customer holds is right after all."""
    rows = {each.row.line_pk: each.row for each in looked_at if each.row.line_pk not in kept}
    for former in sql.read(PromiseRow, "state = 'proposed' AND line_id IN_LIST(%s)", sql.ids(rows)):
        work.set(former, state="superseded", settled_at=work.now)
        work.eased_items.add(rows[former.line_id].item_id)


def _beside(rows: Sequence[Waiting], items: Mapping[int, Item]) -> dict[int, Item]:
    """Other items that wait for the same parcels, with their families: only looked at, so not locked."""
    whole = sql.ids(row.order_pk for row in rows if row.ship_complete)
    if not whole:
        return {}
    found = sql.ask(
        "SELECT DISTINCT item_id FROM makegood_backorder WHERE state = 'open' AND order_id IN_LIST(%s)", whole
    )
    others = locks.family(pk for (pk,) in found if pk not in items) - set(items)
    return by_id(sql.read(Item, "id IN_LIST(%s)", sql.ids(others))) if others else {}


def _differs(work: Work, each: Expected) -> bool:
    row, promise = each.row, each.promise
    if row.published_to is None or row.published_from is None:
        return promise is not None
    if promise is None:
        return True
    earlier = timedelta(days=work.shop.policy.promise.republish_earlier_days)
    return promise.ship.to_on > row.published_to or promise.ship.from_on <= row.published_from - earlier


def _warn(work: Work, rows: Sequence[Waiting]) -> None:
    """A published date rests on nothing any more: the owner of dates is asked, once for each window; again when it had
    something to rest on meanwhile."""
    ask_again(
        work,
        [
            task(
                work,
                key=f"{NO_SUPPLY}:{row.line_pk}:{row.published_to}",
                kind=DATE_WITHOUT_SUPPLY,
                role=OWNER,
                order_id=row.order_pk,
                item_id=row.item_id,
                line_id=row.line_pk,
                line=row.line_id,
                published_to=str(row.published_to),
            )
            for row in rows
        ],
    )


def _supplied(work: Work, item_ids: Iterable[int], looked_at: Iterable[Expected]) -> None:
    """Dates that supply holds up again: nobody has to do anything about them."""
    held_up = {each.row.line_pk for each in looked_at if each.promise is not None}
    asked = sql.read(
        Task, "kind = %s AND done_at IS NULL AND item_id IN_LIST(%s)", DATE_WITHOUT_SUPPLY, sql.ids(item_ids)
    )
    finish(work, [row for row in asked if row.line_id in held_up], by=MOOT)


def _write(work: Work, moved: Sequence[Expected], why: str) -> None:
    """Proposals, each line's former one out of the way; those that policy allows are published at once."""
    lines = [each.row.line_pk for each in moved]
    open_now = {
        row.line_id: row for row in sql.read(PromiseRow, "state = 'proposed' AND line_id IN_LIST(%s)", lines)
    }
    withdrawn = _withdrawn(each.row.line_pk for each in moved if each.row.published_to is None)
    fresh: list[PromiseRow] = []
    at_once: list[tuple[PromiseRow, OrderLine, int]] = []
    for row, promise in moved:
        former = open_now.get(row.line_pk)
        if former is not None:
            if former.ship_to is None and promise is None:
                continue
            if promise and (former.ship_from, former.ship_to) == (promise.ship.from_on, promise.ship.to_on):
                continue
            work.set(former, state="superseded", settled_at=work.now)
        known = row.published_to is not None or row.line_pk in withdrawn
        proposal = as_row(work, row.line_pk, promise, why=why if known else "first")
        fresh.append(proposal)
        if promise is not None and _allowed(work, row.published_to, promise.ship.to_on):
            line = stub(OrderLine, id=row.line_pk, line_id=row.line_id, item_id=row.item_id)
            at_once.append((proposal, line, row.order_pk))
    # One proposal a line: the former ones step aside before the new ones are written.
    work.flush()
    work.add_numbered(PromiseRow, fresh)
    settle(work, at_once, approved_by=BY_POLICY)
    allowed = {line.pk for _, line, _ in at_once}
    # A date that rests on nothing was put before them by itself.
    dated = [row for row, promise in moved if promise is not None]
    put_before_owner(work, [row.item_id for row in dated if row.line_pk not in allowed])


def _withdrawn(line_ids: Iterable[int]) -> set[int]:
    """Those of these lines without a date that had one before."""
    found = sql.ask(
        "SELECT line_id FROM makegood_promise WHERE version = 1 AND line_id IN_LIST(%s)", sql.ids(line_ids)
    )
    return {pk for (pk,) in found}


def publishes_at_once(policy: Policy) -> bool:
    """True where the owner of dates allowed some windows beforehand."""
    return policy.promise.publish_within_days is not None or policy.promise.republish_within_days is not None


def _allowed(work: Work, published_to: date | None, ship_to: date) -> bool:
    """True when the owner of dates allowed such a window beforehand."""
    policy = work.shop.policy.promise
    if published_to is None:
        return (
            policy.publish_within_days is not None
            and (ship_to - work.today).days <= policy.publish_within_days
        )
    moved = (ship_to - published_to).days
    return policy.republish_within_days is not None and moved <= policy.republish_within_days
