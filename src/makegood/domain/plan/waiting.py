"""Every open line as a case: may it wait, is it an oversell, how late will it be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from makegood.domain.decision.case import LineCase
from makegood.domain.eligibility.outcome import Eligibility, Reason
from makegood.domain.eligibility.rules import EligibilityRules, window_fits
from makegood.domain.plan.figures import Figures
from makegood.domain.plan.queue import Queue, Standing
from makegood.domain.plan.snapshot import Snapshot
from makegood.domain.review import days_delayed, expected_delay
from makegood.domain.terms.demand import Item

_NO_ITEM = Item(sku="")


class MayWait:
    """Eligibility of every SKU on every channel, asked once each."""

    def __init__(self, *, snapshot: Snapshot, figures: Mapping[str, Figures]) -> None:
        self._rules = EligibilityRules(policy=snapshot.policy)
        self._items = snapshot.items
        self._figures = figures
        self._today = snapshot.today
        self._answers: dict[tuple[str, str | None], Eligibility] = {}
        self._too_far: dict[tuple[str, str | None], Eligibility] = {}

    def preorder(self, sku: str) -> bool:
        """True before the SKU's first sale day."""
        available_on = self._items.get(sku, _NO_ITEM).available_on
        return available_on is not None and available_on > self._today

    def on(self, sku: str, channel: str | None) -> Eligibility:
        """The answer for a SKU on a channel; None = for all channels together, whose cap binds them all."""
        key = (sku, channel)
        found = self._answers.get(key)
        if found is None:
            found = self._answers[key] = self._rules.decide(
                sku=sku,
                family=self._items.get(sku, _NO_ITEM).family,
                channel=channel,
                confirmed_inbound_qty=self._figures[sku].confirmed,
                preorder=self.preorder(sku),
            )
        return found

    def line(self, standing: Standing) -> Eligibility:
        """The answer for a line: as its SKU's, unless its window lies further than may be promised."""
        line = standing.line
        answer = self.on(line.sku, line.channel)
        promise = standing.promise
        if (
            answer.longest_window_days is None
            or promise is None
            or not standing.backordered_qty
            or window_fits(answer, today=self._today, ship_to=promise.ship.to_on)
        ):
            return answer
        key = (line.sku, line.channel)
        if key not in self._too_far:
            reasons = (*answer.reasons, Reason.BEYOND_LONGEST_WINDOW)
            self._too_far[key] = replace(answer, allowed=False, reasons=reasons)
        return self._too_far[key]


def line_cases(*, queue: Queue, may_wait: MayWait, today: date) -> dict[int, LineCase]:
    """Open lines by rank."""
    oversold = _oversold(queue, may_wait)
    cases: dict[int, LineCase] = {}
    for standing in queue.standings:
        if standing.rank is None:
            break
        promise = standing.promise
        cases[standing.rank] = LineCase(
            line=standing.line,
            reserved_qty=standing.reserved_qty,
            backordered_qty=standing.backordered_qty,
            eligibility=may_wait.line(standing),
            oversell=standing.rank in oversold,
            preorder=may_wait.preorder(standing.line.sku),
            promise=promise,
            tier=standing.tier,
            baseline=standing.baseline,
            days_delayed=days_delayed(baseline=standing.baseline, today=today),
            expected_delay=expected_delay(
                baseline=standing.baseline, ship_to=promise.ship.to_on if promise else None
            ),
        )
    return cases


def _oversold(queue: Queue, may_wait: MayWait) -> frozenset[int]:
    """Ranks of the lines that came although their SKU may not wait or its cap was full: in order of arrival, a line
    that lifts the waiting units above the cap; all waiting units count, oversells included (spec 2.4)."""
    bound = [
        standing
        for standing in queue.standings
        if standing.backordered_qty
        and (
            may_wait.on(standing.line.sku, None).cap is not None
            or may_wait.on(standing.line.sku, standing.line.channel).cap is not None
            or not may_wait.on(standing.line.sku, standing.line.channel).allowed
        )
    ]
    bound.sort(key=lambda s: (s.line.placed_at, s.line.order_id, s.line.line_id))
    waiting: Counter[tuple[str, str | None]] = Counter()
    oversold: set[int] = set()
    for standing in bound:
        line = standing.line
        answer = may_wait.on(line.sku, line.channel)
        over = not answer.allowed
        for channel in (None, line.channel):
            waiting[line.sku, channel] += standing.backordered_qty
            cap = may_wait.on(line.sku, channel).cap
            over = over or (cap is not None and waiting[line.sku, channel] > cap)
        if over and standing.rank is not None:
            oversold.add(standing.rank)
    return frozenset(oversold)
