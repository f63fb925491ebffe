"""What may be done with a short order, what each way costs, and which one is recommended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Choice(StrEnum):
    """The four ways to go on with an order that is short (spec 4.1)."""

    HOLD = "hold"
    SPLIT = "split"
    SUBSTITUTE = "substitute"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Option:
    """One way: allowed or not, its expected cost in minor units (None = an input is unknown), reason codes, and the parts of the cost."""

    choice: Choice
    allowed: bool
    cost: int | None
    why: tuple[str, ...]
    figures: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recommendation:
    """The four options of an order in fixed order, and the one recommended. `by` = name of the policy rule, else `lowest_cost` or `costs_unknown`."""

    choice: Choice
    by: str
    options: tuple[Option, ...]
    currency: str

    def allows(self, choice: Choice) -> bool:
        """True when that way may be offered."""
        return any(option.choice is choice and option.allowed for option in self.options)
