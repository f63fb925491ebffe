"""What is not for one's own roles can be asked for: whoever may do it has a task with a clock, and whoever asked sees
the answer (spec 9.2)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from makegood.db import locks
from makegood.db.models import Item, Order, Task
from makegood.db.rows import load
from makegood.db.tasks import DEED_ASKED
from makegood.domain.decision.outcome import Choice
from makegood.domain.terms.errors import DomainError
from makegood.queries.wishes import who_may, whom_to_ask
from makegood.services._orders import OrderName, order_ids
from makegood.services._tasks import task
from makegood.services._work import Work
from makegood.services.review.answering import NO, answered, mark


@dataclass(frozen=True, slots=True, kw_only=True)
class DeedWish:
    """Something that only others may do. `verb` = its row of the table of roles, such as `Withdraw`; `choice` = which
    of the four ways, where it is a decision. `order` (and `line`) or `sku` = what it is about, where it is about one;
    `detail` = what is wanted beyond that, in plain words; `place` = the page of ours where it is done; `why` = what
    whoever may do it should know."""

    verb: str
    choice: Choice | None = None
    order: OrderName | None = None
    line: str = ""
    sku: str | None = None
    detail: str = ""
    place: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskForDeeds:
    """Ask those who may for what is not for one's own roles to do. Nothing else changes by it."""

    wishes: tuple[DeedWish, ...]


@dataclass(frozen=True, slots=True)
class DeedAsked:
    """A wish, by the number of its task. `known` = it was asked for before: it waits, or was declined as it stands, and
    `reason` says why."""

    task: int
    role: str
    due_on: date
    known: bool
    declined: bool = False
    reason: str = ""


def ask_for_deeds(work: Work, command: AskForDeeds) -> list[DeedAsked]:
    """Ask the role whose it is; each wish once while it waits, and never again once it was declined, unless somebody
    says another reason for it.

    Raises DomainError('wish_unknown') for what is no row of the table, ('may_do_it') where nobody has to be asked,
    ('order_unknown'), ('order_ambiguous'), ('sku_unknown').
    """
    ids = order_ids(each.order for each in command.wishes if each.order is not None)
    items = _items(work, command)
    orders = locks.heads(ids.values())
    found = []
    for each in command.wishes:
        _check(work, each)
        order = orders[ids[each.order]] if each.order is not None else None
        item = items[each.sku] if each.sku and order is None else None
        found.append(_ask(work, each, order, item))
    return found


def _items(work: Work, command: AskForDeeds) -> Mapping[str, Item]:
    wanted = {each.sku for each in command.wishes if each.sku and each.order is None}
    found = locks.items_of(wanted) if wanted else {}
    if wanted - found.keys():
        raise DomainError("sku_unknown", {"skus": sorted(wanted - found.keys())})
    return found


def _check(work: Work, each: DeedWish) -> None:
    may = who_may(each.verb, _choice(each), work.shop.policy)
    if not may:
        raise DomainError("wish_unknown", {"verb": each.verb})
    if work.roles is None or set(work.roles) & set(may):
        raise DomainError("may_do_it", {"verb": each.verb})


def _ask(work: Work, each: DeedWish, order: Order | None, item: Item | None) -> DeedAsked:
    key = f"{DEED_ASKED}:{_digest(each, order, item)}"
    before = load(Task.objects.filter(key__startswith=f"{key}:").order_by("-pk"))
    newest = before[0] if before else None
    if newest is not None and newest.done_at is None:
        _joins(work, newest, each, order or item)
        return DeedAsked(newest.pk, newest.role, newest.due_on, known=True)
    if newest is not None and newest.data.get("answer") == NO and newest.data["said"] == each.why.strip():
        return DeedAsked(newest.pk, newest.role, newest.due_on, True, True, str(newest.data["reason"]))
    row = _task(work, each, order, item, key=f"{key}:{len(before)}")
    work.add_numbered(Task, [row])
    _tell(work, each, row, order or item)
    # The next wish is held against this one.
    work.flush()
    return DeedAsked(row.pk, row.role, row.due_on, known=False)


def _task(work: Work, each: DeedWish, order: Order | None, item: Item | None, *, key: str) -> Task:
    """Whoever may do it has so many working days; then whoever may do it besides is asked."""
    asked, *others = whom_to_ask(each.verb, _choice(each), work.shop.policy)
    calendar = work.shop.calendars["default"]
    return task(
        work,
        key=key,
        kind=DEED_ASKED,
        role=asked,
        due_on=calendar.add(work.today, work.shop.policy.handoffs.wish_days),
        order_id=order.pk if order else None,
        item_id=item.pk if item else None,
        backup=others[0] if others else asked,
        verb=each.verb,
        choice=_choice(each),
        line=each.line,
        detail=each.detail.strip(),
        place=each.place,
        said=each.why.strip(),
        asked_by=[work.actor],
    )


def _joins(work: Work, row: Task, each: DeedWish, subject: Order | Item | None) -> None:
    """Whoever asks for the same is told the answer as well."""
    if work.actor not in row.data["asked_by"]:
        work.set(row, data={**row.data, "asked_by": [*row.data["asked_by"], work.actor]})
        _tell(work, each, row, subject)
        work.flush()


def _tell(work: Work, each: DeedWish, row: Task, subject: Order | Item | None) -> None:
    if subject is not None:
        told = {"task": row.pk, "verb": each.verb, "choice": _choice(each), "line": each.line}
        work.tell(subject, "review.deed_asked", {**told, "role": row.role, "why": each.why.strip()})


def _choice(each: DeedWish) -> str:
    return each.choice.value if each.choice else ""


def _digest(each: DeedWish, order: Order | None, item: Item | None) -> str:
    """What makes two wishes the same: the deed and what it is about; where that is no order or item, its words."""
    about = [order.pk if order else None, item.pk if item else None, each.line]
    more = [] if order or item else [each.place, each.detail.strip()]
    told = json.dumps([each.verb, _choice(each), *about, *more])
    return sha256(told.encode()).hexdigest()[:40]


def deeds_done(work: Work, command: Any, verb: str) -> None:
    """What somebody asked for has just been done: whoever asked is told so, and nobody has to say it."""
    told = {each.order_id for each in work.told}
    rows = Task.objects.filter(kind=DEED_ASKED, done_at__isnull=True, order_id__in=told)
    choices = {each.choice.value for each in getattr(command, "choices", ())}
    done = [row for row in load(rows.order_by("pk")) if row.data["verb"] == verb and _fits(row, choices)]
    if not done:
        return
    orders = locks.heads(row.order_id or 0 for row in done)
    for row in done:
        mark(work, row, yes=True)
        work.tell(orders[row.order_id or 0], "review.answered", answered(row, yes=True))


def _fits(row: Task, choices: set[str]) -> bool:
    return not row.data["choice"] or row.data["choice"] in choices
