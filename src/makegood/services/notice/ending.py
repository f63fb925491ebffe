"""What became of a message: it was taken, refused, may be tried again, or nobody knows (design rule 10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from makegood.db import locks, sql
from makegood.db.models import Letter, Notice, Order, OrderLine, Task
from makegood.db.rows import by_id
from makegood.db.tasks import CUSTOMER_NOT_REACHED, MOOT, OF_A_LETTER, UNCLEAR_MESSAGE, UPDATE_AT_RISK
from makegood.domain.notice.outcome import Handed
from makegood.domain.terms.errors import DomainError
from makegood.services._tasks import SUPPORT, ask_again, finish, task
from makegood.services._work import Work
from makegood.services.notice.silence import expect_answer
from makegood.services.notice.updates import warn_late

Orders = Mapping[int, Order]

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440))
"""How long a message waits after each try of which nothing was handed over; after the last one a person is asked."""
LEASE = timedelta(minutes=15)
"""After so long a message that was claimed and not confirmed is unclear."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmLetter:
    """What became of a claimed message, and what the other side said."""

    letter: int
    handed: Handed
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LapseLetters:
    """Messages that nobody came back from are unclear."""


def confirm(work: Work, command: ConfirmLetter) -> str:
    """Write it down; the outcome that is kept. Who confirms late tells what nobody knew; what a person settled stays.

    Raises DomainError('letter_unknown').
    """
    (letter,), orders = locked([command.letter])
    if letter.outcome not in ("", Handed.UNCLEAR.value):
        return letter.outcome
    end(work, letter, orders, command.handed, said=command.said)
    return command.handed.value


def lapse(work: Work, command: LapseLetters) -> list[int]:
    """The ids of the messages that became unclear."""
    lost = Letter.objects.filter(outcome="", way="email", claimed_at__lte=work.now - LEASE).order_by("pk")
    found, orders = locked(list(lost.values_list("pk", flat=True)))
    lapsed = [row for row in found if row.outcome == ""]
    for row in lapsed:
        end(work, row, orders, Handed.UNCLEAR, said=f"{row.claimed_by} never came back")
    return [row.pk for row in lapsed]


def end(work: Work, letter: Letter, orders: Orders, handed: Handed, *, said: str) -> None:
    """A message ends, and with it the notices it tells of. `orders` = those it tells of, locked."""
    notices = notices_of(letter)
    if handed is Handed.LATER and max(row.tries for row in notices) > len(PAUSES):
        handed = Handed.REFUSED
    gone = forgotten(orders)
    # What was on its way when its customer was forgotten leaves nothing of them behind.
    work.set(letter, outcome=handed.value, ended_at=work.now, said="" if gone else said[:1000])
    for row in notices:
        work.set(row, **_ended(work, row, handed))
    if handed is Handed.LATER:
        # Nobody got it, and the next try writes another.
        work.set(letter, address="", subject="", text="", html="", digest="")
    else:
        tell_of(work, letter, orders, notices, f"notice.{handed.value}", {})
    close_tasks(work, letter, by=work.actor)
    if not gone:
        _follow(work, letter, orders, notices, handed)


def _ended(work: Work, row: Notice, handed: Handed) -> dict[str, Any]:
    if handed is Handed.SENT:
        return {"state": "sent", "sent_at": work.now}
    if handed is Handed.LATER:
        return {"state": "queued", "due_at": work.now + PAUSES[row.tries - 1]}
    return {"state": "failed" if handed is Handed.REFUSED else "uncertain"}


def _follow(work: Work, letter: Letter, orders: Orders, notices: Sequence[Notice], handed: Handed) -> None:
    """What the customer holds us to now, and what a person has to do."""
    newest = newest_of(letter, notices)
    if handed in (Handed.SENT, Handed.UNCLEAR):
        _told(work, newest, surely=handed is Handed.SENT)
    if handed is Handed.SENT:
        expect_answer(work, notices)
        ahead = {
            row.order_id for row in newest if row.next_update_on is None or row.next_update_on > work.today
        }
        warned = "kind = %s AND done_at IS NULL AND order_id IN_LIST(%s)"
        finish(work, sql.read(Task, warned, UPDATE_AT_RISK, sql.ids(ahead)), by=MOOT)
    elif handed is Handed.LATER:
        warn_late(work, orders)
    else:
        kind = CUSTOMER_NOT_REACHED if handed is Handed.REFUSED else UNCLEAR_MESSAGE
        ask_about(work, letter, notices, kind)


