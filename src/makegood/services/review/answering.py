"""Some tasks are a question: a credit is granted or refused, a wish is done or declined (spec 4.1, 9.2). Whoever only
ticked them off would have said yes without a look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from makegood.db import locks, sql, tasks
from makegood.db.models import Item, Order, Task
from makegood.db.rows import load
from makegood.domain.decision.payment import within_limit
from makegood.domain.terms.errors import DomainError
from makegood.queries import access
from makegood.queries.wishes import credited_before
from makegood.services._tasks import crossed, finish
from makegood.services._work import Work

YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskAnswer:
    """The answer to one task: a credit is granted, a wish was done; or not, and `reason` says why not."""

    task: int
    yes: bool
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerTasks:
    """Answer tasks that ask for a yes or a no. All of them, or none."""

    answers: tuple[TaskAnswer, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """A task that has its answer, by whom; `known` = it had one before, which stays. `yes` None = it had become moot:
    nobody needed an answer any more."""

    task: int
    kind: str
    yes: bool | None
    answered_by: str
    known: bool


def answer_tasks(work: Work, command: AnswerTasks) -> list[Answered]:
    """Answer under the actor's name; an answer that was given stays.

    Raises DomainError('task_unknown'), ('task_takes_no_answer') for what is only done, ('not_allowed') for a task of
    another role, ('answer_reason_missing') for a no that says nothing, ('goodwill_over_limit').
    """
    by_task = {each.task: each for each in command.answers}
    found = _tasks(list(by_task))
    _check(work, by_task, found)
    items = locks.items(row.item_id for row in found.values() if row.item_id and not row.order_id)
    orders = locks.heads(row.order_id for row in found.values() if row.order_id)
    locks.tasks(found)
    # Others may have answered some of them, until we had the locks.
    found = _tasks(list(by_task))
    fresh = [row for row in found.values() if row.done_at is None]
    for row in fresh:
        _give(work, row, by_task[row.pk], orders)
        _tell(work, row, by_task[row.pk], items, orders)
    new = {row.pk for row in fresh}
    return [Answered(pk, row.kind, _said(row), row.done_by, pk not in new) for pk, row in found.items()]


def mark(work: Work, row: Task, *, yes: bool, reason: str = "") -> None:
    """The task has its answer, under the actor's name."""
    work.set(row, data={**row.data, "answer": YES if yes else NO, "reason": reason})
    finish(work, [row], by=work.actor)


def _said(row: Task) -> bool | None:
    return {YES: True, NO: False}.get(row.data.get("answer", ""))


def _check(work: Work, by_task: Mapping[int, TaskAnswer], found: Mapping[int, Task]) -> None:
    for pk, row in found.items():
        if row.kind not in tasks.OF_AN_ANSWER:
            raise DomainError("task_takes_no_answer", {"task": pk, "kind": row.kind})
        backup = row.data.get("asked_first", row.role)
        access.check("AnswerTasks", work.roles, only={row.role, backup, "manager"})
        if not by_task[pk].yes and not by_task[pk].reason.strip():
            raise DomainError("answer_reason_missing", {"task": pk})


def _give(work: Work, row: Task, answer: TaskAnswer, orders: Mapping[int, Order]) -> None:
    if answer.yes and row.kind == tasks.GOODWILL:
        goodwill, order = work.shop.policy.decision.goodwill, orders[row.order_id or 0]
        granted = credited_before([order.pk])[order.pk].granted
        if not within_limit(row.data["amount"], granted=granted, policy=goodwill):
            told = {"order": order.number, "granted": granted, "found": row.data["amount"]}
            raise DomainError("goodwill_over_limit", {**told, "limit": goodwill.limit})
        # The customer is told of it, so somebody pays it.
        paid = {"amount": row.data["amount"], "currency": row.data["currency"]}
        work.add(crossed(work, tasks.PAY_GOODWILL, key=row.pk, order_id=order.pk, **paid))
    mark(work, row, yes=answer.yes, reason=answer.reason.strip())
    # The next one of the same order is judged by what is written.
    work.flush()


def _tell(
    work: Work, row: Task, answer: TaskAnswer, items: Mapping[int, Item], orders: Mapping[int, Order]
) -> None:
    subject = orders[row.order_id] if row.order_id else items.get(row.item_id or 0)
    if subject is not None:
        work.tell(subject, "review.answered", answered(row, yes=answer.yes, reason=answer.reason))


def answered(row: Task, *, yes: bool, reason: str = "") -> dict[str, object]:
    """What history says of an answer."""
    told = {"id": row.pk, "kind": row.kind, "role": row.role}
    return {"tasks": [told], "answer": YES if yes else NO, "note": reason.strip()}


def _tasks(ids: Sequence[int]) -> dict[int, Task]:
    found = {row.pk: row for row in load(Task.objects.filter(pk__in=sql.among(ids)).order_by("pk"))}
    unknown = [pk for pk in ids if pk not in found]
    if unknown:
        raise DomainError("task_unknown", {"tasks": unknown})
    return found
