"""Every open line as a case: may it wait, is it an oversell, how late will it be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from makegood.domain.decision.case import LineCase
from makegood.domain.eligibility.outcome import Eligibility, Reason
from makegood.domain.eligibility.oversell import Short, oversold
from makegood.domain.eligibility.rules import Answers, EligibilityRules, window_fits
from makegood.domain.intake import first_sale_days
from makegood.domain.plan.figures import Figures
from makegood.domain.plan.queue import Queue, Standing
from makegood.domain.plan.snapshot import Snapshot
from makegood.domain.review import days_delayed, expected_delay
from makegood.domain.terms.demand import Item, OrderLine

_NO_ITEM = Item(sku="")


class MayWait:
    """Eligibility of every SKU on every channel. SKUs of one kind share their answers."""

    def __init__(self, *, snapshot: Snapshot, figures: Mapping[str, Figures]) -> None:
        self._rules = EligibilityRules(policy=snapshot.policy)
        self._items = snapshot.items
        self._figures = figures
        self._today = snapshot.today
        self._preorders = frozenset(
            sku for sku, day in first_sale_days(items=snapshot.items).items() if day > snapshot.today
        )
        self._of_sku: dict[str, Answers] = {}
        self._not_these: dict[tuple[str, str, Reason], Eligibility] = {}

    def preorder(self, sku: str) -> bool:
        """True before the SKU's first sale day."""
        return sku in self._preorders

    def on(self, sku: str, channel: str | None) -> Eligibility:
        """The answer for a SKU on a channel; None = for all channels together."""
        return self.answers(sku)[channel]

    def answers(self, sku: str) -> Answers:
        """The answers for a SKU by channel: the same object for all SKUs that the rules treat alike."""
        found = self._of_sku.get(sku)
        if found is None:
            found = self._of_sku[sku] = self._rules.answers(
                sku=sku,
                family=self._items.get(sku, _NO_ITEM).family,
                confirmed_inbound_qty=self._figures[sku].confirmed,
                preorder=self.preorder(sku),
            )
        return found

    def line(self, standing: Standing) -> Eligibility:
        """The answer for a line: as its SKU's, unless the customer's last day has gone by, or its window lies
        further than may be promised."""
        line = standing.line
        answer = self.answers(line.sku)[line.channel]
        if not standing.backordered_qty:
            return answer
        if not line.wanted_on(self._today):
            return self._forbidden(line, answer, Reason.PAST_CANCEL_AFTER)
        promise = standing.promise
        if promise and not window_fits(answer, today=self._today, ship_to=promise.ship.to_on):
            return self._forbidden(line, answer, Reason.BEYOND_LONGEST_WINDOW)
        return answer

    def _forbidden(self, line: OrderLine, answer: Eligibility, reason: Reason) -> Eligibility:
        key = (line.sku, line.channel, reason)
        if key not in self._not_these:
            self._not_these[key] = replace(answer, allowed=False, reasons=(*answer.reasons, reason))
        return self._not_these[key]


def line_cases(*, queue: Queue, may_wait: MayWait, today: date) -> dict[int, LineCase]:
    """Open lines by rank."""
    over = _oversold(queue, may_wait)
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
            oversell=standing.rank in over,
            preorder=may_wait.preorder(standing.line.sku),
            promise=promise,
            # Who plans in a spreadsheet tells customers what it says.
            told_to=promise.ship.to_on if promise else None,
            tier=standing.tier,
            baseline=standing.baseline,
            days_delayed=days_delayed(baseline=standing.baseline, today=today),
            expected_delay=expected_delay(
                baseline=standing.baseline, ship_to=promise.ship.to_on if promise else None
            ),
        )
    return cases


def _oversold(queue: Queue, may_wait: MayWait) -> frozenset[int]:
    """Ranks of the lines that came although their SKU may not wait or its cap was full."""
    short = [standing for standing in queue.standings if standing.backordered_qty]
    short.sort(key=lambda s: (s.line.placed_at, s.line.order_id, s.line.line_id))
    return oversold(
        (
            (Short(standing.rank, standing.line.sku, standing.line.channel, _waiting_units(standing)),)
            for standing in short
            if standing.rank is not None
        ),
        answers=may_wait.answers,
    )


def _waiting_units(standing: Standing) -> list[tuple[str, int]]:
    """The line's own SKU, and the components it lacks when that is a bundle."""
    sku = standing.line.sku
    parts = [
        (claim.demand.sku, claim.demand.qty - claim.reserved_qty)
        for claim in standing.claims
        if claim.demand.sku != sku
    ]
    return [(sku, standing.backordered_qty), *parts]
