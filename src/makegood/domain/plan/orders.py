"""What to do with each short order, what to tell its customer, and who looks next."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from makegood.domain.decision.case import LineCase, OrderCase
from makegood.domain.decision.recommend import Decider
from makegood.domain.notice.outcome import Notice, Verdict
from makegood.domain.notice.owed import Notifier
from makegood.domain.plan.outcome import OrderPlan
from makegood.domain.plan.snapshot import Snapshot
from makegood.domain.review import Review, ReviewRule, WaitingLine

Progress = Callable[[str, int, int], None]
_REPORT_EVERY = 20_000
_Member = tuple[str, int, LineCase]
"""A line of an order: its line id and its rank, which no other line has, and the case."""


@dataclass(frozen=True, slots=True)
class OrdersPlan:
    """Short orders by id, the notices owed by order id, and the reviews of short lines by rank."""

    orders: list[OrderPlan]
    notices: list[Notice]
    reviews: dict[int, Review]


def plan_orders(
    *,
    snapshot: Snapshot,
    cases: Mapping[int, LineCase],
    free: Mapping[str, int],
    progress: Progress | None = None,
) -> OrdersPlan:
    """Decide and review every order with a short line; notify those and whoever was told before.

    `free` = units of each SKU that nobody waits for.
    """
    policy, today, items = snapshot.policy, snapshot.today, snapshot.items
    shop_days = snapshot.calendars["default"]
    decider = Decider(policy=policy, items=items, free=free, today=today)
    notifier = Notifier(policy=policy, today=today, calendar=shop_days, items=items)
    reviewer = ReviewRule(policy=policy.review, calendar=shop_days, today=today)
    done = OrdersPlan([], [], {})
    concerned = _concerned_orders(cases)
    earlier = _earlier_orders(snapshot)
    for place, (order_id, members, short) in enumerate(concerned):
        case = OrderCase(order_id, tuple([each for _, _, each in members]), earlier(order_id))
        recommendation = decider.recommend(case) if short else None
        verdict = notifier.verdict(case)
        notice = notifier.notice(verdict, recommendation)
        if recommendation is not None:
            done.orders.append(OrderPlan(order_id, recommendation, verdict.answer, verdict.occasion))
        if notice is not None:
            done.notices.append(notice)
        for _, rank, each in members:
            if each.backordered_qty:
                done.reviews[rank] = reviewer.review(_waiting_line(each, verdict, notice))
        if progress and place % _REPORT_EVERY == 0:
            progress("orders", place, len(concerned))
    return done


def _concerned_orders(cases: Mapping[int, LineCase]) -> list[tuple[str, list[_Member], bool]]:
    """All open lines of each order that is short (True) or whose customer was told: orders by id, lines by line id."""
    orders: defaultdict[str, list[_Member]] = defaultdict(list)
    for rank, case in cases.items():
        line = case.line
        orders[line.order_id].append((line.line_id, rank, case))
    concerned = []
    for order_id, members in orders.items():
        short = any(case.backordered_qty for _, _, case in members)
        if short or any(case.line.notified_on for _, _, case in members):
            members.sort()
            concerned.append((order_id, members, short))
    concerned.sort()
    return concerned


def _earlier_orders(snapshot: Snapshot) -> Callable[[str], int | None]:
    """How many other orders in the file are the same customer's, known by e-mail or else by name; None = unknown.

    Counted only where a rule asks for it.
    """
    if all(rule.earlier_orders_min is None for rule in snapshot.policy.decision.rules):
        return lambda _: None
    customers = {
        line.order_id: line.email or line.customer for line in snapshot.lines if line.email or line.customer
    }
    orders = Counter(customers.values())
    return lambda order_id: orders[customers[order_id]] - 1 if order_id in customers else None


def _waiting_line(case: LineCase, verdict: Verdict, notice: Notice | None) -> WaitingLine:
    line = case.line
    return WaitingLine(
        baseline=case.baseline,
        expected_delay=case.expected_delay,
        oversell=case.oversell,
        eligible=case.eligibility.allowed,
        next_update_on=line.next_update_on,
        acted_on=line.notified_on,
        update_owed_on=notice.next_update_on if notice else None,
        answer_by=verdict.answer.answer_by,
    )
