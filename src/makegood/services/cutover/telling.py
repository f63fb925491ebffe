"""What customers of imported orders are told: chosen per group (spec 5.10), and many wait for the owner (5.9)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.db.models import Q

from makegood.db import locks, sql
from makegood.db.models import Notice, Order, OrderLine, Task
from makegood.db.rows import load
from makegood.db.sql import among
from makegood.db.tasks import NOTICE_FAILED, NOTICE_INCOMPLETE, NOTICES_HELD
from makegood.domain.notice.outcome import NotOwed
from makegood.domain.terms.errors import DomainError
from makegood.queries.digests import AT_CUTOVER
from makegood.queries.muted import Muted, messages, muted_orders
from makegood.services._tasks import finish
from makegood.services._work import Work
from makegood.services.notice import BRAKED, COLLECT, FIRST, MUTED


class Telling(StrEnum):
    """What the customers of a group are told."""

    ALREADY_TOLD = "already_told"
    SEND_NOW = "send_now"
    DIGEST = "digest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choose:
    """What customers of muted orders of one channel are told; only those told before the import (`told`), or only the
    others; None = all. They are muted no longer."""

    channel: str
    how: Telling
    told: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Approve:
    """Let these notices go that are held, for the brake or because they could not be written; None = all that the brake
    holds."""

    notices: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """Orders that are muted no longer, messages that go to their customers, and whether these wait for the owner."""

    orders: int
    messages: int
    held: bool


def choose(work: Work, command: Choose) -> Chosen:
    """Unmute the orders of a group, and queue, or never send, what was withheld.

    More messages than the policy's brake lets go are held until the owner approves. Raises
    DomainError('channel_unknown') with those that have muted orders, when this one has none.
    """
    waiting = muted_orders()
    if command.channel not in {each.channel for each in waiting}:
        raise DomainError(
            "channel_unknown",
            {"channel": command.channel, "expected": sorted({each.channel for each in waiting})},
        )
    group = {each.order_pk: each for each in waiting if _belongs(each, command)}
    orders = locks.heads(group)
    # Others may have chosen, or served them, until we had the locks.
    group = {each.order_pk: each for each in muted_orders() if each.order_pk in orders}
    going = [each for each in group.values() if each.short] if command.how is not Telling.ALREADY_TOLD else []
    count = messages(work.shop, going, now=work.now, shared=command.how is Telling.DIGEST)
    held = BRAKED if count > work.shop.policy.notice.brake else ""
    told_on = {}
    if command.how is Telling.ALREADY_TOLD:
        told_on = _count_as_told(work, {pk: orders[pk] for pk in sorted(group)})
    why_not = {each.order_pk: _why_not(each, command.how, told_on) for each in group.values()}
    _queue(work, command.how, {each.order_pk for each in going}, why_not, held)
    if not held:
        _due_now(work, {each.order_pk for each in going if each.told})
    _no_day_that_is_over(work, group)
    for pk in sorted(group):
        work.set(orders[pk], muted=False)
        counted = {"told_on": told_on[pk]} if told_on.get(pk) else {}
        work.tell(orders[pk], "notice.chosen", {"how": command.how.value, "held_for": held, **counted})
    return Chosen(len(group), count, bool(held))


def approve(work: Work, command: Approve) -> list[int]:
    """Let held notices go; their ids. Those that are not held stay as they are."""
    held = Notice.objects.filter(state="queued").exclude(held_for="")
    held = (
        held.filter(held_for=BRAKED)
        if command.notices is None
        else held.filter(pk__in=sql.among(command.notices))
    )
    orders = locks.heads(held.values_list("order_id", flat=True))
    rows = load(held.filter(order_id__in=sql.among(orders)).order_by("pk"))
    told: dict[int, list[int]] = {}
    for row in rows:
        work.set(row, held_for="", due_at=work.now + COLLECT)
        told.setdefault(row.order_id, []).append(row.pk)
    for pk, notices in told.items():
        work.tell(orders[pk], "notice.approved", {"notices": notices})
    _due_now(work, {row.order_id for row in rows if row.occasion == FIRST})
    _answer(work, told)
    return [row.pk for row in rows]


def _answer(work: Work, order_ids: Collection[int]) -> None:
    """Who asked for a word about these has it; about the brake when nothing waits for it any more."""
    work.flush()
    of_orders = Q(kind__in=(NOTICE_INCOMPLETE, NOTICE_FAILED), order_id__in=order_ids)
    if not Notice.objects.filter(state="queued", held_for=BRAKED).exists():
        of_orders |= Q(kind=NOTICES_HELD)
    finish(work, load(Task.objects.filter(of_orders, done_at=None)), by=work.actor)


def _count_as_told(work: Work, orders: Mapping[int, Order]) -> dict[int, dict[str, str]]:
    """Whoever was told before us and waits hears from us after the usual time since: nobody else would write. Where
    nobody noted the day it is that of the import; those days, by order and line. A line whose window passes no date
    that its customer holds had nothing to be told: it is told first when that changes."""
    interval = timedelta(days=work.shop.policy.notice.update_every_days)
    tomorrow = _tomorrow(work)
    counted: dict[int, dict[str, str]] = {}
    waiting = OrderLine.objects.filter(backordered_qty__gt=0).order_by("pk")
    for line in load(waiting.filter(order_id__in=among(orders))):
        if line.notified_on is None and _in_time(line):
            continue
        own = counted.setdefault(line.order_id, {})
        told_on = line.notified_on
        if told_on is None:
            told_on = work.shop.day(orders[line.order_id].taken_at)
            work.set(line, notified_on=told_on)
            own[line.line_id] = told_on.isoformat()
        if line.next_update_on is None:
            work.set(line, next_update_on=max(told_on + interval, tomorrow))
    return counted


def _due_now(work: Work, order_ids: Collection[int]) -> None:
    """Whoever was told elsewhere gets what the owner sends now as the update that is due: it would be kept back for
    being told so recently, and nobody would ever write again."""
    told = OrderLine.objects.filter(backordered_qty__gt=0, notified_on__isnull=False)
    for line in load(told.order_by("pk").filter(order_id__in=among(order_ids))):
        work.set(line, next_update_on=work.today)


def _no_day_that_is_over(work: Work, order_ids: Collection[int]) -> None:
    """A day named elsewhere that went by before the order is muted no more is ours to keep from tomorrow."""
    work.flush()
    over = OrderLine.objects.filter(order_id__in=among(order_ids), next_update_on__lt=work.today)
    for line in load(over.order_by("pk")):
        work.set(line, next_update_on=_tomorrow(work))


def _tomorrow(work: Work) -> date:
    return work.shop.calendars["default"].add(work.today, 1)


def _in_time(line: OrderLine) -> bool:
    return line.published_to is not None and line.published_to <= line.baseline


def _why_not(each: Muted, how: Telling, told: Collection[int]) -> str:
    """Why an order's first notice does not go."""
    if how is not Telling.ALREADY_TOLD:
        return NotOwed.NOT_SHORT.value
    return NotOwed.ON_TIME.value if each.short and each.order_pk not in told else how.value


def _belongs(each: Muted, command: Choose) -> bool:
    return each.channel == command.channel and command.told in (None, each.told)


def _queue(work: Work, how: Telling, going: set[int], why_not: Mapping[int, str], held: str) -> None:
    """What was withheld goes, or has another reason not to, by order."""
    digest = f"{AT_CUTOVER}{work.today}" if how is Telling.DIGEST else ""
    for row in load(
        Notice.objects.filter(state="withheld", why_not=MUTED, order_id__in=among(why_not)).order_by("pk")
    ):
        if row.order_id in going:
            work.set(
                row,
                state="queued",
                why_not="",
                held_for=held,
                digest=digest,
                queued_at=work.now,
                due_at=work.now + COLLECT,
            )
        else:
            work.set(row, why_not=why_not[row.order_id])
