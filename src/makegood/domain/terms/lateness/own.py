"""The statistics of one supplier's receipts, made so that one wild receipt moves them little."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from makegood.domain.terms.lateness.weighted import Weighted

# What three quarters of the receipts stay within; 1.7 times the median distance is the same for a bell curve.
_USUAL = 0.75
_USUAL_PER_MEDIAN = 1.7


@dataclass(frozen=True, slots=True)
class Own:
    """One supplier: receipts, their lateness, its centre, mean distance and mean square from it, wild ones drawn in."""

    receipts: int
    late: Weighted
    centre: float
    spread: float
    square: float

    @property
    def repeats(self) -> float:
        """Receipts per unit of weight in `late`, a whole number."""
        return self.receipts / math.fsum(self.late.weights)


def own_records(received: Mapping[str, Sequence[int]]) -> dict[str, Own]:
    """Per supplier, in the order of their names.

    A lateness further from the supplier's median than is usual for it, or for all suppliers, counts as the usual one:
    mean of the values drawn in to median +- max(pool's 75 % distance, 1.7 own median distance).
    """
    late = {supplier: _shares(received[supplier]) for supplier in sorted(received)}
    middles = {supplier: values.middle() for supplier, values in late.items()}
    distances = {supplier: values.distances(middles[supplier]) for supplier, values in late.items()}
    usual = _usual_distance(received, distances)
    records = {}
    for supplier, values in late.items():
        reach = max(usual, _USUAL_PER_MEDIAN * distances[supplier].quantile(0.5))
        tame = values.drawn_in(middles[supplier], reach)
        centre = tame.mean()
        spread, square = tame.mean_distance(centre), tame.mean_square(centre)
        records[supplier] = Own(len(received[supplier]), values, centre, spread, square)
    return records


def _shares(late_days: Sequence[int]) -> Weighted:
    # In lowest terms, so that a repeated record gives the same floats and not only nearly the same.
    counts = Counter(late_days)
    divisor = reduce(math.gcd, counts.values())
    return Weighted.of({days: count // divisor for days, count in counts.items()})


def _usual_distance(received: Mapping[str, Sequence[int]], distances: Mapping[str, Weighted]) -> float:
    pool: dict[float, float] = {}
    for supplier, found in distances.items():
        repeats = len(received[supplier]) / math.fsum(found.weights)
        for distance, weight in zip(found.values, found.weights, strict=True):
            pool[distance] = pool.get(distance, 0) + repeats * weight
    return Weighted.of(pool).quantile(_USUAL)
