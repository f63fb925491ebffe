"""Hold complete without locking stock up (spec 7.2).

A one-parcel order that completes late lends its stock to those who ship at once with it, and only against confirmed
units that come back to the same place before the parcel completes. Nobody's promise ends later for it, so the
exception to rank is safe. Cost: one pass over the loans and one over the borrowers of each SKU and place.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from makegood.domain.allocation.outcome import Claim, Why
from makegood.domain.terms.pegging import Peg, Source, Supply, merged


@dataclass(slots=True)
class _Loan:
    """Units of one stock that a late parcel's claim can lend, the day by which they must be back (None = any), and
    the lots it gets for those it lent."""

    lender: Claim
    stock: Supply
    qty: int
    back_by: date | None
    returns: list[Peg] = field(default_factory=list)

    def close(self) -> None:
        """Rest the lender on the lots instead of the stock it lent."""
        gone = sum(qty for _, qty in self.returns)
        self.lender.rest_on(merged(*self.lender.pegs, (self.stock, -gone), *self.returns))

    def in_time(self, lot: Supply) -> bool:
        """True when units of the lot are surely back before the parcel completes."""
        return self.back_by is None or lot.usable_to <= self.back_by


def late_parcels(*, claims: Iterable[Claim], today: date, keep_days: int) -> dict[str, list[Claim]]:
    """The claims of every parcel that is not surely complete within `keep_days` calendar days, by group."""
    grouped: dict[str, list[Claim]] = {}
    for claim in claims:
        if claim.group is not None:
            grouped.setdefault(claim.group, []).append(claim)
    keep_until = today + timedelta(days=keep_days)
    return {
        group: members
        for group, members in grouped.items()
        if not _is_dated(members)
        or any(supply.usable_to > keep_until for claim in members for supply, _ in claim.pegs)
    }


def _is_dated(members: Iterable[Claim]) -> bool:
    return all(claim.pegged_qty == claim.demand.qty for claim in members)


def lend(
    *,
    claims: Sequence[Claim],
    late: Iterable[Sequence[Claim]],
    today: date,
    minimum_fill: int,
) -> set[str]:
    """Swap stock of late parcels for confirmed lots of claims that ship at once; changes the claims' pegs.

    The worst-ranked lender lends first, the best-ranked borrower borrows first; a picked unit and a whole set of a
    bundle are never lent. Returns the SKUs of which units were lent.
    """
    loans = sorted(_loans(late, today), key=lambda loan: loan.lender.rank, reverse=True)
    offered: dict[str, dict[str, deque[_Loan]]] = {}
    for loan in loans:
        offered.setdefault(loan.stock.sku, {}).setdefault(loan.stock.location, deque()).append(loan)
    for claim in claims:
        if claim.demand.sku in offered and _ships_at_once(claim, today):
            for place, open_loans in offered[claim.demand.sku].items():
                _borrow(claim, place, open_loans, minimum_fill)
    used = [loan for loan in loans if loan.returns]
    for loan in used:
        loan.close()
    return {loan.stock.sku for loan in used}


def _loans(late: Iterable[Sequence[Claim]], today: date) -> Iterator[_Loan]:
    for parcel in late:
        dated = _is_dated(parcel)
        for claim, kept in _kept(parcel):
            spare = claim.reserved_qty - kept
            for stock, held in claim.pegs:
                if stock.source is not Source.STOCK or stock.usable_to > today:
                    continue
                qty = min(spare, held - claim.given_as(Why.PICKED, stock))
                if qty > 0:
                    yield _Loan(claim, stock, qty, _back_by(parcel, claim, stock.location) if dated else None)
                    spare -= qty


def _kept(parcel: Sequence[Claim]) -> Iterator[tuple[Claim, int]]:
    """What each claim of a late parcel keeps: picked units, and the components of whole sets. A set taken apart would
    serve nobody with what is not lent of it, and where only whole sets are held it would not come back.
    """
    by_line: dict[str, list[Claim]] = {}
    for claim in parcel:
        by_line.setdefault(claim.demand.line.line_id, []).append(claim)
    for claims in by_line.values():
        is_bundle = len(claims) > 1 or claims[0].demand.per > 1
        whole = min(claim.reserved_qty // claim.demand.per for claim in claims) if is_bundle else 0
        for claim in claims:
            yield claim, max(claim.demand.firm_qty, whole * claim.demand.per)


def _back_by(parcel: Sequence[Claim], lender: Claim, place: str) -> date:
    """Day from which the parcel waits for other units of that place and service: what comes back then delays nobody.

    Units of another place or service are no measure: they are processed and carried in other times.
    """
    return max(
        supply.usable_to
        for claim in parcel
        if claim.demand.line.service == lender.demand.line.service
        for supply, _ in claim.pegs
        if supply.location == place
    )


def _ships_at_once(claim: Claim, today: date) -> bool:
    line = claim.demand.line
    return claim.group is None and not line.on_hold and (line.ship_after is None or line.ship_after <= today)


def _is_confirmed_lot(supply: Supply) -> bool:
    return supply.source is not Source.STOCK and supply.confirmed


def _borrow(borrower: Claim, place: str, loans: deque[_Loan], minimum_fill: int) -> None:
    """Swap what the borrower can use of the place's loans, if that is worth sending.

    Lots were given in rank order, so the next borrower's come no earlier: a loan that must be back before is dropped.
    """
    swaps: list[tuple[_Loan, Supply, int]] = []
    for lot, wanted in borrower.pegs:
        if lot.location != place or not _is_confirmed_lot(lot):
            continue
        while wanted and loans:
            loan = loans[0]
            qty = min(wanted, loan.qty) if loan.in_time(lot) else 0
            if qty:
                swaps.append((loan, lot, qty))
                loan.qty -= qty
                wanted -= qty
            if not qty or not loan.qty:
                loans.popleft()
    worth = min(minimum_fill, borrower.demand.qty - borrower.reserved_qty)
    if swaps and sum(qty for _, _, qty in swaps) >= worth:
        _exchange(borrower, swaps)
        return
    for loan, _, qty in reversed(swaps):
        if not loan.qty:
            loans.appendleft(loan)
        loan.qty += qty


def _exchange(borrower: Claim, swaps: Sequence[tuple[_Loan, Supply, int]]) -> None:
    for loan, lot, qty in swaps:
        loan.returns.append((lot, qty))
    stock = swaps[0][0].stock
    qty = sum(qty for _, _, qty in swaps)
    borrower.rest_on(merged(*borrower.pegs, (stock, qty), *((lot, -qty) for _, lot, qty in swaps)))
    borrower.note(Why.LENT, (stock, qty))
