"""First notices: queued in the transaction in which a line became short, or withheld for a recorded reason (I16)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from makegood.db import sql
from makegood.db.models import Backorder, Notice, Order
from makegood.domain.decision.case import OrderCase
from makegood.domain.notice.outcome import NotOwed
from makegood.domain.notice.verdict import Judge
from makegood.services._case import Case
from makegood.services._work import Work
from makegood.services.notice._rows import write

MUTED = "muted"

FIRST = "first"
"""The kind of a notice of lines that became short."""


def owe_first(work: Work, cases_by_order: Mapping[int, Sequence[Case]]) -> None:
    """Queue the first notice of every order that became short, or record why none goes out."""
    judge = _judge(work)
    for cases in cases_by_order.values():
        if any(case.line.backordered_qty for case in cases):
            _owe(work, judge, cases, FIRST)


def owe_more(work: Work, cases_by_order: Mapping[int, Sequence[Case]], *, why: str) -> None:
    """The same for lines that joined an order: one that was told nothing yet is told of all, one that was told is told
    of these. `why` = what made them join, and with the order's history the occasion."""
    short = {
        pk: cases for pk, cases in cases_by_order.items() if any(case.line.backordered_qty for case in cases)
    }
    told = _told(short)
    judge = _judge(work)
    for pk, cases in short.items():
        row = told.get(pk)
        if row is not None and row.state == "queued":
            _extend(work, row, [case.line.line_id for case in cases if case.line.backordered_qty])
        else:
            occasion = FIRST if row is None else f"{why}:{cases[0].order.event_count}"
            _owe(work, judge, cases, occasion)


def _judge(work: Work) -> Judge:
    return Judge(policy=work.shop.policy, today=work.today, calendar=work.shop.calendars["default"])


def _owe(work: Work, judge: Judge, cases: Sequence[Case], occasion: str) -> None:
    order = cases[0].order
    verdict = judge.verdict(OrderCase(order.number, tuple([case.as_fact(work) for case in cases])))
    not_owed = verdict.occasion.value if isinstance(verdict.occasion, NotOwed) else ""
    why_not = MUTED if order.muted else not_owed
    lines = [each.line.line_id for each in verdict.delayed] or [
        case.line.line_id for case in cases if case.line.backordered_qty
    ]
    write(
        work,
        order.pk,
        kind=FIRST,
        occasion=occasion,
        why_not=why_not,
        lines=lines,
        answer_by=verdict.answer.answer_by,
        silent_default=verdict.answer.silent_default.value if verdict.answer.silent_default else "",
    )


def owe_again(work: Work) -> None:
    """Queue the notice of orders of which units wait that did not when they were taken: what it says is judged when it
    goes. None goes out where the queue has served them again meanwhile."""
    short: dict[int, tuple[Order, list[str]]] = {}
    for order, lines in work.short:
        short.setdefault(order.pk, (order, []))[1].extend(lines)
    cases = Backorder.objects.filter(order_id__in=sql.among(short), state="open")
    waiting = set(cases.values_list("order_id", "line__line_id"))
    told = _told(short)
    for pk, (order, lines) in short.items():
        row = told.get(pk)
        still = [line for line in lines if (pk, line) in waiting]
        if row is not None and row.state == "queued":
            _extend(work, row, still)
        if row is not None and (row.state == "queued" or not still):
            continue
        why_not = MUTED if order.muted else "" if still else NotOwed.NOT_SHORT.value
        occasion = FIRST if row is None else f"again:{order.event_count}"
        wanted = write(work, order.pk, kind=FIRST, occasion=occasion, why_not=why_not, lines=still or lines)
        if not why_not:
            work.owed.append(wanted)


def owe_lifted(work: Work, orders: Iterable[Order]) -> None:
    """Orders that are on hold no longer: where that alone kept the first notice back, it is owed now."""
    by_id = {order.pk: order for order in orders}
    kept = {
        pk: row
        for pk, row in _told(by_id).items()
        if row.state == "withheld" and row.why_not == NotOwed.ON_HOLD.value
    }
    work.short += [(by_id[pk], list(row.lines)) for pk, row in kept.items()]


def _told(order_ids: Collection[int]) -> dict[int, Notice]:
    """The newest notice of each order that a line is short, if there is one."""
    rows = sql.read(Notice, "kind = %s AND order_id IN_LIST(%s)", FIRST, sql.ids(order_ids))
    return {row.order_id: row for row in rows}


def _extend(work: Work, row: Notice, lines: Sequence[str]) -> None:
    work.set(row, lines=[*row.lines, *(each for each in lines if each not in row.lines)])


def withhold_idle(work: Work) -> None:
    """Keep back first notices that wait to be sent where nothing waits any more: their units ended."""
    for row in sql.read(Notice, _IDLE, FIRST, sql.ids(work.ended)):
        work.set(row, state="withheld", why_not=NotOwed.NOT_SHORT.value)


_IDLE = """
    kind = %s AND state = 'queued' AND order_id IN_LIST(%s) AND NOT EXISTS (
        SELECT 1 FROM makegood_backorder b WHERE b.order_id = makegood_notice.order_id AND b.state = 'open'
    )
"""
