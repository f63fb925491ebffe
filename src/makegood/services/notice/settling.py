"""A person says what became of a message that nobody knows of, that was refused, or that was theirs to pass on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from makegood.db.models import Letter, Notice, OrderLine
from makegood.db.rows import load
from makegood.domain.notice.outcome import Handed, Settled
from makegood.domain.terms.errors import DomainError
from makegood.services._work import Work
from makegood.services.notice.ending import (
    Orders,
    close_tasks,
    end,
    forgotten,
    locked,
    newest_of,
    notices_of,
    tell_of,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleLetters:
    """A person knows what became of these messages, or has them written anew (`again`)."""

    letters: tuple[int, ...]
    how: Settled


def settle(work: Work, command: SettleLetters) -> list[int]:
    """Settle them; the ids of those that a person had not settled yet.

    Raises DomainError('letter_unknown'), ('letter_settled') with those that were sent or are on their way.
    """
    found, orders = locked(list(dict.fromkeys(command.letters)))
    open_now = [
        row
        for row in found
        if row.outcome in ("unclear", "refused") or (row.way, row.outcome) == ("person", "")
    ]
    others = sorted({row.pk for row in found} - {row.pk for row in open_now})
    if others:
        raise DomainError("letter_settled", {"letters": others})
    for row in open_now:
        _settle(work, row, orders, command.how)
    return [row.pk for row in open_now]


def _settle(work: Work, letter: Letter, orders: Orders, how: Settled) -> None:
    if how is Settled.SENT:
        end(work, letter, orders, Handed.SENT, said=work.actor)
        return
    unclear = letter.outcome == Handed.UNCLEAR.value
    # Of who is forgotten nothing is added, not even by whom we know it.
    work.set(letter, outcome="not_sent", ended_at=work.now, said="" if forgotten(orders) else work.actor)
    notices = notices_of(letter)
    for row in notices:
        if how is Settled.AGAIN:
            work.set(row, state="queued", due_at=work.now)
        else:
            work.set(row, state="withheld", why_not="settled")
    if how is Settled.AGAIN and unclear:
        _untold(work, letter, newest_of(letter, notices))
    close_tasks(work, letter, by=work.actor)
    tell_of(work, letter, orders, notices, "notice.settled", {"how": how.value})


def _untold(work: Work, letter: Letter, notices: Sequence[Notice]) -> None:
    """The customer never got it: what they hold us to is the day of the message before, if there was one. With the day
    of this one, the next would be kept back because they were told so recently."""
    orders = {row.order_id for row in notices}
    before = Notice.objects.filter(
        order_id__in=orders, letter_id__lt=letter.pk, state__in=("sent", "uncertain")
    )
    named = dict(before.order_by("letter_id").values_list("order_id", "next_update_on"))
    for line in load(OrderLine.objects.filter(order_id__in=named, next_update_on__isnull=False)):
        work.set(line, next_update_on=named[line.order_id])
