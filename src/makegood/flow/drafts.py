"""The messages that a command would have sent, written before anybody approves it (spec 3.7)."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from typing import NamedTuple

from django.db.models import Max

from makegood.db.models import Notice, Order
from makegood.db.rows import load
from makegood.db.sql import among
from makegood.domain.notice import outcome
from makegood.domain.notice.digest import rank
from makegood.queries.digests import AT_CUTOVER, daily, recipients, waits_until
from makegood.queries.letters import compose
from makegood.services import notice
from makegood.services._work import Work
from makegood.wording import several
from makegood.wording.notice import NoticeWriter

MOST = 50
"""So many drafts are written; whoever approves thousands of messages reads a few."""


_LET_GO = ("notice.chosen", "notice.approved")
"""Events by which messages go that were kept back."""


class Draft(NamedTuple):
    """A message as it would go: about which order (of several: their numbers with commas between), by which channel,
    and whether it waits for the brake."""

    order: str
    channel: str
    kind: str
    mailable: bool
    held: bool
    subject: str
    text: str


class _Going(NamedTuple):
    notice: outcome.Notice
    held: bool


def newest_notice() -> int:
    """The number of the newest notice."""
    return int(Notice.objects.aggregate(newest=Max("pk"))["newest"] or 0)


def drafts(work: Work, *, after: int) -> tuple[list[Draft], int, int]:
    """What customers would read because of this, how many messages that are, and how many of them the brake holds: what
    was queued since, with what waits already about the same orders, for a message tells how its order stands when it
    goes."""
    rows = _concerned(work, after)
    by_recipient: dict[Hashable, list[int]] = {}
    for pk, who in recipients(work.shop, rows).items():
        by_recipient.setdefault(who, []).append(pk)
    few = list(by_recipient.values())[:MOST]
    shown = {pk: rows[pk] for orders in few for pk in orders}
    messages = [each for each in _messages(work, shown) if not shown.keys().isdisjoint(each)]
    all_of_it = {pk: going.notice for each in messages for pk, going in each.items()}
    told = dict(zip(all_of_it, notice.drafted(all_of_it.values()), strict=True))
    found = [_draft(work, each, told) for each in messages]
    rest = [rows[orders[0]] for orders in list(by_recipient.values())[MOST:]]
    held = sum(each.held for each in found) + sum(bool(own[0].held_for) for own in rest)
    return found[:MOST], len(found) + len(rest), held


def _concerned(work: Work, after: int) -> dict[int, list[Notice]]:
    """What would go together about each order that was touched: what is new and what waits beside it; what waits for
    the brake goes by itself."""
    waiting = Notice.objects.filter(state="queued", held_for__in=("", notice.BRAKED)).order_by("pk")
    # Others may have queued some meanwhile: theirs have another moment.
    new = dict(waiting.filter(pk__gt=after, queued_at=work.now).values_list("pk", "order_id"))
    let_go = {each.order_id for each in work.told if each.kind in _LET_GO}
    touched = notice.of_interest(work.told) | set(new.values()) | let_go
    by_order: dict[int, list[Notice]] = {}
    for row in load(waiting.filter(order_id__in=among(touched))):
        by_order.setdefault(row.order_id, []).append(row)
    return {pk: _with_the_new(own, new) for pk, own in by_order.items()}


def _with_the_new(rows: list[Notice], new: Collection[int]) -> list[Notice]:
    held = min((row.held_for for row in rows if row.pk in new), default=min(row.held_for for row in rows))
    return [row for row in rows if row.held_for == held]


def _waiting_beside(work: Work, rows: Mapping[int, list[Notice]]) -> dict[int, list[Notice]]:
    """What waits about other orders of those customers who get one message a day."""
    going = [pk for pk, own in rows.items() if not own[0].held_for]
    once_a_day = Order.objects.filter(pk__in=daily(work.shop, going))
    others = Notice.objects.filter(
        state="queued",
        held_for="",
        order__customer_id__in=set(once_a_day.values_list("customer_id", flat=True)),
    )
    found: dict[int, list[Notice]] = {}
    for row in load(others.exclude(order_id__in=rows).order_by("pk")):
        found.setdefault(row.order_id, []).append(row)
    shared = daily(work.shop, found)
    return {pk: own for pk, own in found.items() if pk in shared}


def _messages(work: Work, rows: Mapping[int, list[Notice]]) -> list[dict[int, _Going]]:
    """As they would go, by order: to one recipient together what may wait for the day's message, and what may not."""
    rows = {**rows, **_waiting_beside(work, rows)}
    composed = compose(work.shop, rows, today=work.today)
    shared, due_at = daily(work.shop, rows), work.now + notice.COLLECT
    found: dict[Hashable, dict[int, _Going]] = {}
    for pk, who in recipients(work.shop, rows).items():
        each, held = composed[pk], bool(rows[pk][0].held_for)
        chosen = any(row.digest.startswith(AT_CUTOVER) for row in rows[pk])
        if each.notice is not None:
            may = pk in shared and not chosen
            later = may and waits_until(work.shop, each, due_at=due_at) is not None
            found.setdefault((who, held, later), {})[pk] = _Going(each.notice, held)
    return list(found.values())


def _draft(work: Work, message: Mapping[int, _Going], as_it_goes: Mapping[int, several.Told]) -> Draft:
    orders = sorted(message, key=lambda pk: rank(message[pk].notice))
    going = [message[pk] for pk in orders]
    first = going[0].notice
    writer = NoticeWriter(shop=work.shop.policy.shop, templates=work.shop.policy.templates)
    said = several.written(writer, [as_it_goes[pk] for pk in orders])
    return Draft(
        order=", ".join(each.notice.order_id for each in going),
        channel=first.channel,
        kind=first.kind.value if len(going) == 1 else notice.SEVERAL,
        mailable=first.mailable,
        held=going[0].held,
        subject=said.subject,
        text=said.text,
    )
