"""Hold complete without locking stock up (spec 7.2).

A one-parcel order that completes late lends its stock to those who can ship now, and only against confirmed units that
come back before the parcel completes. Both sides gain or stay as they are, so the exception to rank is safe.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from makegood.domain.allocation.outcome import Claim
from makegood.domain.terms.pegging import Peg, Serving, Source, merged


@dataclass(frozen=True, slots=True)
class Parcel:
    """Claims that ship together. `complete_on` = day by which the last unit is surely usable, None when nothing dates it."""

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


def lend(
    *, claims: Sequence[Claim], today: date, keep_days: int, serving: Serving
) -> None:
    """Swap stock of late parcels for confirmed lots of claims that can ship at once; changes the claims' pegs.

    A parcel that is complete within `keep_days` calendar days keeps its stock. The worst-ranked lender lends first, the
    best-ranked borrower borrows first; a picked unit is never lent.
    """
    keep_until = today + timedelta(days=keep_days)
    late = {
        group: parcel
        for group, parcel in parcels(claims).items()
        if parcel.complete_on is None or parcel.complete_on > keep_until
    }
    lenders = [
        claim
        for claim in claims
        if claim.group in late and claim.reserved_qty > claim.demand.firm_qty
    ]
    if not lenders:
        return
    borrowers = _borrowers(claims, skus={claim.demand.sku for claim in lenders}, late=late)
    for lender in reversed(lenders):
        back_by = late[lender.group].complete_on if lender.group else None
        for borrower in borrowers.get(lender.demand.sku, ()):
            if lender.reserved_qty == lender.demand.firm_qty:
                break
            _swap(lender, borrower, back_by, serving)


def _borrowers(
    claims: Sequence[Claim], *, skus: set[str], late: Mapping[str, Parcel]
) -> dict[str, list[Claim]]:
    """Claims that would ship at once with stock instead of a confirmed lot, best rank first."""
    waiting: dict[str, list[Claim]] = {}
    for claim in claims:
        if claim.demand.sku in skus and claim.group not in late and any(_is_confirmed_lot(p) for p in claim.pegs):
            waiting.setdefault(claim.demand.sku, []).append(claim)
    return waiting


def _is_confirmed_lot(peg: Peg) -> bool:
    return peg[0].source is not Source.STOCK and peg[0].confirmed


def _swap(lender: Claim, borrower: Claim, back_by: date | None, serving: Serving) -> None:
    for lot, lot_qty in borrower.pegs:
        if not _is_confirmed_lot((lot, lot_qty)) or (back_by is not None and lot.usable_to > back_by):
            continue
        if lot.location not in serving(lender.demand):
            continue
        for stock, stock_qty in lender.pegs:
            lendable = lender.reserved_qty - lender.demand.firm_qty
            qty = min(lot_qty, stock_qty, lendable)
            if stock.source is not Source.STOCK or stock.location not in serving(borrower.demand) or qty <= 0:
                continue
            lender.pegs = merged(*lender.pegs, (stock, -qty), (lot, qty))
            borrower.pegs = merged(*borrower.pegs, (lot, -qty), (stock, qty))
            borrower.lent += qty
            lot_qty -= qty

