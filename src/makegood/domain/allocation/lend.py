"""Hold complete without locking stock up (spec 7.2).

A one-parcel order that completes late lends its stock to those who can ship now, and only against confirmed units that
come back before the parcel completes. Both sides gain or stay as they are, so the exception to rank is safe.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from makegood.domain.allocation.outcome import Claim
from makegood.domain.terms.pegging import Peg, Serving, Source, Supply, merged


@dataclass(frozen=True, slots=True)
class Parcel:
    """Claims that ship together.

    `complete_on` = day by which the last unit is surely usable, None when nothing dates it.
    """

    claims: Sequence[Claim]
    complete_on: date | None


def parcels(claims: Iterable[Claim]) -> dict[str, Parcel]:
    """The claims that must ship together, by group."""
    grouped: dict[str, list[Claim]] = {}
    for claim in claims:
        if claim.group is not None:
            grouped.setdefault(claim.group, []).append(claim)
    return {group: Parcel(members, _complete_on(members)) for group, members in grouped.items()}


def _complete_on(members: Sequence[Claim]) -> date | None:
    if any(claim.pegged_qty < claim.demand.qty for claim in members):
        return None
    return max((supply.usable_to for claim in members for supply, _ in claim.pegs), default=None)


def lend(*, claims: Sequence[Claim], today: date, keep_days: int, serving: Serving) -> None:
    """Swap stock of late parcels for confirmed lots of claims that can ship at once; changes the claims' pegs.

    A parcel that is complete within `keep_days` calendar days keeps its stock. The worst-ranked lender lends first, the
    best-ranked borrower borrows first; a picked unit and a whole bundle are never lent.
    """
    keep_until = today + timedelta(days=keep_days)
    late = {
        group: parcel
        for group, parcel in parcels(claims).items()
        if parcel.complete_on is None or parcel.complete_on > keep_until
    }
    loans = [
        _Loan(claim, claim.reserved_qty - kept, parcel.complete_on)
        for parcel in late.values()
        for claim, kept in _kept(parcel)
        if claim.reserved_qty > kept
    ]
    if not loans:
        return
    borrowers = _borrowers(claims, skus={loan.lender.demand.sku for loan in loans}, late=late)
    for loan in sorted(loans, key=lambda loan: (-loan.lender.rank, loan.lender.demand.sku)):
        for borrower in borrowers.get(loan.lender.demand.sku, ()):
            if loan.qty:
                loan.to(borrower, serving)


def _kept(parcel: Parcel) -> list[tuple[Claim, int]]:
    """What each claim of a late parcel keeps: picked units, and the components of whole bundles that may ship alone."""
    line = parcel.claims[0].demand.line
    divisible = not line.ship_complete and all(claim.demand.line is line for claim in parcel.claims)
    whole = min(claim.reserved_qty // claim.demand.per for claim in parcel.claims) if divisible else 0
    return [(claim, max(claim.demand.firm_qty, whole * claim.demand.per)) for claim in parcel.claims]


def _borrowers(
    claims: Sequence[Claim], *, skus: set[str], late: Mapping[str, Parcel]
) -> dict[str, list[Claim]]:
    """Claims that would ship at once with stock instead of a confirmed lot, best rank first."""
    waiting: dict[str, list[Claim]] = {}
    for claim in claims:
        if claim.demand.sku in skus and claim.group not in late and any(map(_is_confirmed_lot, claim.pegs)):
            waiting.setdefault(claim.demand.sku, []).append(claim)
    return waiting


def _is_confirmed_lot(peg: Peg) -> bool:
    return peg[0].source is not Source.STOCK and peg[0].confirmed


@dataclass(slots=True)
class _Loan:
    """Units of stock a late parcel's claim can lend, and the day by which they must be back (None = any day)."""

    lender: Claim
    qty: int
    back_by: date | None

    def to(self, borrower: Claim, serving: Serving) -> None:
        """Swap as many units as both sides allow."""
        reachable = serving(self.lender.demand)
        for lot, lot_qty in borrower.pegs:
            in_time = self.back_by is None or lot.usable_to <= self.back_by
            if _is_confirmed_lot((lot, lot_qty)) and in_time and lot.location in reachable:
                self._swap(borrower, lot, lot_qty, serving(borrower.demand))

    def _swap(self, borrower: Claim, lot: Supply, lot_qty: int, reachable: Sequence[str]) -> None:
        for stock, stock_qty in self.lender.pegs:
            qty = min(lot_qty, stock_qty, self.qty)
            if qty and stock.source is Source.STOCK and stock.location in reachable:
                self.lender.rest_on(merged(*self.lender.pegs, (stock, -qty), (lot, qty)))
                borrower.rest_on(merged(*borrower.pegs, (lot, -qty), (stock, qty)))
                borrower.lent += qty
                self.qty -= qty
                lot_qty -= qty
