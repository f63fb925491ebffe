"""The plan: all words over one snapshot, in the order of the spine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import partial
from operator import attrgetter

from makegood.domain.allocation.run import why_given
from makegood.domain.decision.case import LineCase
from makegood.domain.plan.causes import causes
from makegood.domain.plan.evidence import evidence_of_items
from makegood.domain.plan.figures import Figures, count
from makegood.domain.plan.later import Later
from makegood.domain.plan.orders import OrdersPlan, Progress, plan_orders
from makegood.domain.plan.outcome import AllocationPlan, ItemPlan, LinePlan, Plan, Summary
from makegood.domain.plan.purchasing import chase_list
from makegood.domain.plan.queue import Queue, Standing, form_queue
from makegood.domain.plan.selling import Selling, sell_all
from makegood.domain.plan.snapshot import Snapshot
from makegood.domain.plan.waiting import MayWait, line_cases
from makegood.domain.promise.selling import STORE
from makegood.domain.receipt.chase import Chase
from makegood.domain.review import Buckets, days_delayed, label
from makegood.domain.terms.policy import version
from makegood.domain.terms.rank import Steps
from makegood.domain.terms.state import BackorderState, Label, SellState


def plan(snapshot: Snapshot, *, progress: Progress | None = None) -> Plan:
    """The whole plan of one day. Pure: the same facts give the same plan, whatever their order.

    `progress` is told the step's name, how much of it is done, and out of how much.
    """
    report = progress or _silent
    report("queue", 0, len(snapshot.lines))
    steps = Steps(policy=snapshot.policy, calendars=snapshot.calendars)
    queue = form_queue(snapshot, steps=steps)
    figures = count(snapshot, queue)
    may_wait = MayWait(snapshot=snapshot, figures=figures)
    cases = line_cases(queue=queue, may_wait=may_wait, today=snapshot.today)
    report("items", 0, len(figures))
    sold = sell_all(snapshot=snapshot, queue=queue, figures=figures, may_wait=may_wait)
    free = {sku: sum(pool.on_hand for pool in selling.unclaimed.pools) for sku, selling in sold.items()}
    orders = plan_orders(snapshot=snapshot, cases=cases, free=free, progress=progress)
    lines = _lines(snapshot, queue, cases, orders, sold, may_wait)
    return Plan(
        today=snapshot.today,
        policy_version=version(snapshot.policy),
        summary=_summary(snapshot, lines, orders),
        lines=lines,
        orders=orders.orders,
        items=Later(partial(_items, snapshot, figures, sold, may_wait, free)),
        allocations=Later(partial(_allocations, snapshot, queue)),
        notices=orders.notices,
        purchasing=Later(partial(_purchasing, snapshot, queue, cases)),
    )


def _silent(step: str, done: int, total: int) -> None:
    """Nobody watches."""


def _lines(
    snapshot: Snapshot,
    queue: Queue,
    cases: Mapping[int, LineCase],
    orders: OrdersPlan,
    sold: Mapping[str, Selling],
    may_wait: MayWait,
) -> list[LinePlan]:
    found = causes(snapshot=snapshot, queue=queue, cases=cases)
    # SKUs in the same position share their sales, so there are few of these tables.
    states: dict[int, dict[str, SellState]] = {}
    for selling in sold.values():
        if id(selling.channels) not in states:
            states[id(selling.channels)] = {sale.channel: sale.sell_state for sale in selling.channels}
    today = snapshot.today
    planned: list[LinePlan] = []
    for standing in queue.standings:
        line, rank = standing.line, standing.rank
        case = cases[rank] if rank is not None else None
        promise = standing.promise
        planned.append(
            LinePlan(
                line=line,
                cancelled_qty=line.quantity - line.kept_qty,
                reserved_qty=standing.reserved_qty,
                backordered_qty=standing.backordered_qty,
                sell_state=states[id(sold[line.sku].channels)][line.channel],
                eligibility=case.eligibility if case else may_wait.on(line.sku, line.channel),
                oversell=case.oversell if case else False,
                promise=promise,
                label=_label(standing, orders),
                rank=rank,
                tier=standing.tier,
                baseline=standing.baseline,
                days_delayed=case.days_delayed
                if case
                else days_delayed(baseline=standing.baseline, today=today),
                expected_delay=case.expected_delay if case else None,
                cause=found.get(rank) if rank is not None else None,
                review=orders.reviews.get(rank) if rank is not None else None,
            )
        )
    return planned


def _label(standing: Standing, orders: OrdersPlan) -> Label:
    line = standing.line
    if standing.rank is None:
        ended = BackorderState.SHIPPED if line.shipped_qty else BackorderState.CANCELLED
        return label(state=ended, escalated=False, promised=False)
    if not standing.backordered_qty:
        return label(state=BackorderState.ALLOCATED, escalated=False, promised=False)
    return label(
        state=BackorderState.OPEN,
        escalated=bool(orders.reviews[standing.rank].escalation),
        promised=standing.promise is not None,
        notified=line.notified_on is not None,
    )


def _items(
    snapshot: Snapshot,
    figures: Mapping[str, Figures],
    sold: Mapping[str, Selling],
    may_wait: MayWait,
    free: Mapping[str, int],
) -> list[ItemPlan]:
    evidence = evidence_of_items(snapshot=snapshot, skus=figures, free=free)
    items: list[ItemPlan] = []
    for sku, own in figures.items():
        selling = sold[sku]
        store, span = selling.on(STORE), selling.unclaimed.next_span
        items.append(
            ItemPlan(
                sku=sku,
                on_hand=own.on_hand,
                reserved=own.reserved,
                safety_stock=own.safety_stock,
                available=own.available,
                incoming=own.incoming,
                backordered=own.backordered,
                cap=selling.cap,
                cap_left=selling.cap_left,
                next_from=span.ship_from if span else None,
                next_to=span.ship_to if span else None,
                sell_state=store.sell_state,
                listable_qty=store.listable_qty,
                channels=selling.channels,
                eligibility=may_wait.on(sku, None),
                evidence=evidence[sku],
            )
        )
    return items


def _purchasing(snapshot: Snapshot, queue: Queue, cases: Mapping[int, LineCase]) -> list[Chase]:
    days = {rank: case.days_delayed for rank, case in cases.items()}
    return chase_list(snapshot=snapshot, queue=queue, days_delayed=days)


def _allocations(snapshot: Snapshot, queue: Queue) -> list[AllocationPlan]:
    """Stock on hand only, by SKU and rank; one row per reason."""
    rows = [
        AllocationPlan(
            sku=supply.sku,
            location=supply.location,
            order_id=claim.demand.line.order_id,
            line_id=claim.demand.line.line_id,
            qty=qty,
            rank=claim.rank,
            tier=claim.tier,
            why=why,
        )
        for claim in queue.claims
        for supply, qty, why in why_given(claim, policy=snapshot.policy.allocation)
    ]
    # Claims stand in rank order and their pegs by place already; the sort keeps both.
    rows.sort(key=attrgetter("sku"))
    return rows


def _summary(snapshot: Snapshot, lines: list[LinePlan], orders: OrdersPlan) -> Summary:
    short = [line for line in lines if line.backordered_qty]
    waiting: Counter[str] = Counter()
    for line in short:
        if line.line.unit_price is not None:
            waiting[line.line.currency] += line.line.unit_price * line.backordered_qty
    buckets = Counter(line.bucket for line in short)
    labels = Counter(line.label for line in short)
    names = Buckets(snapshot.policy.review).names
    return Summary(
        open_lines=sum(line.rank is not None for line in lines),
        short_lines=len(short),
        short_units=sum(line.backordered_qty for line in short),
        orders_touched=len(orders.orders),
        value_waiting=dict(sorted(waiting.items())),
        without_date=sum(line.promise is None for line in short),
        by_bucket={name: buckets[name] for name in names},
        by_label={name.value: labels[name] for name in Label if labels[name]},
        oversells=sum(line.oversell for line in short),
        notices_owed=len(orders.notices),
    )
