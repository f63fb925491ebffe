"""The suggested cause of a waiting line, and the evidence it rests on."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.domain.closure.cause import SUGGESTIONS, Suggestion, suggest_reason
from makegood.domain.closure.evidence import Clue, SkuEvidence, sku_evidence, spiking_skus
from makegood.domain.terms.demand import OrderLine
from makegood.domain.terms.policy.review import ClosurePolicy
from makegood.domain.terms.reason import Reason
from makegood.domain.terms.stock import IncomingLot
from tests.domain.facts import TODAY, line
from tests.domain.tables import table

NEXT_WEEK = date(2026, 11, 30)
POLICY = ClosurePolicy()


def lot(quantity: int, **facts: Any) -> IncomingLot:
    return IncomingLot(po=f"PO{quantity}", sku="A", quantity=quantity, **facts)


def evidence(*lots: IncomingLot, **facts: Any) -> SkuEvidence:
    return sku_evidence(lots=lots, policy=POLICY, today=TODAY, **facts)


def suggest(found: SkuEvidence, **facts: Any) -> Suggestion:
    usual = {
        "units_ahead": 0,
        "placed_on": TODAY - timedelta(days=2),
        "preorder": False,
        "oversell": False,
        "window_given": False,
        "late": True,
    }
    return suggest_reason(evidence=found, **{**usual, **facts})


EXAMPLE = evidence(
    lot(10, eta=date(2026, 11, 20)),
    lot(40, cancelled_qty=5, received_qty=35, received_on=date(2026, 11, 16)),
    lot(20, eta=NEXT_WEEK, confirmed=True),
)


@pytest.mark.parametrize("row", table("closure", "cause"))
def test_lost_units_explain_those_who_were_next_for_them(row: dict[str, str]) -> None:
    found = suggest(
        EXAMPLE,
        units_ahead=int(row["units ahead"]),
        window_given=row["customer has a window"] == "yes",
        late=row["late"] == "yes",
        oversell="oversell" in row["flag"],
        sync_lagged="sync lagged" in row["flag"],
        beyond_former_cap="cap" in row["flag"],
        preorder=row["flag"] == "preorder",
    )
    assert (found.reason, found.clue) == (row["reason"], row["clue"])


@pytest.mark.parametrize(
    "one_lot, clue",
    [
        (lot(5, eta=date(2026, 11, 22)), Clue.ETA_PASSED),
        (lot(5, eta=TODAY), Clue.NOT_DECIDED),
        (lot(5, first_eta=date(2026, 11, 22)), Clue.ETA_PASSED),
        (lot(5, eta=NEXT_WEEK, first_eta=date(2026, 11, 29)), Clue.ETA_SLIPPED),
        (lot(5, eta=NEXT_WEEK, first_eta=NEXT_WEEK), Clue.NOT_DECIDED),
        (lot(5, eta=date(2026, 11, 25), first_eta=NEXT_WEEK), Clue.NOT_DECIDED),
        (lot(9, eta=date(2026, 11, 16), received_qty=4), Clue.SHORT_RECEIPT),
        (lot(9, eta=NEXT_WEEK, cancelled_qty=4), Clue.QUANTITY_CUT),
        (lot(9, cancelled_qty=9, received_on=date(2026, 10, 24)), Clue.QUANTITY_CUT),
        (lot(9, cancelled_qty=9, received_on=date(2026, 10, 23)), Clue.NOTHING_ON_ORDER),
        (lot(9, cancelled_qty=9), Clue.NOTHING_ON_ORDER),
        (lot(5, eta=date(2026, 11, 20), received_qty=5), Clue.NOTHING_ON_ORDER),
    ],
)
def test_a_lot_tells_what_became_of_it(one_lot: IncomingLot, clue: Clue) -> None:
    assert suggest(evidence(one_lot)).clue is clue


def test_nothing_on_order_says_nothing_about_the_cause() -> None:
    assert suggest(evidence()) == Suggestion(Reason.UNKNOWN, Clue.NOTHING_ON_ORDER)


def test_damage_and_counts_explain_their_units() -> None:
    found = evidence(damaged_qty=2, miscounted_qty=3)
    reasons = [suggest(found, units_ahead=ahead).reason for ahead in (1, 2, 4, 5)]
    assert reasons == ["damaged", "count_error", "count_error", "unknown"]


@pytest.mark.parametrize(
    "ordered_on, clue",
    [
        (date(2026, 11, 21), Clue.SOLD_AGAINST_LOT),
        (date(2026, 11, 22), Clue.NOT_DECIDED),
        (None, Clue.NOT_DECIDED),
    ],
)
def test_a_late_line_was_planned_when_its_lots_were_on_order_before_it(
    ordered_on: date | None, clue: Clue
) -> None:
    lots = (
        lot(5, eta=NEXT_WEEK, confirmed=True, ordered_on=date(2026, 11, 2)),
        lot(6, eta=NEXT_WEEK, confirmed=True, ordered_on=ordered_on),
    )
    assert suggest(evidence(*lots)).clue is clue


def test_an_unconfirmed_lot_makes_no_plan() -> None:
    assert suggest(evidence(lot(5, eta=NEXT_WEEK)), window_given=True).reason is Reason.UNKNOWN


def test_a_spike_explains_only_what_was_ordered_in_it() -> None:
    found = evidence(spiking=True)
    assert suggest(found, placed_on=date(2026, 11, 17)).reason is Reason.DEMAND_SPIKE
    assert suggest(found, placed_on=date(2026, 11, 16)).reason is Reason.UNKNOWN


def test_every_clue_has_its_reason() -> None:
    assert set(SUGGESTIONS) == set(Clue)
    assert set(Reason) - {each.reason for each in SUGGESTIONS.values()} == {Reason.OTHER}


def ordered(days_ago: int, quantity: int, *, sku: str = "A", open_still: bool = False) -> OrderLine:
    shipped = 0 if open_still else quantity
    return line(
        f"{sku}{days_ago}", sku, quantity, placed_on=TODAY - timedelta(days=days_ago), shipped_qty=shipped
    )


def spikes(*lines: OrderLine) -> frozenset[str]:
    return spiking_skus(lines=lines, policy=POLICY, today=TODAY)


LONG_AGO = ordered(63, 1, sku="old")


@pytest.mark.parametrize("row", table("closure", "spike"))
def test_demand_spikes_above_its_usual_rate(row: dict[str, str]) -> None:
    lines = [LONG_AGO, ordered(6, int(row["last 7 days"]), open_still=True)]
    usual = int(row["56 days before"])
    if usual:
        lines.append(ordered(7, usual))
    assert spikes(*lines) == (frozenset("A") if row["spike"] == "yes" else frozenset())


def test_a_file_that_does_not_reach_back_tells_no_usual_rate() -> None:
    assert spikes(ordered(61, 8), ordered(0, 90)) == frozenset()
    assert spikes(ordered(62, 8), ordered(0, 90)) == {"A"}


def test_an_export_of_open_orders_tells_no_usual_rate() -> None:
    waiting = ordered(30, 8, open_still=True)
    assert spikes(LONG_AGO, waiting, ordered(0, 90)) == frozenset()
    assert spikes(LONG_AGO, waiting, ordered(31, 8), ordered(0, 90)) == {"A"}


@given(
    late_units=st.integers(0, 20),
    cut_units=st.integers(0, 20),
    units_ahead=st.integers(0, 60),
    oversell=st.booleans(),
    window_given=st.booleans(),
    late=st.booleans(),
)
def test_a_line_never_blames_more_units_than_were_lost(
    late_units: int, cut_units: int, units_ahead: int, oversell: bool, window_given: bool, late: bool
) -> None:
    lots = [lot(late_units, eta=date(2026, 11, 20))] * bool(late_units)
    lots += [lot(cut_units, cancelled_qty=cut_units, eta=date(2026, 11, 20))] * bool(cut_units)
    found = suggest(
        evidence(*lots), units_ahead=units_ahead, oversell=oversell, window_given=window_given, late=late
    )
    assert (found.reason is Reason.SUPPLIER_DELAY) is (units_ahead < late_units)
    assert (found.clue is Clue.QUANTITY_CUT) is (late_units <= units_ahead < late_units + cut_units)
