"""Fair share, the option to rank: inside a tier everyone gets the same share of scarce stock (spec 7.1)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from makegood.domain.allocation.outcome import Claim
from makegood.domain.terms.quantity import split_by_weight


def fair_limits(*, claims: Sequence[Claim], on_hand: int) -> list[int]:
    """Most units of stock each claim on one SKU may take, in the claims' rank order.

    Tiers are served in order; the tier that stock does not cover shares it in proportion to what each still wants,
    remainders by rank (largest remainder). Later tiers get nothing.
    """
    limits: list[int] = []
    left = on_hand
    for _, group in groupby(claims, key=lambda claim: claim.tier):
        wanted = [claim.demand.qty - claim.pegged_qty for claim in group]
        given = wanted if sum(wanted) <= left else split_by_weight(left, wanted)
        limits += given
        left -= sum(given)
    return limits
