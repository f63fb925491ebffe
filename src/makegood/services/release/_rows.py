"""Release rows: read under the lock of their orders, and ended when nothing of them is left to pick."""

from __future__ import annotations

from collections.abc import Iterable

from makegood.db import sql
from makegood.db.models import Release as ReleaseRow
from makegood.db.models import Task
from makegood.db.rows import by_id
from makegood.domain.terms.errors import DomainError
from makegood.services._holdings import Holdings, hold
from makegood.services._work import Work


def stuck_key(release_id: int) -> str:
    """What the task about a stuck release is known by."""
    return f"stuck:{release_id}"


def locked(ids: Iterable[int]) -> tuple[Holdings, dict[int, ReleaseRow]]:
    """What the orders of these open releases hold, locked, and all open releases of those orders by id.

    Raises DomainError('release_unknown'), ('release_ended').
    """
    wanted = list(dict.fromkeys(ids))
    orders = dict(sql.ask("SELECT id, order_id FROM makegood_release WHERE id IN_LIST(%s)", sql.ids(wanted)))
    unknown = [pk for pk in wanted if pk not in orders]
    if unknown:
        raise DomainError("release_unknown", {"releases": unknown})
    holdings = hold(orders.values())
    found = open_releases(holdings)
    ended = [pk for pk in wanted if pk not in found]
    if ended:
        raise DomainError("release_ended", {"releases": ended})
    return holdings, found


def open_releases(holdings: Holdings) -> dict[int, ReleaseRow]:
    """The open releases of locked orders, by id."""
    return by_id(sql.read(ReleaseRow, "ended_at IS NULL AND order_id IN_LIST(%s)", sql.ids(holdings.orders)))


def end(work: Work, holdings: Holdings, touched: Iterable[ReleaseRow]) -> set[int]:
    """Close those of the releases that are empty now, and the tasks that asked for them; their ids."""
    left = {
        row.release_id
        for holding in holdings.orders.values()
        for row in holding.live()
        if row.state == "released"
    }
    ended = {row.pk: row for row in touched if row.pk not in left}
    for row in ended.values():
        work.set(row, ended_at=work.now)
    stuck = [stuck_key(pk) for pk, row in ended.items() if row.stuck_on is not None]
    for task in sql.read(Task, "key IN_LIST(%s) AND done_at IS NULL", sorted(stuck)):
        work.set(task, done_at=work.now, done_by=work.actor)
    return set(ended)
