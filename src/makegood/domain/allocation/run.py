"""Allocation: stock on hand and incoming lots shared out among all who wait, in one order (spec 7.1, 7.2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from makegood.domain.allocation.fair import fair_limits
from makegood.domain.allocation.lend import lend
from makegood.domain.allocation.outcome import Claim, Why
from makegood.domain.terms.pegging import Pegboard, Source, Supply, merged
from makegood.domain.terms.policy.supply import AllocationPolicy
from makegood.domain.terms.serving import Serving


def allocate(
    *,
    claims: Sequence[Claim],
    supplies: Iterable[Supply],
    serving: Serving,
    policy: AllocationPolicy,
    today: date,
) -> Pegboard:
    """Share all supplies out among the claims, which stand in rank order; sets each claim's pegs.

    Picked units are firm and come first. Then by rank (or fair share): stock on hand, then lots by usable date. Last,
    late one-parcel orders lend. Returns the board with what is left of every supply.
    """
    board = Pegboard(supplies=supplies, serving=serving, minimum_fill=policy.minimum_fill)
    for claim in claims:
        if claim.demand.firm_qty:
            claim.rest_on(board.take_stock(claim.demand, claim.demand.firm_qty, minimum=1))
    homes = _Homes(claims, board, serving)
    if policy.method == "fair_share":
        _give_fair_shares(claims, board, homes)
    for claim in claims:
        _give(claim, board, homes)
    if policy.hold_complete_days is not None:
        lend(claims=claims, today=today, keep_days=policy.hold_complete_days, serving=serving)
    return board


class _Homes:
    """The one location that can fill a whole order, where several could serve it: one parcel beats two."""

    def __init__(self, claims: Sequence[Claim], board: Pegboard, serving: Serving) -> None:
        self._board = board
        self._serving = serving
        self._needs: dict[str, Counter[str]] = {}
        self._found: dict[str, str | None] = {}
        if len(serving.locations) > 1:
            for claim in claims:
                demand = claim.demand
                need = self._needs.setdefault(demand.line.order_id, Counter())
                need[demand.sku] += demand.qty - claim.pegged_qty

    def of(self, claim: Claim) -> str | None:
        """The order's location, chosen when its first line is served."""
        order_id = claim.demand.line.order_id
        if order_id not in self._needs:
            return None
        if order_id not in self._found:
            need = self._needs[order_id]
            self._found[order_id] = next(
                (
                    name
                    for name in self._serving(claim.demand)
                    if all(self._board.stock_left(sku, name) >= qty for sku, qty in need.items())
                ),
                None,
            )
        return self._found[order_id]


def _give(claim: Claim, board: Pegboard, homes: _Homes) -> None:
    wanted = claim.demand.qty - claim.pegged_qty
    if not wanted:
        return
    stock = board.take_stock(claim.demand, wanted, home=homes.of(claim))
    wanted -= sum(qty for _, qty in stock)
    lots = board.take_lots(claim.demand, wanted) if wanted else ()
    claim.rest_on(merged(*claim.pegs, *stock, *lots) if claim.pegs else stock + lots)


def _give_fair_shares(claims: Sequence[Claim], board: Pegboard, homes: _Homes) -> None:
    by_sku: dict[str, list[Claim]] = {}
    for claim in claims:
        by_sku.setdefault(claim.demand.sku, []).append(claim)
    for sku, group in by_sku.items():
        on_hand = sum(qty for supply, qty in board.left(sku) if supply.source is Source.STOCK)
        for claim, limit in zip(group, fair_limits(claims=group, on_hand=on_hand), strict=True):
            if limit:
                claim.rest_on(claim.pegs + board.take_stock(claim.demand, limit, home=homes.of(claim)))


def why_given(claim: Claim, *, policy: AllocationPolicy) -> Why:
    """Why this claim holds stock: the exception that served it, else the tier it stands in."""
    if claim.lent:
        return Why.LENT
    if claim.demand.firm_qty:
        return Why.PICKED
    if policy.method == "fair_share":
        return Why.FAIR_SHARE
    return Why(policy.tiers[claim.tier - 1]) if claim.tier <= len(policy.tiers) else Why.IN_TURN
