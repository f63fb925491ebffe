"""The evidence: what each supplier did with each date it gave."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LatenessRecord:
    """One lot against its ETA. `late_days`: working days, negative = early.

    `open`: past its ETA and not here yet; `late_days` is then the time elapsed, so its lateness is at least that.
    """

    supplier: str
    late_days: int
    open: bool = False
