"""Nobody answered: what the notice said of silence happens on its day (spec 5.3, 5.7), once, if it is still true."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Min, Q, QuerySet

from makegood.almanac import zones_of
from makegood.db import jobs, locks
from makegood.db.jobs import NewJob
from makegood.db.models import Contact, Letter, Notice, Order, OrderLine, Promise
from makegood.db.rows import load
from makegood.db.tasks import SILENCE
from makegood.domain.decision.outcome import Choice
from makegood.domain.terms.law import Law
from makegood.queries.consent import REACHED, consents
from makegood.queries.sending import sending
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
    """When that day is over wherever the order may go to, and it is morning here."""
    assert row.answer_by is not None
    country = Order.objects.filter(pk=row.order_id).values_list("country", flat=True)[0]
    next_day = row.answer_by + timedelta(days=1)
    ends = [datetime.combine(next_day, time(0), zone) for zone in zones_of(country or "")]
    return max([datetime.combine(next_day, AFTER, work.shop.zone), *ends])


def silent(work: Work, command: AnswerSilence) -> Silent | None:
    """The lines that the law cancels now. None = the customer answered, was asked something else or the same again
    since, or nothing waits any more; and where no law says so, or anything speaks against it, a manager is asked
    instead."""
    found = Notice.objects.filter(pk=command.notice).values_list("order_id", flat=True).first()
    if found is None:
        return None
    locks.heads([found])
    (row,) = load(Notice.objects.filter(pk=command.notice))
    if row.sent_at is None or row.answer_by is None or work.today <= row.answer_by or _asked_anew(row):
        return None
    asked_at = Letter.objects.values_list("claimed_at", flat=True).get(pk=row.letter_id or 0)
    # Whoever answered before anybody knew that the question arrived has answered.
    chosen = consents([found], today=work.today)[found].chosen
    waiting = load(
        OrderLine.objects.filter(order_id=found, line_id__in=row.lines, backordered_qty__gt=0).order_by(
            "line_id"
        )
    )
    again = _asked_again(row)
    lines = [line for line in waiting if line.line_id not in again]
    lines = [line for line in lines if line.line_id not in chosen or chosen[line.line_id][1] < asked_at]
    if not lines:
        return None
    names = tuple(line.line_id for line in lines)
    if (
        row.law == Law.FTC.value
        # Whoever was told after the last day for an answer could not give one.
        and row.sent_at.astimezone(work.shop.zone).date() <= row.answer_by
        and not chosen
        and not _wrote(row)
        and not _doubtful(found, lines, since=asked_at)
    ):
        return Silent(found, names)
    key = f"{SILENCE}:{row.pk}"
    ask(work, [task(work, key=key, kind=SILENCE, role="manager", order_id=found, lines=list(names))])
    return None


def _asked_anew(row: Notice) -> bool:
    """True when a later message asked something else: silence keeps the order now, or there is more time."""
    newer = Notice.objects.filter(
        order_id=row.order_id, state__in=REACHED, letter_id__gt=row.letter_id or 0, answer_by__isnull=False
    )
    return newer.filter(Q(silent_default=Choice.HOLD.value) | Q(answer_by__gt=row.answer_by)).exists()


def _same_question(row: Notice) -> QuerySet[Notice]:
    """Every notice that asked the same: no later one moves its day."""
    return Notice.objects.filter(
        order_id=row.order_id,
        silent_default=row.silent_default,
        answer_by=row.answer_by,
        sent_at__isnull=False,
    )


def _asked_again(row: Notice) -> set[str]:
    """Lines of which a later message asked the same: silence is taken at its word once, by what was told last."""
    later = _same_question(row).filter(letter_id__gt=row.letter_id or 0)
    return {line for lines in later.values_list("lines", flat=True) for line in lines}


def _wrote(row: Notice) -> bool:
    """True when the customer wrote or rang since they were first asked this."""
    first = _same_question(row).aggregate(at=Min("letter__claimed_at"))["at"]
    return Contact.objects.filter(order_id=row.order_id, at__gte=first).exists()


def _doubtful(order_id: int, lines: Sequence[OrderLine], *, since: datetime) -> bool:
    """True when nobody can be sure that the customer was silent, could answer, and would still want to leave."""
    order = Order.objects.select_related("customer").get(pk=order_id)
    windows = Promise.objects.filter(
        line_id__in=[line.pk for line in lines],
        state__in=("proposed", "published"),
        proposed_at__gte=since,
        ship_to__isnull=False,
    )
    return (
        order.on_hold
        or (order.customer is not None and order.customer.erased_at is not None)
        or sending().paused
        or windows.exists()
    )
