"""What was learned, and how it is read for one lot."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

# Day 5 stands for all from 4.5 to 5.5; the hair more is for sums of floats, which end in noise.
_HALF = 0.5 + 1e-6

A_QUARTER = 60
"""Working days. Lateness beyond it is likelier a forgotten order than a measure of what is still to come."""


@dataclass(frozen=True, slots=True)
class LatenessRange:
    """Working days to add to an ETA, `from_days` <= `to_days`.

    `source`: 'supplier' (its own record weighs most), 'pooled' (all suppliers weigh most) or 'default' (the policy's
    range: nothing was ever received, nothing of this supplier is overdue). `receipts`: this supplier's, that were read.
    """

    from_days: int
    to_days: int
    source: str
    receipts: int


@dataclass(frozen=True, slots=True)
class Reading:
    """One supplier's lateness at the service level, in fractional working days, before rounding and clamping.

    `low` and `high`: bounds of what was received. `overdue`: how late its open orders already are, None = none counts.
    """

    low: float
    high: float
    source: str
    receipts: int
    overdue: int | None = None

    @property
    def late_to(self) -> float:
        """Upper bound with the open orders counted: they will be late by half a window more than they already are."""
        if self.overdue is None:
            return self.high
        return max(self.high, self.overdue + max(1.0, (self.high - self.low) / 2))

    def whole_days(self) -> tuple[int, int]:
        """First and last whole day after the ETA, none before it."""
        start = max(0, math.floor(self.low + _HALF))
        return start, max(start, math.ceil(self.late_to - _HALF))


@dataclass(frozen=True, slots=True)
class LatenessModel:
    """Readings per supplier, one for suppliers never seen (None: nothing was ever received), the policy's ranges.

    `too_few`: fewer receipts in all than the service level can be read from.
    """

    suppliers: Mapping[str, Reading]
    unknown: Reading | None
    default_confirmed: tuple[int, int]
    default_unconfirmed: tuple[int, int]
    too_few: bool

    def reading(self, supplier: str) -> Reading | None:
        """What is known about a supplier; None when nothing was ever received or overdue."""
        return self.suppliers.get(supplier, self.unknown)

    def learned(self, *, supplier: str, elapsed_days: int = 0) -> LatenessRange | None:
        """What the records alone say, without the policy's ranges; None when they say nothing. As `range` otherwise."""
        known = self.reading(supplier)
        if known is None:
            return None
        start, end = still_ahead(*known.whole_days(), elapsed_days)
        return LatenessRange(start, end, known.source, known.receipts)

    def range(self, *, supplier: str, confirmed: bool, elapsed_days: int = 0) -> LatenessRange:
        """Working days to add to the ETA of a lot; `elapsed_days`: how late the lot already is, 0 = not yet.

        Never before the ETA: a supplier that is always early is promised at its ETA. An unconfirmed lot, a supplier
        without receipts, or too few receipts in all is never narrower than the policy's range. A lot already late may
        take a whole window more, or as long again as it is late already, up to a quarter: tails are heavy.
        """
        start, end = self.default_confirmed if confirmed else self.default_unconfirmed
        known = self.reading(supplier)
        if known is None:
            return LatenessRange(*still_ahead(start, end, elapsed_days), "default", 0)
        known_start, known_end = known.whole_days()
        if self.too_few or not known.receipts or not confirmed:
            known_start, known_end = min(start, known_start), max(end, known_end)
        return LatenessRange(*still_ahead(known_start, known_end, elapsed_days), known.source, known.receipts)


def still_ahead(start: int, end: int, elapsed_days: int) -> tuple[int, int]:
    """The window, in working days from the same day on, of a lot that did not come within `elapsed_days`."""
    if elapsed_days <= 0:
        return start, end
    more = max(1, end - start, min(elapsed_days - start, A_QUARTER))
    return max(start, elapsed_days + 1), max(end, elapsed_days + more)
