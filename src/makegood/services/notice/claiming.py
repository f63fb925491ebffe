"""A message that is due is claimed: what it says is judged now, written down, and then handed over outside.

Claim, do, confirm. Only what is claimed is ever handed over, each claim once: a message that nobody came back from is
unclear, and a person says what became of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from makegood.almanac import zones_of
from makegood.db import locks
from makegood.db.models import Customer, Letter, Notice, OrderLine, Suppression
from makegood.db.rows import load, new
from makegood.db.tasks import NOTICE_FAILED, NOTICE_INCOMPLETE, PASS_ON_MESSAGE
from makegood.domain.notice import outcome
from makegood.domain.notice.quiet import next_open
from makegood.queries.letters import Composed, compose, told_by
from makegood.queries.sending import may_go
from makegood.services._tasks import OWNER, SUPPORT, ask_again, task
from makegood.services._work import Work
from makegood.services.notice._rows import ERASED, address_digest
from makegood.services.notice.linking import new_link
from makegood.wording.notice import RenderedNotice

FEW = 20
"""Of so many orders with the oldest messages a sender takes one: two senders seldom want the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimLetter:
    """Take the next message that is due, to hand it over. `by` = who will."""

    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """The message that `ClaimLetter` would take now cannot be written, and why."""

    by: str
    why: str


@dataclass(slots=True)
class Claimed:
    """A message in somebody's hands, its text still to be written. `secret` = the end of its link; "" = it has none."""

    row: Letter
    notice: outcome.Notice
    secret: str


@dataclass(frozen=True, slots=True)
class Ready:
    """A message that is written and claimed: hand it over, then say what became of it. `to` "" = a person passes it on,
    and nothing is to be done here. The link to the order is in its texts."""

    letter: int
    message_id: str
    to: str
    to_name: str
    subject: str
    text: str
    html: str
    language: str


def claim(work: Work, command: ClaimLetter) -> Claimed | bool:
    """The next message; False = none is due, or sending is paused; True = the next one needs not go, ask again."""
    order_id = _next(work, command)
    if order_id is None:
        return False
    orders = locks.orders([order_id])
    rows = load(
        Notice.objects.filter(order_id=order_id, state="queued", held_for="")
        .order_by("pk")
        .select_for_update()
    )
    if not any(row.due_at <= work.now for row in rows):
        # Somebody else took it meanwhile.
        return True
    opens_at = _opens_at(work, orders[order_id].country)
    if opens_at > work.now:
        for row in rows:
            work.set(row, due_at=max(row.due_at, opens_at))
        return True
    if Customer.objects.filter(pk=orders[order_id].customer_id or 0, erased_at__isnull=False).exists():
        for row in rows:
            work.set(row, state="withheld", why_not=ERASED)
        return True
    found = compose(work.shop, {order_id: rows}, today=work.today)[order_id]
    if found.notice is None:
        for row in rows:
            work.set(row, state="withheld", why_not=found.why_not)
        # Nobody waits for news of what lacks nothing.
        for line in load(OrderLine.objects.filter(order_id=order_id, backordered_qty=0)):
            work.set(line, next_update_on=None)
        return True
    if found.missing:
        _hold(work, rows, found)
        return True
    return _take(work, command, rows, found, found.notice)


def set_aside(work: Work, command: SetAside) -> bool:
    """The next message cannot be written: it waits for a person, and no other waits for it. False = none is due."""
    order_id = _next(work, command)
    if order_id is None:
        return False
    locks.heads([order_id])
    for row in load(Notice.objects.filter(order_id=order_id, state="queued", held_for="")):
        work.set(row, held_for=NOTICE_FAILED)
    key = f"{NOTICE_FAILED}:{order_id}:{work.now.isoformat()}"
    work.add(
        task(work, key=key, kind=NOTICE_FAILED, role="engineer", order_id=order_id, said=command.why[:200])
    )
    return True


def keep(work: Work, claimed: Claimed, written: RenderedNotice, *, html: str) -> Ready:
    """Write down what the message says, before anybody gets it. The secret of its link is kept nowhere."""
    row, name = claimed.row, claimed.notice.customer or ""
    subject, text, language = written.subject, written.text, written.language
    said = {"subject": subject, "text": _without(text, claimed), "html": _without(html, claimed)}
    whole = "\0".join((row.address, *said.values()))
    work.set(row, template=written.template, policy_revision=work.shop.revision)
    work.set(row, **said, language=language, digest=sha256(whole.encode()).hexdigest())
    return Ready(row.pk, row.message_id, row.address, name, subject, text, html, language)


def _without(text: str, claimed: Claimed) -> str:
    return text.replace(claimed.secret, "…") if claimed.secret else text


def _next(work: Work, command: ClaimLetter | SetAside) -> int | None:
    due = may_go(now=work.now).order_by("due_at", "pk")
    orders = list(dict.fromkeys(due.values_list("order_id", flat=True)[:FEW]))
    if not orders:
        return None
    return orders[int.from_bytes(sha256(command.by.encode()).digest()[:4]) % len(orders)]


def _opens_at(work: Work, country: str | None) -> datetime:
    policy = work.shop.policy.notice
    zones = zones_of(country or "") or (work.shop.zone,)
    return next_open(work.now, zones=zones, quiet_from=policy.quiet_from, quiet_until=policy.quiet_until)


def _hold(work: Work, rows: Sequence[Notice], found: Composed) -> None:
    for row in rows:
        work.set(row, held_for=NOTICE_INCOMPLETE)
    ask_again(
        work,
        [
            task(
                work,
                key=f"{NOTICE_INCOMPLETE}:{found.order.pk}:{rows[0].pk}",
                kind=NOTICE_INCOMPLETE,
                role=OWNER,
                order_id=found.order.pk,
                missing=[each.value for each in found.missing],
            )
        ],
    )


def _take(
    work: Work, command: ClaimLetter, rows: Sequence[Notice], found: Composed, notice: outcome.Notice
) -> Claimed:
    stopped = _stopped(notice.to) if notice.to else ""
    way = "email" if notice.to and not stopped else "person"
    number = max(row.tries for row in rows) + 1
    letter = new(
        Letter,
        message_id=f"notice-{rows[0].pk}-{number}",
        way=way,
        address=(notice.to or "") if way == "email" else "",
        language=notice.language,
        kind=notice.kind.value,
        told={str(found.order.pk): told_by(notice)},
        claimed_at=work.now,
        claimed_by=command.by[:100],
    )
    work.add_numbered(Letter, [letter])
    answer = notice.answer
    for row in rows:
        work.set(
            row,
            state="claimed",
            letter_id=letter.pk,
            tries=row.tries + 1,
            lines=notice.line_ids,
            next_update_on=notice.next_update_on,
            answer_by=answer.answer_by if notice.options else None,
            silent_default=answer.silent_default.value if answer.silent_default and notice.options else "",
            law=answer.law.value,
        )
    secret = new_link(work, found.order.pk)[0] if way == "email" else ""
    if way == "person":
        work.add(
            task(
                work,
                key=f"{PASS_ON_MESSAGE}:{letter.pk}",
                kind=PASS_ON_MESSAGE,
                role=SUPPORT,
                order_id=found.order.pk,
                letter=letter.pk,
                channel=notice.channel,
                why="channel" if not notice.mailable else stopped or "no_address",
            )
        )
    return Claimed(letter, notice, secret)


def _stopped(address: str) -> str:
    """Why nothing is mailed to an address any more; "" = it is."""
    found = Suppression.objects.filter(digest=address_digest(address))
    return found.values_list("why", flat=True).first() or ""
