"""The cause a waiting line is suggested to have; a person confirms it (spec 8.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from makegood.domain.closure.evidence import Clue, SkuEvidence
from makegood.domain.terms.reason import Reason


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A suggested reason and the evidence it rests on. `UNKNOWN` when the evidence does not decide."""

    reason: Reason
    clue: Clue


SUGGESTIONS: dict[Clue, Suggestion] = {
    clue: Suggestion(reason, clue)
    for clue, reason in (
        (Clue.NOT_AVAILABLE_YET, Reason.PREORDER),
        (Clue.SYNC_LAGGED, Reason.SYNC_ISSUE),
        (Clue.BEYOND_FORMER_CAP, Reason.POLICY_EXCEPTION),
        (Clue.ETA_PASSED, Reason.SUPPLIER_DELAY),
        (Clue.ETA_SLIPPED, Reason.SUPPLIER_DELAY),
        (Clue.SHORT_RECEIPT, Reason.INBOUND_SHORTAGE),
        (Clue.QUANTITY_CUT, Reason.INBOUND_SHORTAGE),
        (Clue.UNITS_DAMAGED, Reason.DAMAGED),
        (Clue.COUNT_CORRECTED, Reason.COUNT_ERROR),
        (Clue.SOLD_AGAINST_LOT, Reason.PLANNED_BACKORDER),
        (Clue.DEMAND_ABOVE_USUAL, Reason.DEMAND_SPIKE),
        (Clue.NOTHING_ON_ORDER, Reason.UNKNOWN),
        (Clue.INCOMING_TOO_LITTLE, Reason.INBOUND_SHORTAGE),
        (Clue.NOT_DECIDED, Reason.UNKNOWN),
    )
}


def suggest_reason(
    *,
    evidence: SkuEvidence,
    units_ahead: int,
    placed_on: date,
    preorder: bool,
    oversell: bool,
    window_given: bool,
    late: bool,
    sync_lagged: bool = False,
    beyond_former_cap: bool = False,
) -> Suggestion:
    """The first cause whose evidence fits a waiting line. Constant time; `evidence` is that of its SKU.

    `units_ahead` = units of the SKU waiting with a better rank. `oversell` = also when the SKU may not wait.
    `window_given` = the customer was given a window; `late` = past its baseline. `sync_lagged` = the channel was out of
    step when it sold (spreadsheets cannot tell: False). `beyond_former_cap` = only a raised cap let it in.
    """
    if preorder:
        return SUGGESTIONS[Clue.NOT_AVAILABLE_YET]
    if oversell and sync_lagged:
        return SUGGESTIONS[Clue.SYNC_LAGGED]
    if beyond_former_cap:
        return SUGGESTIONS[Clue.BEYOND_FORMER_CAP]
    for clue, explained in evidence.losses:
        if units_ahead < explained:
            return SUGGESTIONS[clue]
    ordered_before = evidence.ordered_on is not None and evidence.ordered_on <= placed_on
    knowingly = window_given or not late or ordered_before
    if knowingly and not oversell and units_ahead < evidence.planned_qty:
        return SUGGESTIONS[Clue.SOLD_AGAINST_LOT]
    if evidence.spike_from is not None and placed_on >= evidence.spike_from:
        return SUGGESTIONS[Clue.DEMAND_ABOVE_USUAL]
    if not evidence.incoming_qty:
        return SUGGESTIONS[Clue.NOTHING_ON_ORDER]
    covered = units_ahead < evidence.incoming_qty
    return SUGGESTIONS[Clue.NOT_DECIDED if covered else Clue.INCOMING_TOO_LITTLE]
