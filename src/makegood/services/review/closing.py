"""People say what they have done (spec 6.2, 9.2): a task ends once, and whoever looked at a line has reviewed it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from makegood.db import locks, sql, tasks
from makegood.db.models import Backorder, Item, Order, Task
from makegood.db.rows import load
from makegood.domain.decision.outcome import FinanceAction
from makegood.domain.terms.errors import DomainError
from makegood.queries import access
from makegood.services._tasks import finish
from makegood.services._work import Work
from makegood.services.review._looks import Looks
from makegood.services.review.daily import write


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseTasks:
    """These tasks are done. `note` = what was done, kept in the history of what they are about."""

    tasks: tuple[int, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Closed:
    """A task that is done, by whom; `known` = it was before."""

    task: int
    kind: str
    done_by: str
    known: bool


def close_tasks(work: Work, command: CloseTasks) -> list[Closed]:
    """Close tasks under the actor's name; those that are done stay as they are. A look at a waiting line sets its next
    review day.

    Raises DomainError('task_unknown') with all of them, ('not_allowed') for a task of another role,
    ('task_needs_answer') for those that ask for a yes or a no.
    """
    wanted = list(dict.fromkeys(command.tasks))
    found = _tasks(wanted)
    unknown = [pk for pk in wanted if pk not in found]
    if unknown:
        raise DomainError("task_unknown", {"tasks": unknown})
    for row in found.values():
        backup = row.data.get("asked_first", row.role)
        access.check("CloseTasks", work.roles, only={row.role, backup, "manager"})
    asking = [pk for pk, row in found.items() if row.kind in tasks.OF_AN_ANSWER and row.done_at is None]
    if asking:
        raise DomainError("task_needs_answer", {"tasks": asking})
    items = locks.items(row.item_id for row in found.values() if row.item_id and not row.order_id)
    orders = locks.heads(row.order_id for row in found.values() if row.order_id)
    locks.tasks(found)
    # Others may have closed some of them, until we had the locks.
    found = _tasks(wanted)
    fresh = [row for row in found.values() if row.done_at is None]
    finish(work, fresh, by=work.actor)
    _captured(work, fresh, orders)
    _tell(work, command.note, fresh, items, orders)
    _looked(work, [row for row in fresh if row.kind in tasks.OF_LINES], orders)
    new = {row.pk for row in fresh}
    return [Closed(pk, found[pk].kind, found[pk].done_by, pk not in new) for pk in wanted]


def _captured(work: Work, fresh: Iterable[Task], orders: Mapping[int, Order]) -> None:
    """What finance captured counts as captured of its order; units of it may have ended since it was asked for."""
    moved = [row for row in fresh if row.kind == FinanceAction.PARTIAL_CAPTURE]
    if not moved:
        return
    ids = sql.ids(row.order_id or 0 for row in moved)
    before: dict[int, int | None] = dict(
        sql.ask("SELECT id, captured_amount FROM makegood_order WHERE id IN_LIST(%s)", ids)
    )
    for row in moved:
        pk, amount = row.order_id or 0, row.data.get("amount")
        so_far = before[pk]
        before[pk] = None if so_far is None or amount is None else so_far + amount
    for pk, captured in before.items():
        work.set(orders[pk], captured_amount=captured)
        work.ended.add(pk)


def _tasks(ids: Sequence[int]) -> dict[int, Task]:
    return {row.pk: row for row in load(Task.objects.filter(pk__in=sql.among(ids)))}


def _tell(
    work: Work, note: str, fresh: Iterable[Task], items: Mapping[int, Item], orders: Mapping[int, Order]
) -> None:
    told: dict[tuple[bool, int], list[dict[str, Any]]] = {}
    for row in fresh:
        about = (True, row.order_id) if row.order_id else (False, row.item_id or 0)
        told.setdefault(about, []).append({"id": row.pk, "kind": row.kind, "role": row.role})
    for (of_order, pk), done in told.items():
        subject = orders[pk] if of_order else items.get(pk)
        if subject is not None:
            work.tell(subject, "review.done", {"tasks": done, "note": note})


def _looked(work: Work, fresh: Sequence[Task], orders: Mapping[int, Order]) -> None:
    """Whoever looked at a line has reviewed all that waits of it: other looks at it need not be asked for."""
    lines = sql.ids(row.line_id for row in fresh if row.line_id)
    if not lines:
        return
    for (pk,) in sql.ask(
        "SELECT id FROM makegood_backorder WHERE state = 'open' AND line_id IN_LIST(%s) ORDER BY id", lines
    ):
        work.set_by_id(Backorder, pk, {"acted_on": work.today})
    same = load(
        Task.objects.filter(
            line_id__in=lines, done_at__isnull=True, kind__in=(tasks.REVIEW, tasks.REVIEW_OVERDUE)
        )
    )
    finish(work, same, by=work.actor)
    # The rule looks at what is written.
    work.flush()
    write(work, Looks(work, {row.order_id or 0 for row in fresh}), orders)
