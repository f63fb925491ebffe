"""Can we ship it now; how much is missing? (spec 1.3)"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from makegood.domain.terms.demand import Demand
from makegood.domain.terms.errors import DomainError


class Shortage(NamedTuple):
    """An open line split by quantity; the two parts add up to what is open."""

    reserved_qty: int
    backordered_qty: int


def split(*, open_qty: int, demands: Sequence[Demand], reserved: Sequence[int]) -> Shortage:
    """Split a line's open units by what its demands were given; `reserved` = units of each demand's SKU.

    A bundle counts as reserved only in whole bundles: the scarcest component decides.
    Raises DomainError('reserved_exceeds_demand') when a demand was given more than it asked for.
    """
    whole = open_qty
    for demand, given in zip(demands, reserved, strict=True):
        if not 0 <= given <= demand.qty:
            raise DomainError(
                "reserved_exceeds_demand", {"sku": demand.sku, "given": given, "asked": demand.qty}
            )
        bundles = given // demand.per
        whole = min(whole, bundles)
    return Shortage(reserved_qty=whole, backordered_qty=open_qty - whole)


def beyond_queue(*, available: int, backordered: int) -> int:
    """Units of a SKU that nobody waits for: only these may be offered instead of another (spec 4.3).

    `available` = on hand less reserved less safety stock, over all places; `backordered` = units that wait for it.
    """
    return max(0, available - backordered)
