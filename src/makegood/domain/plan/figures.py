"""What each SKU has, owes and expects, counted once from the queue."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from makegood.domain.plan.queue import Queue
from makegood.domain.plan.snapshot import Snapshot


@dataclass(slots=True)
class Figures:
    """One SKU while it is counted, units.

    `safety` = safety stock per location, `on_channel` = backordered per channel.
    """

    on_hand: int = 0
    reserved: int = 0
    incoming: int = 0
    confirmed: int = 0
    backordered: int = 0
    safety: dict[str, int] = field(default_factory=dict)
    on_channel: dict[str, int] = field(default_factory=dict)

    def wait(self, qty: int, channel: str) -> None:
        """So many more units wait."""
        self.backordered += qty
        if qty:
            self.on_channel[channel] = self.on_channel.get(channel, 0) + qty

    @property
    def safety_stock(self) -> int:
        """Safety stock of all locations."""
        return sum(self.safety.values())

    @property
    def available(self) -> int:
        """On hand less reserved less safety stock; below 0 when those who wait were given safety stock."""
        return self.on_hand - self.reserved - self.safety_stock


def count(snapshot: Snapshot, queue: Queue) -> dict[str, Figures]:
    """Figures of every SKU that any table names, in code point order.

    Backordered units of a component are those its bundles lack; of a bundle, whole bundles.
    """
    figures: defaultdict[str, Figures] = defaultdict(Figures)
    for sku, item in snapshot.items.items():
        figures[sku]
        for component, _ in item.bundle_of:
            figures[component]
    for position in snapshot.stock:
        own = figures[position.sku]
        own.on_hand += position.on_hand
        own.safety[position.location] = own.safety.get(position.location, 0) + position.safety_stock
    for lot in snapshot.lots:
        own = figures[lot.sku]
        own.incoming += lot.open_qty
        own.confirmed += lot.open_qty if lot.confirmed else 0
    for claim in queue.claims:
        own = figures[claim.demand.sku]
        reserved = claim.reserved_qty
        own.reserved += reserved
        if claim.demand.sku != claim.demand.line.sku:
            own.wait(claim.demand.qty - reserved, claim.demand.line.channel)
    for standing in queue.standings:
        own = figures[standing.line.sku]
        own.wait(standing.backordered_qty, standing.line.channel)
    return dict(sorted(figures.items()))
