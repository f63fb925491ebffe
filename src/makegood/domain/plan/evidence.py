"""The measured evidence of every SKU (spec 2.3), from the snapshot's own history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from makegood.domain.eligibility.evidence import ItemFacts, bought_together, measure, record_from
from makegood.domain.eligibility.outcome import Evidence
from makegood.domain.plan.snapshot import Snapshot
from makegood.domain.terms.stock import IncomingLot


def evidence_of_items(
    *, snapshot: Snapshot, skus: Iterable[str], free: Mapping[str, int]
) -> dict[str, tuple[Evidence, ...]]:
    """Evidence by SKU. `free` = units of each SKU that nobody waits for."""
    lots: defaultdict[str, list[IncomingLot]] = defaultdict(list)
    for lot in snapshot.lots:
        lots[lot.sku].append(lot)
    together = bought_together(snapshot.lines)
    since = record_from(snapshot.lots)
    found: dict[str, tuple[Evidence, ...]] = {}
    for sku in skus:
        item = snapshot.items.get(sku)
        facts = ItemFacts(
            item=item,
            lots=lots.get(sku, ()),
            record_from=since,
            free_substitutes=sum(free.get(other, 0) > 0 for other in item.substitutes) if item else 0,
            bought_together=together.get(sku),
            today=snapshot.today,
            calendar=snapshot.calendars["default"],
        )
        found[sku] = measure(facts=facts, policy=snapshot.policy.eligibility.evidence)
    return found
