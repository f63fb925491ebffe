"""What allocation hands out: who got stock and why, as stable codes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from makegood.domain.terms.demand import Demand
from makegood.domain.terms.pegging import Peg, Source, Supply


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

Given = tuple[Supply, int, Why]


def why_is_exception(why: Why) -> bool:
    """True when a rule other than rank gave the units."""
    return why in _EXCEPTIONS


@dataclass(slots=True)
class Claim:
    """One demand while units are shared out: its place in the queue, and the supplies it rests on so far.

    The only mutable value of the domain, alive inside one allocation run. `order` names its order, in a live shop not
    by a number, which two channels may use. `group` names the parcel it must ship in whole (an order, or a bundle
    line); None when it may ship alone. `exceptions` = stock that a rule other than rank gave it. `pegged_qty` = units
    with a supply under them, `reserved_qty` = those of stock on hand. `barred` = it keeps what was picked and asks for
    nothing more, because the customer's last day has gone by.
    """

    demand: Demand
    tier: int
    rank: int
    order: str
    group: str | None
    pegs: tuple[Peg, ...] = ()
    exceptions: tuple[Given, ...] = ()
    pegged_qty: int = 0
    reserved_qty: int = 0
    barred: bool = False

    def rest_on(self, pegs: tuple[Peg, ...]) -> None:
        """Rest on these supplies from now on. Both sums are kept, because they are asked for often."""
        self.pegs = pegs
        self.pegged_qty = self.reserved_qty = 0
        for supply, qty in pegs:
            self.pegged_qty += qty
            if supply.source is Source.STOCK:
                self.reserved_qty += qty

    def note(self, why: Why, *pegs: Peg) -> None:
        """Remember that these units of stock came by an exception to rank."""
        self.exceptions += tuple((supply, qty, why) for supply, qty in pegs)

    def given_as(self, why: Why, stock: Supply) -> int:
        """Units of that stock that came by the exception."""
        return sum(qty for supply, qty, reason in self.exceptions if supply is stock and reason is why)
