"""What nobody waits for: the units that may still be sold, and when the next one would ship."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from makegood.domain.promise.sell import Pool
from makegood.domain.promise.window import Span, Windows
from makegood.domain.terms.pegging import Peg, Source


@dataclass(frozen=True, slots=True)
class Unclaimed:
    """What is left of a SKU: units per location, and the window of the next unit ordered today (None = no date)."""

    pools: tuple[Pool, ...]
    next_span: Span | None


class Leftovers:
    """Finds what is left of each SKU to sell.

    `left` = the supplies of a plain SKU with units that nobody waits for, in usable order; `needs` = units of each
    component in one bundle, by bundle. No unit is listed twice: a component sets an equal part aside for each bundle
    it goes into, and takes back what a bundle cannot use because another component is scarcer.
    """

    def __init__(
        self,
        *,
        needs: Mapping[str, Mapping[str, int]],
        left: Callable[[str], Iterable[Peg]],
        windows: Windows,
    ) -> None:
        self._needs = needs
        self._left = left
        self._windows = windows
        self._bundles: defaultdict[str, list[str]] = defaultdict(list)
        for bundle, need in needs.items():
            for component in need:
                self._bundles[component].append(bundle)
        self._made_up: dict[str, tuple[Pool, ...]] = {}

    def needs(self, sku: str) -> Mapping[str, int]:
        """Units of each component that one bundle needs; nothing for a plain SKU."""
        return self._needs.get(sku, {})

    def of(self, sku: str) -> Unclaimed:
        """What is left of a SKU, or of the bundles that could be made up from what is left of their components."""
        need = self._needs.get(sku)
        if need is not None:
            return Unclaimed(self._bundle_pools(sku), self.next_span(sku))
        left = list(self._left(sku))
        pools = _pools(left)
        for bundle in self._bundles.get(sku, ()):
            per = self._needs[bundle][sku]
            used = {pool.location: pool for pool in self._bundle_pools(bundle)}
            pools = [_less(pool, used.get(pool.location), per) for pool in pools]
        return Unclaimed(tuple(pools), self._span_of(sku, left, 1))

    def next_span(self, sku: str) -> Span | None:
        """When the next unit of a SKU, or the next bundle, would ship and arrive; None = no date."""
        need = self._needs.get(sku)
        if need is None:
            return self._span_of(sku, self._left(sku), 1)
        return _latest(self._span_of(sku, self._left(component), per) for component, per in need.items())

    def _span_of(self, sku: str, left: Iterable[Peg], units: int) -> Span | None:
        for supply, qty in left:
            units -= qty
            if units <= 0:
                return self._windows.next_span(sku=sku, supply=supply)
        return None

    def _bundle_pools(self, bundle: str) -> tuple[Pool, ...]:
        """Whole bundles per location: from what is on hand, and with what is incoming."""
        if bundle not in self._made_up:
            shares = [self._share(component, per) for component, per in self._needs[bundle].items()]
            everywhere = sorted(set.intersection(*(set(share) for share in shares)))
            self._made_up[bundle] = tuple(
                _bundles_at(place, [share[place] for share in shares]) for place in everywhere
            )
        return self._made_up[bundle]

    def _share(self, component: str, per: int) -> dict[str, tuple[int, int]]:
        """Bundles one component allows per location: with its units on hand, and with all its units."""
        by = (1 + len(self._bundles[component])) * per
        return {
            pool.location: (pool.on_hand // by, (pool.on_hand + pool.incoming) // by)
            for pool in _pools(self._left(component))
        }


def _bundles_at(place: str, allowed: Sequence[tuple[int, int]]) -> Pool:
    now = min(on_hand for on_hand, _ in allowed)
    return Pool(place, now, min(in_all for _, in_all in allowed) - now)


def _pools(left: Iterable[Peg]) -> list[Pool]:
    units: dict[str, list[int]] = {}
    for supply, qty in left:
        units.setdefault(supply.location, [0, 0])[supply.source is not Source.STOCK] += qty
    return [Pool(place, on_hand, incoming) for place, (on_hand, incoming) in sorted(units.items())]


def _less(pool: Pool, bundles: Pool | None, per: int) -> Pool:
    """A component's units less those its bundles take; bundles to come take units to come first."""
    if bundles is None:
        return pool
    from_incoming = min(pool.incoming, bundles.incoming * per)
    rest = bundles.incoming * per - from_incoming
    return Pool(pool.location, pool.on_hand - bundles.on_hand * per - rest, pool.incoming - from_incoming)


def _latest(spans: Iterable[Span | None]) -> Span | None:
    last: Span | None = None
    for span in spans:
        if span is None:
            return None
        last = span.latest(last)
    return last
