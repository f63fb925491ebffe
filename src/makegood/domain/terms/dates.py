"""Windows of days. A promise is dates in the location's zone, never moments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from makegood.domain.terms.errors import DomainError


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """Earliest and latest day, both included.

    Raises DomainError('window_reversed') when the end is before the start.
    """

    from_on: date
    to_on: date

    def __post_init__(self) -> None:
        if self.to_on < self.from_on:
            raise DomainError("window_reversed", {"from_on": self.from_on, "to_on": self.to_on})

    @property
    def width_days(self) -> int:
        """Calendar days between the two ends; 0 for a single day."""
        return (self.to_on - self.from_on).days


@dataclass(frozen=True, slots=True)
class DayRange:
    """How long a step takes, in working days: at least and at most."""

    from_days: int
    to_days: int

    def __post_init__(self) -> None:
        if not 0 <= self.from_days <= self.to_days:
            raise DomainError("day_range_reversed", {"from_days": self.from_days, "to_days": self.to_days})
