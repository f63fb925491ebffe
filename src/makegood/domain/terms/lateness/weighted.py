"""Statistics of weighted values that stay the same, to the last bit, when all weights are multiplied."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate
from operator import mul
from typing import TypeVar

_Value = TypeVar("_Value", int, float)


@dataclass(frozen=True, slots=True)
class Weighted:
    """Values, ascending, each with a positive weight."""

    values: tuple[float, ...]
    weights: tuple[float, ...]

    @classmethod
    def of(cls, weights: Mapping[_Value, float]) -> Weighted:
        """From value -> weight."""
        values = sorted(weights)
        return cls(tuple(values), tuple(weights[value] for value in values))

    def quantile(self, level: float) -> float:
        """The smallest value with at least `level` of the weight at or below it."""
        reached = list(accumulate(self.weights))
        total = reached[-1]
        # Shares, not level * total: the share of a repeated history is the same float. The rest is float noise.
        place = bisect_left(reached, level - 1e-12, key=lambda weight: weight / total)
        return self.values[min(place, len(self.values) - 1)]

    def middle(self) -> float:
        """The median: halfway when half the weight lies on either side of a gap."""
        return (self.quantile(0.5) - self.mirrored().quantile(0.5)) / 2

    def mirrored(self) -> Weighted:
        """Every value with its sign changed."""
        return Weighted(tuple(-value for value in reversed(self.values)), self.weights[::-1])

    def distances(self, centre: float) -> Weighted:
        """How far each value lies from `centre`."""
        found: dict[float, float] = {}
        for value, weight in zip(self.values, self.weights, strict=True):
            distance = abs(value - centre)
            found[distance] = found.get(distance, 0) + weight
        return Weighted.of(found)

    def drawn_in(self, centre: float, reach: float) -> Weighted:
        """The same values, none further than `reach` from `centre` (Huber 1964): one wild value moves little."""
        low, high = centre - reach, centre + reach
        return Weighted(tuple(min(max(value, low), high) for value in self.values), self.weights)

    def mean(self) -> float:
        """Weighted mean."""
        return self._mean_of(self.values)

    def mean_distance(self, centre: float) -> float:
        """Weighted mean of the distances from `centre`."""
        return self._mean_of([abs(value - centre) for value in self.values])

    def mean_square(self, centre: float) -> float:
        """Weighted mean of the squared distances from `centre`."""
        return self._mean_of([(value - centre) ** 2 for value in self.values])

    def _mean_of(self, values: Iterable[float]) -> float:
        return math.fsum(map(mul, values, self.weights)) / math.fsum(self.weights)
