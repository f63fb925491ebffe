"""Why the lines of one order lack units, answered from the queue itself (spec 7.5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from makegood.domain.allocation.outcome import Claim, Why
from makegood.domain.allocation.run import why_given
from makegood.domain.allocation.why_not import Place, Shelf, WhyNot, why_not
from makegood.domain.plan.queue import Queue, form_queue
from makegood.domain.plan.snapshot import Snapshot
from makegood.domain.terms.rank import Steps


def why_not_yet(snapshot: Snapshot, *, order_id: str) -> dict[str, WhyNot]:
    """Line id -> why it lacks units, for the order's short lines. A bundle answers for its first missing component.

    Forms the queue anew: one order is asked about now and then, a plan need not carry its queue for that.
    """
    steps = Steps(policy=snapshot.policy, calendars=snapshot.calendars)
    queue = form_queue(snapshot, steps=steps)
    answers: dict[str, WhyNot] = {}
    for claim in queue.claims:
        line = claim.demand.line
        short = claim.demand.qty > claim.reserved_qty
        if line.order_id == order_id and short and line.line_id not in answers:
            answers[line.line_id] = _answer(snapshot, queue, claim)
    return answers


def _answer(snapshot: Snapshot, queue: Queue, claim: Claim) -> WhyNot:
    sku, reach = claim.demand.sku, queue.serving(claim.demand)
    return why_not(
        sku=sku,
        line=_place(snapshot, claim, reach),
        queue=[_place(snapshot, other, reach) for other in queue.claims if other.demand.sku == sku],
        shelf=_shelf(queue, claim),
    )


def _place(snapshot: Snapshot, claim: Claim, reach: Collection[str]) -> Place:
    """A claim as the asking line sees it: only stock at locations that may serve that line was ever in question."""
    line = claim.demand.line
    given: Counter[Why] = Counter()
    for supply, qty, why in why_given(claim, policy=snapshot.policy.allocation):
        if supply.location in reach:
            given[why] += qty
    return Place(
        order_id=line.order_id,
        line_id=line.line_id,
        rank=claim.rank,
        tier=claim.tier,
        given_qty=given.total(),
        missing_qty=claim.demand.qty - claim.reserved_qty,
        firm_qty=given[Why.PICKED],
        lent_qty=given[Why.LENT],
        barred=claim.barred,
    )


def _shelf(queue: Queue, claim: Claim) -> Shelf:
    sku, reach = claim.demand.sku, queue.serving(claim.demand)
    left = {place: queue.board.stock_left(sku, place) for place in queue.serving.locations}
    return Shelf(
        reachable=sum(units for place, units in left.items() if place in reach),
        elsewhere=sum(units for place, units in left.items() if place not in reach),
        protected=sum(queue.board.kept_back(sku, place) for place in reach),
    )
