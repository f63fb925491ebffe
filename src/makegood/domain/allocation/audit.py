"""The proof that a queue was served fairly (spec 7.5, I9, I10)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from makegood.domain.allocation.outcome import Claim, Given, Why, why_is_exception
from makegood.domain.terms.pegging import Pegboard, Serving


@dataclass(frozen=True, slots=True)
class Unfair:
    """A claim that was passed over. `code`: `left_waiting` (I10: `units` lie free that it could have had) or
    `overtaken` (I9: worse-ranked claims hold `units` that it could have had)."""

    code: str
    sku: str
    order_id: str
    line_id: str
    units: int


def audit(
    *,
    claims: Sequence[Claim],
    given: Sequence[Iterable[Given]],
    board: Pegboard,
    serving: Serving,
    minimum_fill: int = 1,
) -> tuple[Unfair, ...]:
    """Every claim that went short while units it could have used went to a worse rank, or to nobody.

    `given` = each claim's stock with the reasons stored for it, in the same order; picked, lent and fairly shared units
    are exceptions that policy allows, as is a claim for which the units were fewer than the minimum fill. A claim that
    is barred asks for nothing. Linear.
    """
    ranked = sorted(zip(claims, given, strict=True), key=lambda pair: pair[0].rank, reverse=True)
    taken: Counter[tuple[str, str]] = Counter()
    findings: list[Unfair] = []
    for claim, stock in ranked:
        own = list(stock)
        lent = sum(qty for _, qty, why in own if why is Why.LENT)
        findings += _passed_over(claim, lent, taken, board, serving, minimum_fill)
        for supply, qty, why in own:
            if not why_is_exception(why):
                taken[supply.sku, supply.location] += qty
    return tuple(reversed(findings))


def _passed_over(
    claim: Claim,
    lent: int,
    taken: Counter[tuple[str, str]],
    board: Pegboard,
    serving: Serving,
    minimum_fill: int,
) -> Iterable[Unfair]:
    demand = claim.demand
    missing = demand.qty - claim.reserved_qty
    if not missing or claim.barred or claim.group is not None:
        # A parcel that ships whole may have lent its units; what it is owed is its promise, not the shelf.
        return
    places = serving(demand)
    free = sum(board.stock_left(demand.sku, place) for place in places)
    worse = sum(taken[demand.sku, place] for place in places)
    if free >= min(minimum_fill, missing):
        yield Unfair("left_waiting", demand.sku, demand.line.order_id, demand.line.line_id, free)
    # In its turn it lacked what it was lent only later as well, and so few units were not worth a parcel then.
    elif worse and free + worse >= min(minimum_fill, missing + lent):
        yield Unfair("overtaken", demand.sku, demand.line.order_id, demand.line.line_id, worse)
