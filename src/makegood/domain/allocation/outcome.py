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
    `pegged_qty` = units with a supply under them, `reserved_qty` = those of stock on hand.
    """

    demand: Demand
    tier: int
    rank: int
    group: str | None
    pegs: tuple[Peg, ...] = ()
    lent: int = 0
    pegged_qty: int = 0
    reserved_qty: int = 0

    def rest_on(self, pegs: tuple[Peg, ...]) -> None:
        """Rest on these supplies from now on. Both sums are kept, because they are asked for often."""
        self.pegs = pegs
        self.pegged_qty = self.reserved_qty = 0
        for supply, qty in pegs:
            self.pegged_qty += qty
            if supply.source is Source.STOCK:
                self.reserved_qty += qty
