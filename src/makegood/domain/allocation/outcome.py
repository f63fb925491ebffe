"""What allocation hands out: who got stock and why, as stable codes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from makegood.domain.terms.demand import Demand
from makegood.domain.terms.pegging import Peg, Source


class Why(StrEnum):
    """Why a line was given stock on hand. `LENT` and `FAIR_SHARE` are the exceptions to rank that policy allows."""

    PICKED = "picked"
    PAST_BASELINE = "past_baseline"
    STRICT_CHANNEL = "strict_channel"
    PRIORITY = "priority"
    IN_TURN = "in_turn"
    FAIR_SHARE = "fair_share"
    LENT = "lent"


_EXCEPTIONS = frozenset({Why.PICKED, Why.FAIR_SHARE, Why.LENT})


def why_is_exception(why: Why | None) -> bool:
    """True when a rule other than rank gave the units."""
    return why in _EXCEPTIONS


@dataclass(slots=True)
class Claim:
    """One demand while units are shared out: its place in the queue, and the supplies it rests on so far.

    The only mutable value of the domain, alive inside one allocation run. `group` names the parcel it must ship in
    whole (an order, or a bundle line); None when it may ship alone. `lent` = units of stock another parcel lent it.
    """

    demand: Demand
    tier: int
    rank: int
    group: str | None
    pegs: tuple[Peg, ...] = ()
    lent: int = 0

    @property
    def pegged_qty(self) -> int:
        """Units with a supply under them."""
        return sum([qty for _, qty in self.pegs])

    @property
    def reserved_qty(self) -> int:
        """Units of stock on hand."""
        return sum([qty for supply, qty in self.pegs if supply.source is Source.STOCK])
