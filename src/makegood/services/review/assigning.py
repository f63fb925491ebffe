"""Somebody else looks after it (spec 6.3, 9.2): a waiting line becomes a person's, a task another role's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from makegood.db import locks, sql
from makegood.db.models import Backorder, Item, Order, Task
from makegood.db.rows import load
from makegood.db.tasks import DEED_ASKED, GOODWILL, PAY_GOODWILL, SILENCE
from makegood.domain.decision.outcome import FinanceAction
from makegood.domain.terms.errors import DomainError
from makegood.queries import access
from makegood.queries.people import address
from makegood.queries.tasks import ROLES
from makegood.queries.wishes import who_may
from makegood.services._transition import OPEN, UNDECIDED_OWNER
from makegood.services._work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignCases:
    """This person, by their address, looks after these open backorders until somebody else does; None = nobody in
    particular: the role that the policy names for their age. `note` = why."""

    backorders: tuple[int, ...]
    person: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignTasks:
    """These open tasks are asked of this role. `note` = why."""

    tasks: tuple[int, ...]
    role: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Assigned:
    """What somebody looks after now, by its number; `known` = they did before."""

    number: int
    owner: str
    known: bool


def assign_cases(work: Work, command: AssignCases) -> list[Assigned]:
    """Raises DomainError('backorder_unknown') for what is not open, ('person_unknown') for who does not work here."""
    wanted = list(dict.fromkeys(command.backorders))
    orders = locks.heads(_cases(wanted).values_list("order_id", flat=True))
    owner = UNDECIDED_OWNER if command.person is None else _owner(command.person)
    found = {row.pk: row for row in load(_cases(wanted))}
    unknown = [pk for pk in wanted if pk not in found]
    if unknown:
        raise DomainError("backorder_unknown", {"backorders": unknown})
    # Which role has a case follows from its age, and is nobody's to choose.
    fresh = [row for row in found.values() if row.owner != owner and (command.person or _is_a_persons(row))]
    moved: dict[int, list[int]] = {}
    for row in fresh:
        work.set(row, owner=owner)
        moved.setdefault(row.order_id, []).append(row.pk)
    for order_id, ids in moved.items():
        work.tell(orders[order_id], "review.assigned", {"cases": ids, "owner": owner, "note": command.note})
    new = {row.pk for row in fresh}
    return [Assigned(pk, found[pk].owner, pk not in new) for pk in wanted]


def assign_tasks(work: Work, command: AssignTasks) -> list[Assigned]:
    """Raises DomainError('task_unknown') for what is not open, ('entry_invalid') for a role that nothing is asked of,
    ('not_allowed') for a task of another role, and for one that is an approval or money and not that role's to give.
    """
    if command.role not in ROLES:
        raise DomainError(
            "entry_invalid", {"at": "role", "found": command.role, "expected": ", ".join(ROLES)}
        )
    wanted = list(dict.fromkeys(command.tasks))
    found = _tasks(wanted)
    for row in found.values():
        backup = row.data.get("asked_first", row.role)
        access.check("AssignTasks", work.roles, only={row.role, backup, "manager", "operations_lead"})
        if row.kind == DEED_ASKED:
            may = who_may(row.data["verb"], row.data["choice"], work.shop.policy)
            access.check("AnswerTasks", (command.role,), only=may)
        authority = _authority(work, row)
        if authority:
            # Whoever hands it over must not make an approver, nor a cashier, of somebody else.
            access.check("CloseTasks", (command.role,), only={authority, "manager"})
    items = locks.items(row.item_id for row in found.values() if row.item_id and not row.order_id)
    orders = locks.heads(row.order_id for row in found.values() if row.order_id)
    locks.tasks(found)
    # Others may have done some of them, until we had the locks.
    found = _tasks(wanted)
    fresh = [row for row in found.values() if row.role != command.role]
    _tell(work, command, fresh, items, orders)
    for row in fresh:
        work.set(row, role=command.role)
    new = {row.pk for row in fresh}
    return [Assigned(pk, command.role, pk not in new) for pk in wanted]


def _authority(work: Work, row: Task) -> str:
    """The role whose own a task is: an approval, or the money of finance; "" = any may do it."""
    if row.kind == GOODWILL:
        return work.shop.policy.decision.goodwill.approver
    if row.kind == SILENCE:
        return "manager"
    if row.kind == PAY_GOODWILL or row.kind in set(FinanceAction):
        return work.shop.policy.handoffs.warehouse_to_finance.owner
    return ""


def _owner(email: str) -> str:
    person = locks.people([address(email)]).get(address(email))
    if person is None or not person.is_active:
        raise DomainError("person_unknown", {"people": [address(email)]})
    return f"person:{person.pk}"


def _is_a_persons(row: Backorder) -> bool:
    return row.owner.startswith("person:")


def _cases(wanted: Sequence[int]) -> Any:
    return Backorder.objects.filter(pk__in=sql.among(wanted), state=OPEN).order_by("pk")


def _tasks(wanted: Sequence[int]) -> dict[int, Task]:
    found = {row.pk: row for row in load(Task.objects.filter(pk__in=sql.among(wanted), done_at__isnull=True))}
    unknown = [pk for pk in wanted if pk not in found]
    if unknown:
        raise DomainError("task_unknown", {"tasks": unknown})
    return found


def _tell(
    work: Work,
    command: AssignTasks,
    fresh: Iterable[Task],
    items: Mapping[int, Item],
    orders: Mapping[int, Order],
) -> None:
    told: dict[tuple[bool, int], list[dict[str, Any]]] = {}
    for row in fresh:
        about = (True, row.order_id) if row.order_id else (False, row.item_id or 0)
        told.setdefault(about, []).append({"id": row.pk, "kind": row.kind, "role": row.role})
    for (of_order, pk), moved in told.items():
        subject = orders[pk] if of_order else items.get(pk)
        if subject is not None:
            work.tell(
                subject,
                "review.assigned",
                {"tasks": moved, "owner": command.role, "note": command.note},
            )
