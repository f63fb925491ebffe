"""What the data says about the cause of a SKU's shortage, read once per SKU (spec 8.3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from makegood.domain.terms.demand import OrderLine
from makegood.domain.terms.policy.review import ClosurePolicy
from makegood.domain.terms.stock import IncomingLot


class Clue(StrEnum):
    """The one piece of evidence that decided, or why none did."""

    NOT_AVAILABLE_YET = "not_available_yet"
    SYNC_LAGGED = "sync_lagged"
    BEYOND_FORMER_CAP = "beyond_former_cap"
    ETA_PASSED = "eta_passed"
    ETA_SLIPPED = "eta_slipped"
    SHORT_RECEIPT = "short_receipt"
    QUANTITY_CUT = "quantity_cut"
    UNITS_DAMAGED = "units_damaged"
    COUNT_CORRECTED = "count_corrected"
    SOLD_AGAINST_LOT = "sold_against_lot"
    DEMAND_ABOVE_USUAL = "demand_above_usual"
    NOTHING_ON_ORDER = "nothing_on_order"
    INCOMING_TOO_LITTLE = "incoming_too_little"
    NOT_DECIDED = "not_decided"


@dataclass(frozen=True, slots=True)
class SkuEvidence:
    """Evidence of one SKU. `losses` = clue and the number of units waiting, best rank first, that it explains together
    with the clues before it.

    `planned_qty` = open units of lots that are late, or confirmed and on time; `ordered_on` = the day by which the
    latter were on order (None = not known); `incoming_qty` = open units of all lots; `spike_from` = first day of a
    demand spike, None = no spike.
    """

    losses: tuple[tuple[Clue, int], ...]
    planned_qty: int
    ordered_on: date | None
    incoming_qty: int
    spike_from: date | None


_LOSSES = (
    Clue.ETA_PASSED,
    Clue.ETA_SLIPPED,
    Clue.SHORT_RECEIPT,
    Clue.QUANTITY_CUT,
    Clue.UNITS_DAMAGED,
    Clue.COUNT_CORRECTED,
)
_FINISHED_SHARE = 2
"""One in this many older lines must be finished, else the file holds open orders only and tells no usual rate."""


def sku_evidence(
    *,
    lots: Iterable[IncomingLot],
    policy: ClosurePolicy,
    today: date,
    spiking: bool = False,
    damaged_qty: int = 0,
    miscounted_qty: int = 0,
) -> SkuEvidence:
    """Evidence from a SKU's lots, open and past, and from units lately found damaged or miscounted.

    Units that would be here, had the supplier and the count been right, explain as many waiting units.
    """
    since = today - timedelta(days=policy.look_back_days)
    lost = dict.fromkeys(_LOSSES, 0)
    lost[Clue.UNITS_DAMAGED], lost[Clue.COUNT_CORRECTED] = damaged_qty, miscounted_qty
    incoming_qty = planned_qty = 0
    orders: list[date | None] = []
    for lot in lots:
        still_open = lot.open_qty
        incoming_qty += still_open
        clue = _lateness(lot, today) if still_open else None
        if clue:
            lost[clue] += still_open
            planned_qty += still_open
        elif still_open and lot.confirmed:
            planned_qty += still_open
            orders.append(lot.ordered_on)
        if lot.cancelled_qty and (still_open or _last_day(lot) >= since):
            lost[Clue.QUANTITY_CUT] += lot.cancelled_qty
    known = [ordered_on for ordered_on in orders if ordered_on]
    return SkuEvidence(
        losses=_cumulated(lost),
        planned_qty=planned_qty,
        ordered_on=max(known) if known and len(known) == len(orders) else None,
        incoming_qty=incoming_qty,
        spike_from=_recent_from(policy, today) if spiking else None,
    )


def spiking_skus(*, lines: Iterable[OrderLine], policy: ClosurePolicy, today: date) -> frozenset[str]:
    """SKUs ordered more than so many times their usual rate in the last days (policy). Linear, one pass.

    None when the file does not reach back far enough, or when less than half of its older lines are finished: an
    export of open orders alone makes every rate look like a spike. A SKU without a usual rate does not spike.
    """
    recent_from = _recent_from(policy, today)
    usual_from = recent_from - timedelta(days=policy.spike_history_days)
    recent, usual = _ordered_units(lines, recent_from=recent_from, usual_from=usual_from)
    line_of_spike = policy.spike_factor * policy.spike_days
    return frozenset(
        sku
        for sku, units in recent.items()
        if units >= policy.spike_minimum_units
        and units * policy.spike_history_days > line_of_spike * usual.get(sku, 0) > 0
    )


def _ordered_units(
    lines: Iterable[OrderLine], *, recent_from: date, usual_from: date
) -> tuple[dict[str, int], dict[str, int]]:
    """Units ordered per SKU lately, and in the usual time before; none of the usual when the file cannot tell."""
    recent: dict[str, int] = {}
    usual: dict[str, int] = {}
    older = finished = 0
    reaches_back = False
    for line in lines:
        placed_on = line.placed_on
        if placed_on >= recent_from:
            recent[line.sku] = recent.get(line.sku, 0) + line.quantity
            continue
        reaches_back = reaches_back or placed_on <= usual_from
        if placed_on >= usual_from:
            usual[line.sku] = usual.get(line.sku, 0) + line.quantity
            older += 1
            finished += line.open_qty == 0
    tells = reaches_back and finished * _FINISHED_SHARE >= older
    return recent, usual if tells else {}


def _recent_from(policy: ClosurePolicy, today: date) -> date:
    return today - timedelta(days=policy.spike_days - 1)


def _lateness(lot: IncomingLot, today: date) -> Clue | None:
    """Why units of an open lot are not here yet; a lot that came in part is short, not late."""
    if lot.received_qty:
        return Clue.SHORT_RECEIPT
    named = lot.eta or lot.first_eta
    if named and named < today:
        return Clue.ETA_PASSED
    if lot.eta and lot.first_eta and lot.eta > lot.first_eta:
        return Clue.ETA_SLIPPED
    return None


def _last_day(lot: IncomingLot) -> date:
    """The last day a lot is known to have been on its way; the first of all days when nothing is known."""
    return lot.received_on or lot.eta or lot.first_eta or date.min


def _cumulated(lost: dict[Clue, int]) -> tuple[tuple[Clue, int], ...]:
    losses, upto = [], 0
    for clue in _LOSSES:
        if lost[clue]:
            upto += lost[clue]
            losses.append((clue, upto))
    return tuple(losses)
