"""Which published promises a slip of lots breaks, and how much money is at risk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.domain.receipt.slip import Impact, LotKey, LotState, PromisedUnits, impact_of_slip
from makegood.domain.terms.quantity import to_major
from tests.domain.tables import date_in, table

PO1: LotKey = ("PO1", "S")
PO2: LotKey = ("PO2", "S")
BEFORE = {PO1: LotState(10, date(2026, 12, 1))}
A = PromisedUnits(PO1, ("A", "1"), 6, date(2026, 12, 2), 500, "USD")
B = PromisedUnits(PO1, ("B", "1"), 4, date(2026, 12, 5), 2000, "USD")


def impact(
    after: Mapping[LotKey, LotState],
    *,
    promised: tuple[PromisedUnits, ...] = (A, B),
    before: Mapping[LotKey, LotState] = BEFORE,
) -> Impact:
    return impact_of_slip(promised=promised, before=before, after=after)


@pytest.mark.parametrize("row", table("receipt", "slip"))
def test_a_slip_breaks_what_its_lot_no_longer_keeps(row: dict[str, str]) -> None:
    found = impact({PO1: LotState(int(row["lot becomes"]), date_in(row["usable by"]))})
    by_order = {promise.line[0]: (promise.late_qty, promise.uncovered_qty) for promise in found.broken}
    for order in "AB":
        assert by_order.get(order, (0, 0)) == (int(row[f"{order} late"]), int(row[f"{order} uncovered"]))
    assert (found.orders, found.units) == (len(by_order), int(row["units"]))
    assert f"{to_major(found.money.get('USD', 0), 'USD'):.2f}" == row["money"]


def test_a_lot_that_is_gone_covers_nobody() -> None:
    assert [(promise.late_qty, promise.uncovered_qty) for promise in impact({}).broken] == [(0, 6), (0, 4)]


def test_a_promise_that_was_broken_before_is_not_this_slips_fault() -> None:
    found = impact({PO1: LotState(10, date(2026, 12, 7))}, before={PO1: LotState(10, date(2026, 12, 4))})
    assert [promise.line for promise in found.broken] == [("B", "1")]


def test_a_line_on_two_lots_is_one_broken_promise() -> None:
    both = (A, replace(A, lot=PO2, qty=3))
    found = impact(
        {PO1: LotState(10, date(2026, 12, 1)), PO2: LotState(2, date(2026, 12, 9))},
        promised=both,
        before={**BEFORE, PO2: LotState(3, date(2026, 12, 2))},
    )
    assert [(promise.late_qty, promise.uncovered_qty, promise.value) for promise in found.broken] == [
        (2, 1, 1500)
    ]


def test_money_is_kept_by_currency_and_unknown_prices_stay_out() -> None:
    euro = replace(B, line=("C", "1"), currency="EUR")
    unpriced = replace(B, line=("D", "1"), unit_price=None)
    found = impact({}, promised=(A, euro, unpriced), before={PO1: LotState(14, date(2026, 12, 1))})
    assert (found.units, found.money) == (14, {"EUR": 8000, "USD": 3000})


@given(
    quantities=st.lists(st.integers(1, 9), min_size=1, max_size=8),
    left=st.integers(0, 80),
    slip=st.integers(0, 9),
)
def test_a_deeper_slip_never_breaks_less(quantities: list[int], left: int, slip: int) -> None:
    usable_to = date(2026, 12, 1)
    promised = tuple(
        PromisedUnits(PO1, (str(i), "1"), qty, usable_to + timedelta(days=i % 4), 100, "USD")
        for i, qty in enumerate(quantities)
    )
    before = {PO1: LotState(sum(quantities), usable_to)}
    some = impact({PO1: LotState(left, usable_to + timedelta(days=slip))}, promised=promised, before=before)
    more = impact(
        {PO1: LotState(left // 2, usable_to + timedelta(days=slip + 1))}, promised=promised, before=before
    )
    assert {promise.line for promise in some.broken} <= {promise.line for promise in more.broken}
    assert some.units <= more.units <= sum(quantities)
    assert some.money.get("USD", 0) == some.units * 100
