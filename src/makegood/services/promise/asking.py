"""Sales, support and warehouse ask for another date: only its owner makes one (spec 3.4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from makegood.db import locks, sql
from makegood.db.models import OrderLine, Task
from makegood.db.rows import load
from makegood.db.tasks import DATE_ASKED
from makegood.domain.terms.errors import DomainError
from makegood.services._orders import OrderName, order_ids
from makegood.services._tasks import OWNER, task, unasked
from makegood.services._work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class DateWish:
    """Another date for a line is asked for. `wish` = the last day on which it would still do; None = any news."""

    order: OrderName
    line: str
    why: str
    wish: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskForDates:
    """Put wishes before the owner of dates. Nothing a customer was told changes by it."""

    wishes: tuple[DateWish, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A wish that waits for its answer; `known` = it was asked for before."""

    order: str
    line: str
    known: bool


def ask_for_dates(work: Work, command: AskForDates) -> list[Asked]:
    """Ask. Raises DomainError('order_unknown'), ('order_ambiguous'), ('line_unknown'), ('line_waits_for_nothing') and
    ('reason_missing') where nobody says why."""
    ids = order_ids(each.order for each in command.wishes)
    orders = locks.heads(ids.values())
    lines = _lines(ids.values())
    asked: list[tuple[DateWish, OrderLine, Task]] = []
    for each in command.wishes:
        pk = ids[each.order]
        line = lines.get((pk, each.line))
        if line is None:
            raise DomainError("line_unknown", {"order": each.order.number, "line": each.line})
        if not line.backordered_qty:
            raise DomainError("line_waits_for_nothing", {"order": each.order.number, "line": each.line})
        if not each.why.strip():
            raise DomainError("reason_missing", {"order": each.order.number, "line": each.line})
        # Once for each window and wish: the owner of dates is not asked the same thing by everybody in turn.
        key = f"{DATE_ASKED}:{line.pk}:{line.published_to}:{each.wish}"
        wanted = task(
            work,
            key=key,
            kind=DATE_ASKED,
            role=OWNER,
            order_id=pk,
            item_id=line.item_id,
            line_id=line.pk,
            line=each.line,
            wish=each.wish.isoformat() if each.wish else None,
            said=each.why,
        )
        asked.append((each, line, wanted))
    fresh = unasked(wanted for _, _, wanted in asked)
    found = []
    for each, line, wanted in asked:
        known = not any(wanted is row for row in fresh)
        if not known:
            work.add(wanted)
            data = {"line": each.line, "wish": each.wish, "why": each.why, "published_to": line.published_to}
            work.tell(orders[line.order_id], "promise.asked", data)
        found.append(Asked(each.order.number, each.line, known))
    return found


def _lines(order_ids: Iterable[int]) -> dict[tuple[int, str], OrderLine]:
    rows = load(OrderLine.objects.filter(order_id__in=sql.among(order_ids)))
    return {(row.order_id, row.line_id): row for row in rows}
