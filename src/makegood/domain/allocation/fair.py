"""Fair share, the option to rank: inside a tier everyone gets the same share of scarce stock (spec 7.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from makegood.domain.allocation.outcome import Claim
from makegood.domain.terms.pegging import Serving
from makegood.domain.terms.quantity import split_by_weight


def fair_limits(*, claims: Sequence[Claim], stock: Mapping[str, int], serving: Serving) -> list[int]:
    """Most units of stock each claim of one tier on one SKU may take, in the claims' rank order.

    `stock` = units on hand by place. A place that does not cover all who may be served from it is shared in proportion
    to what each still wants, remainders by rank (largest remainder); the place that serves the fewest goes first.
    """
    reach = [frozenset(serving(claim.demand)) for claim in claims]
    served = {place: sum(place in places for places in reach) for place in stock}
    wanted = [claim.demand.qty - claim.pegged_qty for claim in claims]
    limits = [0] * len(claims)
    for place in sorted(stock, key=lambda place: (served[place], place)):
        asked = [
            want - limit if place in places else 0
            for want, limit, places in zip(wanted, limits, reach, strict=True)
        ]
        given = asked if sum(asked) <= stock[place] else split_by_weight(stock[place], asked)
        limits = [limit + part for limit, part in zip(limits, given, strict=True)]
    return limits
