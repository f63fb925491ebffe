"""Nobody answered: what the notice said of silence happens on its day (spec 5.3, 5.7), once, if it is still true."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from makegood.db import jobs, locks
from makegood.db.jobs import NewJob
from makegood.db.models import Decision, Notice, OrderLine
from makegood.db.rows import load
from makegood.db.tasks import SILENCE
from makegood.domain.decision.outcome import Choice
from makegood.domain.notice.outcome import Law
from makegood.services._tasks import ask, task
from makegood.services._work import Work

AFTER = time(6)
"""At this time of the shop's next day an answer is late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSilence:
    """The time to answer this notice is over."""

    notice: int


@dataclass(frozen=True, slots=True)
class Silent:
    """An order whose customer said nothing, and the lines that silence ends."""

    order_id: int
    lines: tuple[str, ...]


def expect_answer(work: Work, notices: Sequence[Notice]) -> None:
    """Where silence cancels, somebody looks on the day after the last one for an answer."""
    wanted = [
        NewJob(
            key=f"{SILENCE}:{row.pk}:{row.tries}",
            kind=SILENCE,
            due_at=_after(work, row),
            args={"notice": row.pk},
        )
        for row in notices
        if row.silent_default == Choice.CANCEL.value and row.answer_by is not None
    ]
    jobs.queue(wanted, now=work.now)


def _after(work: Work, row: Notice) -> datetime:
    assert row.answer_by is not None
    return datetime.combine(row.answer_by + timedelta(days=1), AFTER, work.shop.zone)


def silent(work: Work, command: AnswerSilence) -> Silent | None:
    """The lines that the law cancels now; None = the customer answered, was written to anew, nothing waits any more, or
    no law says so: then a manager is asked."""
    found = Notice.objects.filter(pk=command.notice).values_list("order_id", flat=True).first()
    if found is None:
        return None
    order = locks.heads([found])[found]
    (row,) = load(Notice.objects.filter(pk=command.notice))
    if row.sent_at is None or row.answer_by is None or work.today <= row.answer_by or _answered(row):
        return None
    short = OrderLine.objects.filter(order_id=found, line_id__in=row.lines, backordered_qty__gt=0)
    lines = tuple(short.order_by("line_id").values_list("line_id", flat=True))
    if not lines:
        return None
    if row.law == Law.FTC.value:
        return Silent(found, lines)
    key = f"{SILENCE}:{row.pk}"
    ask(work, [task(work, key=key, kind=SILENCE, role="manager", order_id=order.pk, lines=list(lines))])
    return None


def _answered(row: Notice) -> bool:
    """True when the customer chose since, or was written to again about when to answer."""
    assert row.sent_at is not None
    chosen = Decision.objects.filter(order_id=row.order_id, replaced_at=None, at__gte=row.sent_at)
    newer = Notice.objects.filter(
        order_id=row.order_id, state__in=("claimed", "sent", "uncertain"), letter_id__gt=row.letter_id or 0
    ).exclude(silent_default="")
    return (
        chosen.filter(approved_by="customer").exists()
        or chosen.filter(by="customer").exists()
        or newer.exists()
    )
