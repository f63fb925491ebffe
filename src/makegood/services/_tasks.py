"""What people must do: each task is asked once, and closed with what it asks for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from makegood.db import sql, tasks
from makegood.db.models import Task
from makegood.db.rows import new
from makegood.domain.terms.handoff import crossing
from makegood.services._work import Work

OWNER, SUPPORT = "operations_lead", "support"
"""The roles that own dates, and that look after customers."""


def task(
    work: Work,
    *,
    key: str,
    kind: str,
    role: str,
    due_on: date | None = None,
    order_id: int | None = None,
    item_id: int | None = None,
    line_id: int | None = None,
    **data: Any,
) -> Task:
    """A task that is not asked yet; due today unless said otherwise."""
    return new(
        Task,
        key=key,
        kind=kind,
        role=role,
        order_id=order_id,
        item_id=item_id,
        line_id=line_id,
        data=data,
        due_on=due_on or work.today,
        opened_at=work.now,
    )


def oversold(work: Work, *, of: object, reasons: Iterable[str], **about: Any) -> Task:
    """What was accepted although it may not wait is put before whoever owns dates (spec 1.4)."""
    key = f"{tasks.OVERSELL}:{of}"
    return task(work, key=key, kind=tasks.OVERSELL, role=OWNER, reasons=list(reasons), **about)


def unasked(wanted: Iterable[Task]) -> list[Task]:
    """Those that were not asked for yet, by their keys; each once."""
    by_key = {row.key: row for row in wanted}
    known = tasks.known(by_key)
    return [row for key, row in by_key.items() if key not in known]


def ask(work: Work, wanted: Iterable[Task]) -> None:
    """Ask for what was not asked for yet."""
    for row in unasked(wanted):
        work.add(row)


def moot_before(wanted: Iterable[Task]) -> list[Task]:
    """Those that were asked for, and closed because nobody had to do them any more: there is a reason again."""
    return sql.read(Task, "done_by = %s AND key IN_LIST(%s)", tasks.MOOT, sorted({row.key for row in wanted}))


def open_again(work: Work, rows: Iterable[Task]) -> None:
    """What had become moot has to be done after all."""
    for row in rows:
        work.set(row, done_at=None, done_by="", opened_at=work.now, due_on=work.today)


def ask_again(work: Work, wanted: Sequence[Task]) -> None:
    """Ask for what was not asked for yet, and for what had become moot."""
    if wanted:
        open_again(work, moot_before(wanted))
        ask(work, wanted)


def ask_of_items(work: Work, wanted: Sequence[Task]) -> None:
    """The same for tasks of one kind about items: nothing is asked while one of that kind is open for the item."""
    if not wanted:
        return
    waiting = {
        item
        for (item,) in sql.ask(
            "SELECT item_id FROM makegood_task WHERE kind = %s AND done_at IS NULL AND item_id IN_LIST(%s)",
            wanted[0].kind,
            sql.ids(row.item_id or 0 for row in wanted),
        )
    }
    ask(work, [row for row in wanted if row.item_id not in waiting])


def crossed(work: Work, kind: str, *, key: object, **rest: Any) -> Task:
    """The task of whoever must react to the crossing of a handoff, by when."""
    shop, handoff = work.shop, tasks.HANDOFF_OF[kind]
    found = crossing(handoff, policy=shop.policy, calendar=shop.calendars["default"], today=work.today)
    return task(work, key=f"{kind}:{key}", kind=kind, role=found.role, due_on=found.due_on, **rest)


def finish(work: Work, rows: Iterable[Task], *, by: str) -> None:
    """Close tasks."""
    for row in rows:
        work.set(row, done_at=work.now, done_by=by)


def close_moot(work: Work) -> None:
    """Close what this command has made moot. Everything else it changes is written by now."""
    finish(work, tasks.moot(orders=work.eased_orders, items=work.eased_items), by=tasks.MOOT)
