"""What waits on which lot, gathered for the chase list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from makegood.domain.plan.queue import Queue
from makegood.domain.plan.snapshot import Snapshot
from makegood.domain.receipt.chase import Chase, Waiting, chase
from makegood.domain.terms.pegging import Supply
from makegood.domain.terms.stock import IncomingLot

_NO_SUPPLIER = "unknown"


def chase_list(*, snapshot: Snapshot, queue: Queue, days_delayed: Mapping[int, int]) -> list[Chase]:
    """Whom to chase for which lot. `days_delayed` by rank. Units that no dated lot covers are asked of the SKU's
    undated lots first; for what is left nothing is on order, and its usual supplier is named."""
    resting: defaultdict[Supply, list[Waiting]] = defaultdict(list)
    lacking: defaultdict[str, list[Waiting]] = defaultdict(list)
    currency = snapshot.policy.shop.currency
    for claim in queue.claims:
        demand = claim.demand
        price = demand.line.unit_price if demand.line.currency == currency else None
        days = days_delayed[claim.rank]
        for supply, qty in claim.pegs:
            if supply.lot is not None:
                resting[supply].append(_waiting(qty, price, demand.per, days))
        missing = demand.qty - claim.pegged_qty
        if missing and not claim.barred:
            lacking[demand.sku].append(_waiting(missing, price, demand.per, days))
    dated = [(supply.lot, lines) for supply, lines in resting.items() if supply.lot is not None]
    undated = _asked_of_undated_lots(snapshot, queue, lacking)
    suppliers = _usual_suppliers(snapshot)
    uncovered = [
        (sku, suppliers.get(sku, _NO_SUPPLIER), lines)
        for sku, lines in lacking.items()
        # Nobody can order more of what is not made any more.
        if not ((item := snapshot.items.get(sku)) and item.discontinued)
    ]
    return chase(lots=[*dated, *undated], uncovered=uncovered, today=snapshot.today)


def _waiting(qty: int, price: int | None, per: int, days: int) -> Waiting:
    return qty, None if price is None else price * qty // per, days


def _asked_of_undated_lots(
    snapshot: Snapshot, queue: Queue, lacking: dict[str, list[Waiting]]
) -> list[tuple[IncomingLot, list[Waiting]]]:
    """Moves waiting units onto open lots that nothing dates, by purchase order, as far as their quantity goes."""
    dated = {id(supply.lot) for supply in queue.supplies if supply.lot is not None}
    undated: defaultdict[str, list[IncomingLot]] = defaultdict(list)
    for lot in snapshot.lots:
        if lot.open_qty and id(lot) not in dated and lot.sku in lacking:
            undated[lot.sku].append(lot)
    found: list[tuple[IncomingLot, list[Waiting]]] = []
    for sku, lots in sorted(undated.items()):
        lots.sort(key=lambda lot: (lot.po, lot.supplier, lot.open_qty))
        shares, lacking[sku] = _dealt_out(lacking[sku], [lot.open_qty for lot in lots])
        found += zip(lots, shares, strict=True)
    return found


def _dealt_out(lines: list[Waiting], sizes: list[int]) -> tuple[list[list[Waiting]], list[Waiting]]:
    """What waits dealt out to lots of these sizes in turn, and the rest; a line between two lots is divided."""
    shares: list[list[Waiting]] = [[] for _ in sizes]
    rest: list[Waiting] = []
    lot = taken = 0
    for qty, value, days in lines:
        worth = value
        while qty and lot < len(sizes):
            part = min(qty, sizes[lot] - taken)
            its_worth = None if worth is None else worth * part // qty
            shares[lot].append((part, its_worth, days))
            worth = None if worth is None or its_worth is None else worth - its_worth
            qty, taken = qty - part, taken + part
            if taken == sizes[lot]:
                lot, taken = lot + 1, 0
        if qty:
            rest.append((qty, worth, days))
    return shares, rest


def _usual_suppliers(snapshot: Snapshot) -> dict[str, str]:
    """The supplier of each SKU's latest order; where days are equal or missing, the last by name."""
    latest: dict[str, tuple[str, str]] = {}
    for lot in snapshot.lots:
        day = lot.ordered_on or lot.received_on
        latest[lot.sku] = max(latest.get(lot.sku, ("", "")), (day.isoformat() if day else "", lot.supplier))
    return {sku: supplier for sku, (_, supplier) in latest.items()}
