"""What the queue of a plan leaves to sell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from makegood.domain.intake import components
from makegood.domain.plan.figures import Figures
from makegood.domain.plan.queue import Queue
from makegood.domain.plan.snapshot import Snapshot
from makegood.domain.promise.leftovers import Leftovers
from makegood.domain.terms.pegging import Peg


def leftovers_of(*, snapshot: Snapshot, queue: Queue, figures: Mapping[str, Figures]) -> Leftovers:
    """What is left of each SKU: supplies nobody was given, stock less safety stock (which a protected SKU's supply
    never held).

    Never more than is available in all: what one location lacks of its safety stock, the others keep for it.
    """
    protected = frozenset(snapshot.policy.allocation.protected_skus)

    def left_of(sku: str) -> Sequence[Peg]:
        own = figures[sku]
        safety = {} if sku in protected else own.safety
        room = max(0, own.available)
        left: list[Peg] = []
        for supply, unused in queue.board.left(sku):
            units = unused
            if supply.lot is None:
                units = min(room, unused - safety.get(supply.location, 0))
                room -= max(0, units)
            if units > 0:
                left.append((supply, units))
        return left

    needs = {
        sku: components(sku=sku, items=snapshot.items)
        for sku, item in snapshot.items.items()
        if item.bundle_of
    }
    return Leftovers(needs=needs, left=left_of, windows=queue.windows)
