"""Allocation: stock on hand and incoming lots shared out among all who wait, in one order (spec 7.1, 7.2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from makegood.domain.allocation.fair import fair_limits
from makegood.domain.allocation.lend import late_parcels, lend
from makegood.domain.allocation.outcome import Claim, Given, Why
from makegood.domain.terms.pegging import Peg, Pegboard, Source, Supply, merged
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

    Picked units are firm and come first, out of safety stock too, which a protected SKU then keeps. Then, for all that
    ask for more, by rank (or fair share): stock on hand, then lots by usable date. Last, late one-parcel orders lend,
    and what nobody could use before goes round again. Returns the board with what is left of every supply.
    """
    board = Pegboard(supplies=supplies, serving=serving, minimum_fill=policy.minimum_fill)
    for claim in claims:
        if claim.demand.firm_qty:
            _give_as(Why.PICKED, claim, board.take_stock(claim.demand, claim.demand.firm_qty, minimum=1))
    board.keep_safety_stock()
    asking = [claim for claim in claims if not claim.barred]
    homes = _Homes(asking, board, serving)
    if policy.method == "fair_share":
        _give_fair_shares(asking, board, homes, serving, policy.minimum_fill)
    for claim in asking:
        _give(claim, board, homes)
    if policy.hold_complete_days is not None:
        late = late_parcels(claims=claims, today=today, keep_days=policy.hold_complete_days)
        lent = lend(claims=asking, late=late.values(), today=today, minimum_fill=policy.minimum_fill)
        _go_round_again(
            [each for each in asking if each.demand.sku in lent and each.group not in late], board
        )
    return board


def _give_as(why: Why, claim: Claim, pegs: tuple[Peg, ...]) -> None:
    claim.rest_on(merged(*claim.pegs, *pegs))
    claim.note(why, *pegs)


def _go_round_again(claims: Sequence[Claim], board: Pegboard) -> None:
    """After loans a rest that was too little to send may complete a line: stock first, then the lots this frees."""
    for claim in claims:
        stock = board.take_stock(claim.demand, claim.demand.qty - claim.reserved_qty)
        if stock:
            claim.rest_on(merged(*claim.pegs, *stock))
            surplus = _latest(claim, claim.pegged_qty - claim.demand.qty)
            claim.rest_on(merged(*claim.pegs, *((lot, -qty) for lot, qty in surplus)))
            board.give_back(surplus)
    for claim in claims:
        lots = board.take_lots(claim.demand, claim.demand.qty - claim.pegged_qty)
        if lots:
            claim.rest_on(merged(*claim.pegs, *lots))


def _latest(claim: Claim, surplus: int) -> list[Peg]:
    """The claim's last units, as many as it has too many; pegs stand in usable order, stock first."""
    found: list[Peg] = []
    for lot, held in reversed(claim.pegs):
        qty = min(surplus, held)
        if qty > 0:
            found.append((lot, qty))
            surplus -= qty
    return found


class _Homes:
    """The one location that can fill a whole order, where several could serve it: one parcel beats two."""

    def __init__(self, claims: Sequence[Claim], board: Pegboard, serving: Serving) -> None:
        self._board = board
        self._serving = serving
        self._needs: dict[str, Counter[str]] = {}
        self._found: dict[str, str | None] = {}
        if len(serving.locations) > 1:
            for claim in claims:
                need = self._needs.setdefault(claim.order, Counter())
                need[claim.demand.sku] += claim.demand.qty - claim.pegged_qty

    def of(self, claim: Claim) -> str | None:
        """The order's location, chosen when its first line is served."""
        if claim.order not in self._needs:
            return None
        if claim.order not in self._found:
            need = self._needs[claim.order]
            self._found[claim.order] = next(
                (
                    name
                    for name in self._serving(claim.demand)
                    if all(self._board.stock_left(sku, name) >= qty for sku, qty in need.items())
                ),
                None,
            )
        return self._found[claim.order]


def _give(claim: Claim, board: Pegboard, homes: _Homes) -> None:
    _give_stock(claim, board, homes)
    wanted = claim.demand.qty - claim.pegged_qty
    lots = board.take_lots(claim.demand, wanted) if wanted else ()
    if lots:
        claim.rest_on(claim.pegs + lots)


def _give_stock(claim: Claim, board: Pegboard, homes: _Homes) -> None:
    wanted = claim.demand.qty - claim.pegged_qty
    stock = board.take_stock(claim.demand, wanted, home=homes.of(claim)) if wanted else ()
    if stock:
        claim.rest_on(merged(*claim.pegs, *stock) if claim.pegs else stock)


def _give_fair_shares(
    claims: Sequence[Claim], board: Pegboard, homes: _Homes, serving: Serving, minimum_fill: int
) -> None:
    """Tier by tier; those with the fewest places take their share first, and what is left over goes by rank."""
    tiers: dict[tuple[str, int], list[Claim]] = {}
    for claim in claims:
        if claim.pegged_qty < claim.demand.qty:
            tiers.setdefault((claim.demand.sku, claim.tier), []).append(claim)
    for (sku, _), tier in tiers.items():
        stock = {place: board.stock_left(sku, place) for place in serving.locations}
        shares = zip(tier, fair_limits(claims=tier, stock=stock, serving=serving), strict=True)
        for claim, limit in sorted(shares, key=lambda share: len(serving(share[0].demand))):
            if limit >= min(minimum_fill * claim.demand.per, claim.demand.qty - claim.pegged_qty):
                share = board.take_stock(claim.demand, limit, home=homes.of(claim))
                _give_as(Why.FAIR_SHARE, claim, share)
        for claim in tier:
            _give_stock(claim, board, homes)


def why_given(claim: Claim, *, policy: AllocationPolicy) -> Iterator[Given]:
    """The stock this claim holds, by reason: the exceptions that served it, and for the rest the tier it stands in."""
    for stock, left in claim.pegs:
        if stock.source is not Source.STOCK:
            continue
        for supply, units, why in claim.exceptions:
            # A lender no longer holds all that it was once given.
            qty = min(left, units) if supply is stock else 0
            if qty:
                yield stock, qty, why
                left -= qty
        if left:
            by_tier = claim.tier <= len(policy.tiers)
            yield stock, left, Why(policy.tiers[claim.tier - 1]) if by_tier else Why.IN_TURN
