"""The suggested reason of every short line (spec 8.3)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

from makegood.domain.closure.cause import Suggestion, suggest_reason
from makegood.domain.closure.evidence import SkuEvidence, sku_evidence, spiking_skus
from makegood.domain.decision.case import LineCase
from makegood.domain.plan.queue import Queue
from makegood.domain.plan.snapshot import Snapshot
from makegood.domain.terms.stock import IncomingLot


def causes(*, snapshot: Snapshot, queue: Queue, cases: Mapping[int, LineCase]) -> dict[int, Suggestion]:
    """Suggested reasons of the short lines, by rank; of a bundle, that of its first component that is missing."""
    evidence_of = _Evidence(snapshot)
    ahead: Counter[str] = Counter()
    found: dict[int, Suggestion] = {}
    for claim in queue.claims:
        missing = claim.demand.qty - claim.reserved_qty
        if not missing:
            continue
        case, sku = cases[claim.rank], claim.demand.sku
        if case.backordered_qty and claim.rank not in found:
            line = case.line
            found[claim.rank] = suggest_reason(
                evidence=evidence_of.sku(sku),
                units_ahead=ahead[sku],
                placed_on=line.placed_on,
                preorder=case.preorder,
                oversell=case.oversell,
                window_given=line.promised_to is not None,
                late=case.days_delayed > 0,
            )
        if not claim.barred:
            ahead[sku] += missing
    return found


class _Evidence:
    """Evidence per SKU, gathered when a line first needs it."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        policy, today = snapshot.policy.closure, snapshot.today
        self._spiking = spiking_skus(lines=snapshot.lines, policy=policy, today=today)
        self._lots: defaultdict[str, list[IncomingLot]] = defaultdict(list)
        for lot in snapshot.lots:
            self._lots[lot.sku].append(lot)
        self._found: dict[str, SkuEvidence] = {}

    def sku(self, sku: str) -> SkuEvidence:
        """What the data says about this SKU's shortage."""
        if sku not in self._found:
            self._found[sku] = sku_evidence(
                lots=self._lots.get(sku, ()),
                policy=self._snapshot.policy.closure,
                today=self._snapshot.today,
                spiking=sku in self._spiking,
            )
        return self._found[sku]
