"""The one door for writes, and all causality on one screen (design rule 1).

`run` opens the transaction, lets the command's steps work in it, and writes what they changed together. Services never
commit and never call each other: what follows from what stands here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from makegood.queries.shop import shop_now
from makegood.services import (
    allocation,
    closure,
    eligibility,
    intake,
    notice,
    promise,
    release,
    review,
    shortage,
)
from makegood.services._case import Case
from makegood.services._work import Work
from makegood.services.receipt import receive, returns


def run(command: Any, *, actor: str, now: datetime, guarded: bool = True) -> Any:
    """Do what the command says, whole or not at all; its outcome. Raises DomainError, and then nothing has changed.

    `actor` = who does it (`person:12`, `cli`, `policy`); `now` = the moment it happens.
    """
    with transaction.atomic(durable=True):
        shop = shop_now(year=now.year)
        work = Work(
            actor=actor,
            now=now,
            today=shop.day(now),
            cause=type(command).__name__,
            shop=shop,
            guarded=guarded,
        )
        outcome = _STEPS[type(command)](work, command)
        work.flush()
        if work.freed:
            allocation.serve(work, work.freed, cause=work.cause)
            work.flush()
    return outcome


def _take_orders(work: Work, command: intake.TakeOrders) -> list[intake.Draft]:
    desk, drafts = intake.draft(work, command)
    for each in drafts:
        if not each.open:
            continue
        shortage.reserve(work, desk, each.lines)
        promise.estimate(desk, each.lines)
        each.refusal = eligibility.judge(work, desk, each.lines, external=each.new.external)
        if each.refusal is not None:
            shortage.give_back(work, desk, each.lines)
    cases = intake.record(work, desk, drafts)
    _became_short(work, cases)
    return drafts


def _became_short(work: Work, cases: Sequence[Case]) -> None:
    """A line lacks units: it gets a window, somebody who looks at it, and its customer a notice."""
    promise.publish_first(work, cases)
    review.look(work, cases)
    by_order: dict[int, list[Case]] = {}
    for case in cases:
        by_order.setdefault(case.order.pk, []).append(case)
    notice.owe_first(work, by_order)


_STEPS: Mapping[type, Callable[[Work, Any], Any]] = {
    intake.TakeOrders: _take_orders,
    receive.Receive: receive.receive,
    closure.Cancel: closure.cancel,
    closure.ConfirmReason: closure.confirm_reason,
    release.CancelShipments: release.cancel_shipments,
    release.FlagStuck: release.flag_stuck,
    release.Recall: release.recall,
    release.Release: release.release,
    release.Ship: release.ship,
    release.StartPicking: release.start_picking,
    returns.Return: returns.take_back,
}
