"""What nobody waits for: the units that may still be sold, and when the next one would ship."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from makegood.domain.intake import components
from makegood.domain.plan.figures import Figures
from makegood.domain.plan.queue import Queue
from makegood.domain.plan.snapshot import Snapshot
from makegood.domain.promise.sell import Pool
from makegood.domain.promise.window import Span
from makegood.domain.terms.pegging import Peg, Source


@dataclass(frozen=True, slots=True)
class Unclaimed:
    """What is left of a SKU: units per location, and the window of the next unit ordered today (None = no date)."""

    pools: tuple[Pool, ...]
    next_span: Span | None


class Leftovers:
    """Finds what is left of each SKU to sell.

    A component's units are shared out in equal parts between itself and the bundles it goes into, so that no unit is
    listed twice.
    """

    def __init__(self, *, snapshot: Snapshot, queue: Queue, figures: Mapping[str, Figures]) -> None:
        self._queue = queue
        self._figures = figures
        self._protected = frozenset(snapshot.policy.allocation.protected_skus)
        self._needs = {
            sku: components(sku=sku, items=snapshot.items)
            for sku, item in snapshot.items.items()
            if item.bundle_of
        }
        self._bundles = Counter(component for need in self._needs.values() for component in need)

    def of(self, sku: str) -> Unclaimed:
        """What is left of a SKU, or of the bundles that could be made up from what is left of their components."""
        need = self._needs.get(sku)
        if need is None:
            left = self._left(sku)
            others = self._bundles[sku]
            own = _pools(left)
            if others:
                own = [_less(pool, claimants=1 + others) for pool in own]
            return Unclaimed(tuple(own), self._span_of(left, 1))
        parts = {component: self._left(component) for component in need}
        spans = [self._span_of(parts[component], per) for component, per in need.items()]
        return Unclaimed(self._bundle_pools(need, parts), _latest(spans))

    def _left(self, sku: str) -> list[Peg]:
        """Supplies nobody was given, stock less safety stock (which a protected SKU's supply never held).

        Never more than is available in all: what one location lacks of its safety stock, the others keep for it.
        """
        figures = self._figures[sku]
        safety = {} if sku in self._protected else figures.safety
        room = max(0, figures.available)
        left: list[Peg] = []
        for supply, unused in self._queue.board.left(sku):
            units = unused
            if supply.lot is None:
                units = min(room, unused - safety.get(supply.location, 0))
                room -= max(0, units)
            if units > 0:
                left.append((supply, units))
        return left

    def _span_of(self, left: Sequence[Peg], units: int) -> Span | None:
        for supply, qty in left:
            units -= qty
            if units <= 0:
                return self._queue.windows.next_span(supply)
        return None

    def _bundle_pools(self, need: Mapping[str, int], parts: Mapping[str, Sequence[Peg]]) -> tuple[Pool, ...]:
        shares: list[dict[str, Pool]] = []
        for component, per in need.items():
            by = (1 + self._bundles[component]) * per
            pools = _pools(parts[component])
            shares.append({p.location: Pool(p.location, p.on_hand // by, p.incoming // by) for p in pools})
        everywhere = sorted(set.intersection(*(set(share) for share in shares)))
        return tuple(
            Pool(
                place,
                min(share[place].on_hand for share in shares),
                min(share[place].incoming for share in shares),
            )
            for place in everywhere
        )


def _pools(left: Iterable[Peg]) -> list[Pool]:
    units: dict[str, list[int]] = {}
    for supply, qty in left:
        units.setdefault(supply.location, [0, 0])[supply.source is not Source.STOCK] += qty
    return [Pool(place, on_hand, incoming) for place, (on_hand, incoming) in sorted(units.items())]


def _less(pool: Pool, *, claimants: int) -> Pool:
    """A component's own part: what equal parts for its bundles leave."""
    bundles = claimants - 1
    return Pool(
        pool.location,
        pool.on_hand - pool.on_hand // claimants * bundles,
        pool.incoming - pool.incoming // claimants * bundles,
    )


def _latest(spans: Iterable[Span | None]) -> Span | None:
    last: Span | None = None
    for span in spans:
        if span is None:
            return None
        last = span.latest(last)
    return last
