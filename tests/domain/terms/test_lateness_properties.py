"""What holds for lateness whatever the history: outliers, ties, one supplier or many, open orders among them."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.domain.terms.lateness import LatenessModel, LatenessRange, LatenessRecord, learn

SUPPLIERS = ("A", "B", "C", "D", "never seen")
LEVELS = (0.5, 0.8, 0.9, 0.95)

days = st.one_of(st.integers(-5, 15), st.sampled_from([0, 0, 3, 60, 400, -40]))
receipts = st.builds(LatenessRecord, supplier=st.sampled_from("ABCD"), late_days=days)
open_orders = st.builds(
    LatenessRecord, supplier=st.sampled_from("ABCD"), late_days=st.integers(1, 400), open=st.just(True)
)
histories = st.lists(st.one_of(receipts, receipts, receipts, open_orders), max_size=40)
levels = st.sampled_from(LEVELS)


def every_range(model: LatenessModel) -> list[LatenessRange]:
    questions = product(SUPPLIERS, (True, False), (0, 1, 7, 90))
    return [model.range(supplier=s, confirmed=c, elapsed_days=e) for s, c, e in questions]


@given(history=histories, level=levels, times=st.integers(2, 7))
def test_the_same_history_repeated_never_widens_a_range(
    history: list[LatenessRecord], level: float, times: int
) -> None:
    once = every_range(learn(history, service_level=level))
    repeated = every_range(learn(history * times, service_level=level))
    for before, after in zip(once, repeated, strict=True):
        assert after.to_days <= before.to_days
        assert after.from_days >= before.from_days


@given(history=histories, level=levels, late=open_orders)
def test_one_more_open_late_order_never_brings_any_range_forward(
    history: list[LatenessRecord], level: float, late: LatenessRecord
) -> None:
    without = every_range(learn(history, service_level=level))
    counted = every_range(learn([*history, late], service_level=level))
    for before, after in zip(without, counted, strict=True):
        assert after.to_days >= before.to_days
        assert after.from_days <= before.from_days


@given(history=histories, level=levels, data=st.data())
def test_the_order_of_the_rows_does_not_matter(
    history: list[LatenessRecord], level: float, data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(history))
    assert repr(learn(shuffled, service_level=level).unknown) == repr(
        learn(history, service_level=level).unknown
    )
    assert repr(every_range(learn(shuffled, service_level=level))) == repr(
        every_range(learn(history, service_level=level))
    )


@given(history=histories, level=levels)
def test_an_unconfirmed_lot_is_never_safer_than_a_confirmed_one(
    history: list[LatenessRecord], level: float
) -> None:
    model = learn(history, service_level=level, default_confirmed=(1, 4), default_unconfirmed=(2, 3))
    for supplier, elapsed in product(SUPPLIERS, (0, 1, 7, 90)):
        sure = model.range(supplier=supplier, confirmed=True, elapsed_days=elapsed)
        unsure = model.range(supplier=supplier, confirmed=False, elapsed_days=elapsed)
        assert unsure.from_days <= sure.from_days <= sure.to_days <= unsure.to_days


@given(history=histories, level=levels)
def test_a_lot_already_late_is_never_expected_on_a_day_gone_by(
    history: list[LatenessRecord], level: float
) -> None:
    model = learn(history, service_level=level)
    for supplier, confirmed, elapsed in product(SUPPLIERS, (True, False), (1, 7, 90)):
        found = model.range(supplier=supplier, confirmed=confirmed, elapsed_days=elapsed)
        assert elapsed < found.from_days <= found.to_days


@given(history=st.lists(receipts, min_size=1, max_size=40), level=levels, shift=st.integers(-30, 30))
def test_a_history_so_many_days_later_is_read_so_many_days_later(
    history: list[LatenessRecord], level: float, shift: int
) -> None:
    later = [LatenessRecord(record.supplier, record.late_days + shift) for record in history]
    for supplier in SUPPLIERS:
        before = learn(history, service_level=level).reading(supplier)
        after = learn(later, service_level=level).reading(supplier)
        assert before is not None
        assert after is not None
        # Distances are pooled in eighths of a day; rounding may fall to the other side.
        assert after.high - before.high == pytest.approx(shift, abs=0.5)
        assert after.low - before.low == pytest.approx(shift, abs=0.5)


@given(history=st.lists(receipts, min_size=1, max_size=40), level=levels)
def test_early_and_late_are_read_alike(history: list[LatenessRecord], level: float) -> None:
    mirrored = [LatenessRecord(record.supplier, -record.late_days) for record in history]
    for supplier in SUPPLIERS:
        there = learn(history, service_level=level).reading(supplier)
        back = learn(mirrored, service_level=level).reading(supplier)
        assert there is not None
        assert back is not None
        assert (back.low, back.high) == pytest.approx((-there.high, -there.low), abs=0.5)