def forgotten(orders: Orders) -> bool:
    """Whether the customer of one of them is."""
    return Order.objects.filter(pk__in=orders, customer__erased_at__isnull=False).exists()


def newest_of(letter: Letter, notices: Sequence[Notice]) -> list[Notice]:
    """Those whose customers were not written to since: what became of an older message moves no day that a newer one
    named."""
    later = Notice.objects.filter(
        order_id__in={row.order_id for row in notices},
        letter_id__gt=letter.pk,
        state__in=("sent", "uncertain"),
    )
    passed = set(later.values_list("order_id", flat=True))
    return [row for row in notices if row.order_id not in passed]


def _told(work: Work, notices: Sequence[Notice], *, surely: bool) -> None:
    """The customer knows, and holds us to the day we named for the next message: so does one who may know. The message
    told of the whole order, so no line has an earlier day any more."""
    next_on = {row.order_id: row.next_update_on for row in notices}
    about = {(row.order_id, line) for row in notices for line in row.lines}
    for line in sql.read(OrderLine, "order_id IN_LIST(%s)", sql.ids(next_on)):
        named = (line.order_id, line.line_id) in about
        if named or line.next_update_on is not None:
            told_on = work.today if named and surely else line.notified_on
            work.set(line, notified_on=told_on, next_update_on=next_on[line.order_id])


def locked(letters: Sequence[int]) -> tuple[list[Letter], Orders]:
    """Messages, read once the orders they tell of are locked, and those orders."""
    orders = locks.heads(Notice.objects.filter(letter_id__in=letters).values_list("order_id", flat=True))
    found = by_id(sql.read(Letter, "id IN_LIST(%s)", sql.ids(letters)))
    unknown = [pk for pk in letters if pk not in found]
    if unknown:
        raise DomainError("letter_unknown", {"letters": unknown})
    return [found[pk] for pk in letters], orders


def notices_of(letter: Letter) -> list[Notice]:
    """The notices that a message tells of."""
    return sql.read(Notice, "letter_id = %s", letter.pk)


def ask_about(work: Work, letter: Letter, notices: Sequence[Notice], kind: str) -> None:
    """Somebody looks after the customer of each order that a message tells of."""
    wanted = [
        task(
            work,
            key=f"{kind}:{letter.pk}:{order_id}",
            kind=kind,
            role=SUPPORT,
            order_id=order_id,
            letter=letter.pk,
        )
        for order_id in sorted({row.order_id for row in notices})
    ]
    ask_again(work, wanted)


def close_tasks(work: Work, letter: Letter, *, by: str) -> None:
    """Nobody has to find out any more what became of it."""
    orders = {row.order_id for row in notices_of(letter)}
    of_a_letter = "kind IN_LIST(%s) AND done_at IS NULL AND order_id IN_LIST(%s)"
    open_now = sql.read(Task, of_a_letter, sorted(OF_A_LETTER), sql.ids(orders))
    finish(work, [row for row in open_now if row.data.get("letter") == letter.pk], by=by)


def tell_of(
    work: Work,
    letter: Letter,
    orders: Orders,
    notices: Sequence[Notice],
    kind: str,
    also: Mapping[str, object],
) -> None:
    """The history keeps what the message was, by its digest: a changed byte shows."""
    for pk in sorted({row.order_id for row in notices}):
        order, own = orders[pk], [row for row in notices if row.order_id == pk]
        data = {
            "letter": letter.pk,
            "kind": letter.kind,
            "way": letter.way,
            "digest": letter.digest,
            "notices": [row.pk for row in own],
            "about": sorted({line for row in own for line in row.lines}),
            "next_update_on": own[0].next_update_on.isoformat() if own[0].next_update_on else None,
            **also,
        }
        work.tell(order, kind, data)
