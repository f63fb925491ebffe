"""What is not for one's own roles can be asked for: whoever may do it has a task with a clock, and whoever asked sees
the answer (spec 9.2)."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from makegood.db import locks, sql
from makegood.db.models import Item, Order, OrderLine, Task
from makegood.db.rows import load
from makegood.db.tasks import DEED_ASKED
from makegood.domain.decision.outcome import Choice
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.limits import LONGEST_TEXT
from makegood.queries.wishes import who_may, whom_to_ask
from makegood.services._orders import OrderName, order_ids
from makegood.services._tasks import task
from makegood.services._work import Work
from makegood.services.review.answering import NO


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
    """Ask the role whose it is; each wish once while it waits, and what is said to it beside that is added to it. Once
    it was declined it is asked for again only by who says something new.

    Raises DomainError('wish_unknown') for what is no row of the table, ('may_do_it') where nobody has to be asked,
    ('order_unknown'), ('order_ambiguous'), ('line_unknown'), ('sku_unknown').
    """
    ids = order_ids(each.order for each in command.wishes if each.order is not None)
    items = _items(work, command)
    orders = locks.heads(ids.values())
    lines = set(OrderLine.objects.filter(order_id__in=sql.among(orders)).values_list("order_id", "line_id"))
    wishes = []
    for each in command.wishes:
        _check(work, each)
        if each.order is not None and each.line and (ids[each.order], each.line) not in lines:
            raise DomainError("line_unknown", {"order": each.order.number, "line": each.line})
        order = orders[ids[each.order]] if each.order is not None else None
        item = items[each.sku] if each.sku and order is None else None
        wishes.append((f"{DEED_ASKED}:{_digest(each, order, item)}", each, order, item))
    # What is added to a wish that waits must not be lost to somebody else who adds to it.
    locks.tasks(_waiting({key for key, *_ in wishes}))
    return [_ask(work, *wish) for wish in wishes]


def _waiting(keys: Collection[str]) -> list[int]:
    rows = Task.objects.filter(kind=DEED_ASKED, done_at__isnull=True).values_list("pk", "key")
    return [pk for pk, key in rows if key.rpartition(":")[0] in keys]


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


def _ask(work: Work, key: str, each: DeedWish, order: Order | None, item: Item | None) -> DeedAsked:
    before = load(Task.objects.filter(key__startswith=f"{key}:").order_by("-pk"))
    newest = before[0] if before else None
    if newest is not None and newest.done_at is None:
        _joins(work, newest, each, order or item)
        return DeedAsked(newest.pk, newest.role, newest.due_on, known=True)
    if newest is not None and newest.data.get("answer") == NO and not _new_words(newest, each):
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
    """Whoever asks for the same is told the answer as well, and whoever answers reads what they say beside it."""
    words, askers = _new_words(row, each), row.data["asked_by"]
    if words or work.actor not in askers:
        asked_by = askers if work.actor in askers else [*askers, work.actor]
        work.set(row, data={**row.data, **words, "asked_by": asked_by})
        _tell(work, each, row, subject)
        work.flush()


def _new_words(row: Task, each: DeedWish) -> dict[str, str]:
    """What a wish says that was not said before, each after what was."""
    found = {}
    for name, said in (("detail", each.detail.strip()), ("said", each.why.strip())):
        before = str(row.data[name])
        if said and said not in before:
            found[name] = f"{before}; {said}"[-LONGEST_TEXT:] if before else said
    return found


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
