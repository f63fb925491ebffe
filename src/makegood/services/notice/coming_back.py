"""A message came back after all, or whoever got it wants no more of them (spec 5.6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from makegood.db.models import Notice, OrderLine, Suppression
from makegood.db.rows import load, new
from makegood.db.tasks import COMPLAINT
from makegood.domain.notice.outcome import Handed
from makegood.services._work import Work
from makegood.services.notice._rows import address_digest
from makegood.services.notice.ending import ask_about, end, locked, notices_of, tell_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """A message did not arrive, and what their server said; also one of which we were told that it was taken."""

    letter: int
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Complain:
    """Whoever got this message does not want such mail: nothing is mailed to that address any more. `sure` False =
    somebody says so who may be anybody: a person finds out."""

    letter: int
    said: str = ""
    sure: bool = True


def bounce(work: Work, command: Bounce) -> bool:
    """The message was refused, and its customer knows nothing of it; whether that is news.

    Raises DomainError('letter_unknown').
    """
    (letter,), orders = locked([command.letter])
    if letter.way != "email" or letter.outcome not in ("", Handed.SENT.value, Handed.UNCLEAR.value):
        return False
    _untell(work, notices_of(letter))
    end(work, letter, orders, Handed.REFUSED, said=command.said)
    return True


def complain(work: Work, command: Complain) -> bool:
    """From now on a person passes on what this address is to be told; whether that is news.

    Raises DomainError('letter_unknown').
    """
    (letter,), orders = locked([command.letter])
    digest = address_digest(letter.address)
    if not letter.address or Suppression.objects.filter(digest=digest).exists():
        return False
    notices = notices_of(letter)
    ask_about(work, letter, notices, COMPLAINT)
    if not command.sure:
        return True
    work.add(new(Suppression, digest=digest, why="complaint", letter_id=letter.pk, at=work.now))
    tell_of(work, letter, orders, notices, "notice.complained", {"said": command.said[:100]})
    return True


def _untell(work: Work, notices: Sequence[Notice]) -> None:
    """Nobody was told: silence means nothing, and each line was told of by the message before, if there was one."""
    told_on = {row.order_id: work.shop.day(row.sent_at) for row in notices if row.sent_at is not None}
    named = {(row.order_id, line) for row in notices for line in row.lines}
    others = Notice.objects.filter(order_id__in=told_on, state="sent").exclude(
        pk__in=[row.pk for row in notices]
    )
    before: dict[tuple[int, str], list[Notice]] = {}
    for row in others:
        for line in row.lines:
            before.setdefault((row.order_id, line), []).append(row)
    for line in load(OrderLine.objects.filter(order_id__in=told_on, notified_on__isnull=False)):
        key = (line.order_id, line.line_id)
        if key in named and line.notified_on == told_on[line.order_id]:
            days = [work.shop.day(row.sent_at) for row in before.get(key, ()) if row.sent_at is not None]
            work.set(line, notified_on=max(days, default=None))
    for row in notices:
        work.set(row, sent_at=None)
