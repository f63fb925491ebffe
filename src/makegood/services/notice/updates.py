"""No silence: whoever was told when they hear from us next hears by then, or a person is warned the day before
(spec 5.5)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from makegood.db import sql
from makegood.db.models import Notice, Task
from makegood.db.rows import load
from makegood.db.sql import among
from makegood.db.tasks import UPDATE_AT_RISK
from makegood.queries.sending import paused_orders
from makegood.services._tasks import SUPPORT, ask_again, task
from makegood.services._work import Work
from makegood.services.notice._rows import write

UPDATE = "update"
"""The kind of a notice that is due because we said so: what it says is judged when it goes."""

_DUE = """
    SELECT o.id, min(coalesce(l.next_update_on, l.published_to)),
        (SELECT count(*) FROM makegood_notice n WHERE n.order_id = o.id AND n.state = 'queued' AND n.held_for = ''),
        (SELECT count(*) FROM makegood_notice n WHERE n.order_id = o.id
            AND n.state IN ('failed', 'uncertain', 'claimed')
            AND n.letter_id = (SELECT max(m.letter_id) FROM makegood_notice m WHERE m.order_id = o.id)),
        o.on_hold
    FROM makegood_orderline l JOIN makegood_order o ON o.id = l.order_id
    WHERE (l.next_update_on <= %s OR l.id IN (
            SELECT p.id FROM makegood_backorder b JOIN makegood_orderline p ON p.id = b.line_id
            WHERE b.state = 'open' AND p.next_update_on IS NULL AND p.published_to < %s))
        AND NOT o.muted
        AND EXISTS (SELECT 1 FROM makegood_orderline w
            WHERE w.order_id = o.id AND w.reserved_qty + w.backordered_qty > 0)
"""
"""A message names the day of the whole order: it holds as long as any line waits, also one that joined later. Who was
named none, for the order was in time, hears when the day they were promised is over."""


class _Due(NamedTuple):
    """The update of an order, the day it is due, how many messages wait to go, how many of the last one did not arrive,
    and whether the order is on hold."""

    order_id: int
    day: date
    waiting: int
    stuck: int
    on_hold: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OweUpdates:
    """Queue what is due today because we said so, and warn of what may not go tomorrow."""


@dataclass(frozen=True, slots=True)
class Updates:
    """Messages that were queued, and customers a person was warned of."""

    queued: int
    warned: int


def owe_updates(work: Work, command: OweUpdates) -> Updates:
    """Queue the update of every order of which one is due and none waits to go already.

    A person is warned the day before where sending is paused, where the last message did not reach the customer, or
    where the order is on hold: then nothing is queued; and of every message that should have gone a day ago and did
    not, whatever keeps it: nobody sends, or no server takes it.
    """
    found = _owe(work, _due(work, by=_tomorrow(work)))
    unsent = _unsent(work)
    ask_again(work, unsent)
    return Updates(found.queued, found.warned + len(unsent))


def _unsent(work: Work) -> list[Task]:
    rows = sql.ask(
        "SELECT DISTINCT order_id FROM makegood_notice WHERE state = 'queued' AND held_for = '' AND due_at < %s",
        work.now - timedelta(days=1),
    )
    return [
        task(
            work,
            key=f"{UPDATE_AT_RISK}:{order_id}:unsent",
            kind=UPDATE_AT_RISK,
            role=SUPPORT,
            order_id=order_id,
            why="not_sent",
        )
        for (order_id,) in sorted(rows)
    ]


def owe_settled(work: Work, letters: Sequence[int]) -> None:
    """A person said late what became of these messages: the day that their customers were given may be over by now,
    and its update is owed at once."""
    orders = Notice.objects.filter(letter_id__in=letters).values_list("order_id", flat=True)
    _owe(work, _due(work, by=work.today, order_ids=sorted(set(orders))))


def warn_paused(work: Work) -> None:
    """Sending stops: a person is warned at once of the updates that are due today or tomorrow, for the next look at
    them may come too late."""
    due = _due(work, by=_tomorrow(work))
    paused = paused_orders([each.order_id for each in due])
    ask_again(work, [_warning(work, each, "paused") for each in due if each.order_id in paused])


def warn_late(work: Work, order_ids: Collection[int]) -> None:
    """Nothing was handed over to these customers: a person is warned of those to whom we owe news by today."""
    due = _due(work, by=work.today, order_ids=sorted(order_ids))
    ask_again(work, [_warning(work, each, "not_reached") for each in due])


def _owe(work: Work, due: Sequence[_Due]) -> Updates:
    paused = paused_orders([each.order_id for each in due])
    queued, warned = 0, []
    # What was owed for that day and could not go is a person's by now.
    rows = load(Notice.objects.filter(kind=UPDATE, order_id__in=among(each.order_id for each in due)))
    known = {(row.order_id, row.occasion) for row in rows}
    for each in due:
        if each.on_hold:
            # Nothing could be shown of it, and the day was given all the same.
            warned.append(_warning(work, each, "on_hold"))
            continue
        occasion = f"{UPDATE}:{each.day}"
        if each.day <= work.today and not each.waiting and (each.order_id, occasion) not in known:
            write(work, each.order_id, kind=UPDATE, occasion=occasion, due_at=work.now)
            queued += 1
        if each.order_id in paused or each.stuck:
            warned.append(_warning(work, each, "paused" if each.order_id in paused else "not_reached"))
    ask_again(work, warned)
    return Updates(queued, len(warned))


def _due(work: Work, *, by: date, order_ids: Sequence[int] | None = None) -> list[_Due]:
    """The updates that are due by a day; of these orders, None = of all."""
    which, values = ("", []) if order_ids is None else ("AND o.id IN_LIST(%s)", [list(order_ids)])
    days = (by.isoformat(), work.today.isoformat())
    found = sql.ask(f"{_DUE} {which} GROUP BY o.id ORDER BY o.id", *days, *values)
    return [_Due(pk, date.fromisoformat(str(day)), *rest) for pk, day, *rest in found]


def _tomorrow(work: Work) -> date:
    """The next working day."""
    return work.shop.calendars["default"].add(work.today, 1)


def _warning(work: Work, due: _Due, why: str) -> Task:
    key = f"{UPDATE_AT_RISK}:{due.order_id}:{due.day}"
    return task(
        work, key=key, kind=UPDATE_AT_RISK, role=SUPPORT, order_id=due.order_id, due_on=due.day, why=why
    )
