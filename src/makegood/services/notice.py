"""Notice: who must be told what, by when? Queued in the same transaction, or withheld for a recorded reason (I16)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from makegood.db.models import Backorder, Notice
from makegood.db.rows import load, new
from makegood.domain.decision.case import OrderCase
from makegood.domain.notice.outcome import NotOwed
from makegood.domain.notice.verdict import Judge
from makegood.services._case import Case
from makegood.services._work import Work

COLLECT = timedelta(minutes=30)
"""Notices of one order are collected for so long before they go (spec 5.1)."""

MUTED = "muted"


def owe_first(work: Work, cases_by_order: Mapping[int, Sequence[Case]]) -> None:
    """Queue the first notice of every order that became short, or record why none goes out."""
    judge = Judge(policy=work.shop.policy, today=work.today, calendar=work.shop.calendars["default"])
    for cases in cases_by_order.values():
        if not any(case.line.backordered_qty for case in cases):
            continue
        order = cases[0].order
        verdict = judge.verdict(OrderCase(order.number, tuple([case.as_fact(work) for case in cases])))
        not_owed = verdict.occasion.value if isinstance(verdict.occasion, NotOwed) else ""
        why_not = MUTED if order.muted else not_owed
        lines = [each.line.line_id for each in verdict.delayed] or [
            case.line.line_id for case in cases if case.line.backordered_qty
        ]
        work.add(
            new(
                Notice,
                order_id=order.pk,
                kind="first",
                occasion="first",
                state="withheld" if why_not else "queued",
                why_not=why_not,
                lines=lines,
                queued_at=work.now,
                due_at=work.now + COLLECT,
                answer_by=verdict.answer.answer_by,
                silent_default=verdict.answer.silent_default.value if verdict.answer.silent_default else "",
                policy_revision=work.shop.revision,
            )
        )


def owe_again(work: Work) -> None:
    """Queue the first notice of orders that became short after they were taken: what it says is judged when it goes.
    None goes out where the queue has served them again meanwhile."""
    ids = [order.pk for order, _ in work.short]
    waiting = set(Backorder.objects.filter(order_id__in=ids, state="open").values_list("order_id", flat=True))
    for order, lines in work.short:
        why_not = MUTED if order.muted else "" if order.pk in waiting else NotOwed.NOT_SHORT.value
        work.add(
            new(
                Notice,
                order_id=order.pk,
                kind="first",
                occasion="first",
                state="withheld" if why_not else "queued",
                why_not=why_not,
                lines=lines,
                queued_at=work.now,
                due_at=work.now + COLLECT,
                policy_revision=work.shop.revision,
            )
        )


def withhold_idle(work: Work) -> None:
    """Keep back first notices that wait to be sent where nothing waits any more: their units ended."""
    queued = Notice.objects.filter(order_id__in=work.ended, kind="first", state="queued")
    waiting = set(
        Backorder.objects.filter(order_id__in=work.ended, state="open").values_list("order_id", flat=True)
    )
    for row in load(queued):
        if row.order_id not in waiting:
            work.set(row, state="withheld", why_not=NotOwed.NOT_SHORT.value)
