"""No silence: whoever was told when they hear from us next hears by then, or a person is warned the day before
(spec 5.5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from makegood.db import sql
from makegood.db.models import Notice, Task
from makegood.db.tasks import UPDATE_AT_RISK
from makegood.queries.sending import sending
from makegood.services._holdings import in_parts
from makegood.services._tasks import ask_again, task
from makegood.services._work import Work
from makegood.services.notice._rows import write
from makegood.services.notice.claiming import SUPPORT

UPDATE = "update"
"""The kind of a notice that is due because we said so: what it says is judged when it goes."""

_DUE = """
    SELECT o.id, min(l.next_update_on),
        (SELECT count(*) FROM makegood_notice n WHERE n.order_id = o.id AND n.state = 'queued' AND n.held_for = ''),
        (SELECT count(*) FROM makegood_notice n WHERE n.order_id = o.id
            AND n.state IN ('failed', 'uncertain', 'claimed')
            AND n.letter_id = (SELECT max(m.letter_id) FROM makegood_notice m WHERE m.order_id = o.id))
    FROM makegood_orderline l JOIN makegood_order o ON o.id = l.order_id
    WHERE l.next_update_on <= %s AND l.reserved_qty + l.backordered_qty > 0 AND NOT o.muted AND NOT o.on_hold
    GROUP BY o.id ORDER BY o.id
"""


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

    A person is warned the day before where sending is paused, or where the last message did not reach the customer.
    """
    paused = sending().paused
    tomorrow = work.shop.calendars["default"].add(work.today, 1)
    queued, warned = 0, []
    due = sql.ask(_DUE, tomorrow.isoformat())
    # What was owed for that day and could not go is a person's by now.
    rows = in_parts(Notice.objects.filter(kind=UPDATE), "order_id", (order_id for order_id, *_ in due))
    known = {(row.order_id, row.occasion) for row in rows}
    for order_id, due_on, waiting, stuck in due:
        day = date.fromisoformat(str(due_on))
        occasion = f"{UPDATE}:{day}"
        if day <= work.today and not waiting and (order_id, occasion) not in known:
            write(work, order_id, kind=UPDATE, occasion=occasion, due_at=work.now)
            queued += 1
        if paused or stuck:
            warned.append(_warning(work, order_id, day, "paused" if paused else "not_reached"))
    ask_again(work, warned)
    return Updates(queued, len(warned))


def _warning(work: Work, order_id: int, day: date, why: str) -> Task:
    key = f"{UPDATE_AT_RISK}:{order_id}:{day}"
    return task(work, key=key, kind=UPDATE_AT_RISK, role=SUPPORT, order_id=order_id, due_on=day, why=why)
