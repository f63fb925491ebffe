"""The queue of one snapshot: every line ranked, every demand pegged, every promise made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from makegood.domain.allocation.outcome import Claim
from makegood.domain.allocation.run import allocate
from makegood.domain.intake import demands, first_sale_days
from makegood.domain.plan.snapshot import Snapshot
from makegood.domain.promise.outcome import Promise
from makegood.domain.promise.supply import SupplyDates, supplies
from makegood.domain.promise.window import Together, Windows
from makegood.domain.shortage import split
from makegood.domain.terms.demand import OrderLine
from makegood.domain.terms.pegging import Pegboard, Supply
from makegood.domain.terms.rank import Rank, Steps, baseline_rule, rank_of, tier_rule
from makegood.domain.terms.serving import Serving


class Standing(NamedTuple):
    """One line in the queue. `rank` None once nothing is open; `claims` = its demands with their pegs, one per
    component of a bundle. Quantities are in the line's own units."""

    line: OrderLine
    tier: int
    baseline: date
    rank: int | None
    claims: Sequence[Claim]
    reserved_qty: int
    backordered_qty: int
    promise: Promise | None


@dataclass(frozen=True, slots=True)
class Queue:
    """All lines in rank order (closed ones last, by ids), what is left of every supply, and who serves whom."""

    standings: Sequence[Standing]
    claims: Sequence[Claim]
    supplies: Sequence[Supply]
    board: Pegboard
    windows: Windows
    serving: Serving


def form_queue(snapshot: Snapshot, *, steps: Steps) -> Queue:
    """Rank all lines, share stock and lots out, and make each open line's promise."""
    policy, today = snapshot.policy, snapshot.today
    sale_days = first_sale_days(items=snapshot.items)
    places = _ranked(snapshot, steps, sale_days)
    dates = SupplyDates(lots=snapshot.lots, policy=policy, steps=steps, today=today)
    found = supplies(stock=snapshot.stock, lots=snapshot.lots, dates=dates)
    serving = Serving(policy=policy, locations={supply.location for supply in found})
    claims_of = _claims(snapshot, places)
    claims = [claim for own in claims_of for claim in own]
    board = allocate(claims=claims, supplies=found, serving=serving, policy=policy.allocation, today=today)
    windows = Windows(policy=policy, steps=steps, today=today, first_sale_days=sale_days)
    parcels = _parcels(claims, windows)
    standings = [
        _standing(line, rank, place, own, windows, parcels)
        for place, ((line, rank), own) in enumerate(zip(places, claims_of, strict=True), start=1)
    ]
    return Queue(standings, claims, found, board, windows, serving)


def _ranked(snapshot: Snapshot, steps: Steps, sale_days: Mapping[str, date]) -> list[tuple[OrderLine, Rank]]:
    baseline_of = baseline_rule(policy=snapshot.policy, steps=steps, first_sale_days=sale_days)
    tier_of = tier_rule(policy=snapshot.policy, today=snapshot.today)
    values = order_values(snapshot.lines, currency=snapshot.policy.shop.currency)
    ranked: list[tuple[Rank, OrderLine]] = []
    for line in snapshot.lines:
        baseline = baseline_of(line)
        tier = tier_of(line, baseline, values.get(line.order_id, 0))
        ranked.append((rank_of(line=line, tier=tier, baseline=baseline), line))
    # Ranks are total (they end with the ids), so the lines behind them are never compared.
    # One flat tuple: the sort compares those four times faster than a rank inside another tuple.
    ranked.sort(key=lambda pair: (not pair[1].open_qty, *pair[0]))
    return [(line, rank) for rank, line in ranked]


def order_values(lines: Iterable[OrderLine], *, currency: str) -> dict[str, int]:
    """Value of each order in minor units of `currency`, units that are not wanted any more left out; lines in other
    money or without a price count nothing."""
    values: dict[str, int] = {}
    for line in lines:
        if line.unit_price is not None and line.currency == currency:
            values[line.order_id] = values.get(line.order_id, 0) + line.unit_price * line.kept_qty
    return values


def _claims(snapshot: Snapshot, places: Sequence[tuple[OrderLine, Rank]]) -> list[list[Claim]]:
    whole = {line.order_id for line, _ in places if line.ship_complete and line.open_qty}
    claims: list[list[Claim]] = []
    for place, (line, rank) in enumerate(places, start=1):
        if not line.open_qty:
            claims.append([])
            continue
        wanted = demands(line, items=snapshot.items)
        group = line.order_id if line.order_id in whole else None
        if group is None and (len(wanted) > 1 or wanted[0].per > 1):
            group = f"{line.order_id}\n{line.line_id}"
        barred = not line.wanted_on(snapshot.today)
        claims.append(
            [Claim(demand, rank.tier, place, line.order_id, group, barred=barred) for demand in wanted]
        )
    return claims


def _parcels(claims: Iterable[Claim], windows: Windows) -> dict[str, Together | None]:
    """When and by what each parcel that ships whole is complete; None when a unit of it has no supply."""
    parcels: dict[str, Together | None] = {}
    for claim in claims:
        if claim.group is None:
            continue
        known = claim.group in parcels
        others = parcels.get(claim.group)
        if claim.pegged_qty < claim.demand.qty or (known and others is None):
            parcels[claim.group] = None
        else:
            parcels[claim.group] = windows.together(line=claim.demand.line, pegs=claim.pegs, others=others)
    return parcels


def _standing(
    line: OrderLine,
    rank: Rank,
    place: int,
    claims: Sequence[Claim],
    windows: Windows,
    parcels: Mapping[str, Together | None],
) -> Standing:
    baseline = date.fromordinal(rank.baseline_day)
    if not claims:
        return Standing(line, rank.tier, baseline, None, (), 0, 0, None)
    shortage = split(
        open_qty=line.open_qty,
        demands=[claim.demand for claim in claims],
        reserved=[claim.reserved_qty for claim in claims],
    )
    promise = _promise(line, claims, windows, parcels)
    return Standing(
        line, rank.tier, baseline, place, claims, shortage.reserved_qty, shortage.backordered_qty, promise
    )


def _promise(
    line: OrderLine, claims: Sequence[Claim], windows: Windows, parcels: Mapping[str, Together | None]
) -> Promise | None:
    """The promise covers the line's last unit, and its whole parcel; None when any unit lacks credible supply."""
    group = claims[0].group
    if group is None:
        (claim,) = claims
        if claim.pegged_qty < claim.demand.qty:
            return None
        return windows.promise(line=line, pegs=claim.pegs)
    together = parcels[group]
    if together is None:
        return None
    return windows.promise(line=line, pegs=[peg for claim in claims for peg in claim.pegs], together=together)
