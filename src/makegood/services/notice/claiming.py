"""A message that is due is claimed: what it says is judged now, written down, and then handed over outside.

Claim, do, confirm. Only what is claimed is ever handed over, each claim once: a message that nobody came back from is
unclear, and a person says what became of it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from makegood.db import locks, sql
from makegood.db.models import Customer, Notice, Order, OrderLine
from makegood.db.tasks import NOTICE_FAILED, NOTICE_INCOMPLETE
from makegood.queries.digests import ALONE, daily, next_hour, together, waits_until
from makegood.queries.letters import Composed, compose
from makegood.queries.sending import may_go
from makegood.services._tasks import OWNER, ask_again, task
from makegood.services._work import Work
from makegood.services.notice._rows import ERASED
from makegood.services.notice.linking import UNTOLD
from makegood.services.notice.taking import Claimed, Going, take
from makegood.wording.notice import RenderedNotice

FEW = 20
"""Of so many orders with the oldest messages a sender takes one: two senders seldom want the same."""
_WAITING = "state = 'queued' AND held_for = '' AND order_id IN_LIST(%s)"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimLetter:
    """Take the next message that is due, to hand it over. `by` = who will."""

    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """The message that `ClaimLetter` would take now cannot be written, and why."""

    by: str
    why: str


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
    orders = locks.orders(together(work.shop, order_id, now=work.now))
    rows = _awake(work, orders, _due(work, orders))
    if _forgotten(orders):
        for row in (row for own in rows.values() for row in own):
            work.set(row, state="withheld", why_not=ERASED)
        return True
    going = _judged(work, rows)
    return take(work, going, by=command.by) if going else True


def set_aside(work: Work, command: SetAside) -> bool:
    """The next message cannot be written: it waits for a person, and no other waits for it. False = none is due."""
    order_id = _next(work, command)
    if order_id is None:
        return False
    orders = together(work.shop, order_id, now=work.now)
    locks.heads(orders)
    rows = sql.read(Notice, _WAITING, sql.ids(orders))
    if len(orders) > 1:
        # Which of them it is, nobody knows yet: they go one by one, and only that one is set aside.
        for row in rows:
            work.set(row, digest=ALONE)
        return True
    for row in rows:
        work.set(row, held_for=NOTICE_FAILED)
    key = f"{NOTICE_FAILED}:{order_id}:{work.now.isoformat()}"
    work.add(
        task(work, key=key, kind=NOTICE_FAILED, role="engineer", order_id=order_id, said=command.why[:200])
    )
    return True


def keep(work: Work, claimed: Claimed, written: RenderedNotice, *, html: str) -> Ready:
    """Write down what the message says, before anybody gets it. The secrets of its links are kept nowhere."""
    row, name = claimed.row, claimed.told[0].notice.customer or ""
    subject, text, language = written.subject, written.text, written.language
    said = {"subject": subject, "text": _without(text, claimed), "html": _without(html, claimed)}
    whole = "\0".join((row.address, *said.values()))
    work.set(row, template=written.template, policy_revision=work.shop.revision)
    work.set(row, **said, language=language, digest=sha256(whole.encode()).hexdigest())
    return Ready(row.pk, row.message_id, row.address, name, subject, text, html, language)


def _without(text: str, claimed: Claimed) -> str:
    for secret in claimed.secrets:
        text = text.replace(secret, UNTOLD)
    return text


def _next(work: Work, command: ClaimLetter | SetAside) -> int | None:
    due = may_go(now=work.now).order_by("due_at", "pk")
    orders = list(dict.fromkeys(due.values_list("order_id", flat=True)[:FEW]))
    if not orders:
        return None
    return orders[int.from_bytes(sha256(command.by.encode()).digest()[:4]) % len(orders)]


def _due(work: Work, order_ids: Collection[int]) -> dict[int, list[Notice]]:
    """What waits to go about each of these orders of which something is due still, now that they are locked."""
    found: dict[int, list[Notice]] = {}
    for row in sql.read(Notice, _WAITING, sql.ids(order_ids), lock=True):
        found.setdefault(row.order_id, []).append(row)
    return {pk: own for pk, own in found.items() if any(row.due_at <= work.now for row in own)}


def _awake(
    work: Work, orders: Mapping[int, Order], rows: Mapping[int, list[Notice]]
) -> dict[int, list[Notice]]:
    """Those of orders whose customers may be written to at this hour; the others go when their night is over."""
    found = {}
    for pk, own in rows.items():
        opens_at = next_hour(work.shop, work.now, country=orders[pk].country)
        if opens_at > work.now:
            for row in own:
                work.set(row, due_at=max(row.due_at, opens_at))
        else:
            found[pk] = own
    return found


def _forgotten(orders: Mapping[int, Order]) -> bool:
    """True when their one customer is."""
    people = {order.customer_id or 0 for order in orders.values()}
    return Customer.objects.filter(pk__in=people, erased_at__isnull=False).exists()


def _judged(work: Work, rows: Mapping[int, list[Notice]]) -> list[Going]:
    """What goes now of these orders, as they stand now."""
    once_a_day = daily(work.shop, rows)
    going = []
    for pk, found in compose(work.shop, rows, today=work.today).items():
        own = rows[pk]
        if found.notice is None:
            _withhold(work, own, found)
        elif found.missing:
            _hold(work, own, found)
        elif pk not in once_a_day or not _waits(work, own, found):
            going.append(Going(pk, own, found.notice))
    return going


def _waits(work: Work, rows: Sequence[Notice], found: Composed) -> bool:
    """True when it goes with the day's one message to a business customer, and is due then."""
    due = [row for row in rows if row.due_at <= work.now]
    # What has waited for one, or was tried already, waits for no other.
    if any(row.digest or row.tries for row in due):
        return False
    until = waits_until(work.shop, found, due_at=min(row.due_at for row in due))
    if until is None or until <= work.now:
        return False
    for row in rows:
        work.set(row, digest=row.digest or f"daily:{work.shop.day(until)}", due_at=max(row.due_at, until))
    return True


def _withhold(work: Work, rows: Sequence[Notice], found: Composed) -> None:
    for row in rows:
        work.set(row, state="withheld", why_not=found.why_not)
    # Nobody waits for news of what lacks nothing, unless they were given a day that is still to come: until it left,
    # they know nothing of it.
    for line in sql.read(OrderLine, "order_id = %s AND backordered_qty = 0", found.order.pk):
        day = line.next_update_on
        if day and not (line.reserved_qty and line.notified_on and day > work.today):
            work.set(line, next_update_on=None)


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
