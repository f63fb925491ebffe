"""Lateness of suppliers: what is read from which record, as tables of exact days."""

from __future__ import annotations

import pytest

from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.lateness import LatenessRange, LatenessRecord, learn
from makegood.domain.terms.lateness.pool import student_factor

# Four ordinary suppliers, 22 receipts; the tables below add to them.
SHOP = {"A": [0, 1, 2, 3, 1, 0, 2, 4], "B": [0, 1, 1, 2, 0, 3], "C": [2, 1, 0, 5, 1], "D": [1, 0, 2]}


def received(**late_days: list[int]) -> list[LatenessRecord]:
    return [LatenessRecord(supplier, days) for supplier, found in late_days.items() for days in found]


def still_open(**elapsed: list[int]) -> list[LatenessRecord]:
    return [LatenessRecord(s, days, open=True) for s, found in elapsed.items() for days in found]


def window(
    history: list[LatenessRecord],
    supplier: str,
    *,
    confirmed: bool = True,
    elapsed: int = 0,
    level: float = 0.9,
) -> tuple[int, int]:
    found = learn(history, service_level=level).range(
        supplier=supplier, confirmed=confirmed, elapsed_days=elapsed
    )
    return found.from_days, found.to_days


@pytest.mark.parametrize(
    "confirmed, elapsed, expected",
    [
        (True, 0, (0, 3)),
        (False, 0, (0, 10)),
        (True, 1, (2, 4)),
        (False, 1, (2, 11)),
        (True, 30, (31, 60)),
        (False, 30, (31, 60)),
        (True, 400, (401, 460)),
    ],
)
def test_without_any_history_the_policy_speaks(
    confirmed: bool, elapsed: int, expected: tuple[int, int]
) -> None:
    found = learn([], service_level=0.9).range(supplier="A", confirmed=confirmed, elapsed_days=elapsed)
    assert found == LatenessRange(*expected, source="default", receipts=0)


def test_the_policys_own_ranges_are_taken() -> None:
    model = learn([], service_level=0.9, default_confirmed=(1, 2), default_unconfirmed=(2, 20))
    assert model.range(supplier="A", confirmed=True) == LatenessRange(1, 2, "default", 0)
    assert model.range(supplier="A", confirmed=False) == LatenessRange(1, 20, "default", 0)


@pytest.mark.parametrize(
    "supplier, expected",
    [
        ("A", LatenessRange(0, 4, "supplier", 8)),
        ("B", LatenessRange(0, 3, "supplier", 6)),
        ("C", LatenessRange(0, 3, "pooled", 5)),
        ("D", LatenessRange(0, 3, "pooled", 3)),
        ("never seen", LatenessRange(0, 3, "pooled", 0)),
    ],
)
def test_a_short_record_leans_on_all_suppliers_a_longer_one_on_itself(
    supplier: str, expected: LatenessRange
) -> None:
    assert learn(received(**SHOP), service_level=0.9).range(supplier=supplier, confirmed=True) == expected


@pytest.mark.parametrize(
    "late_days, expected",
    [
        ([0] * 20, (0, 0)),
        ([5] * 20, (5, 5)),
        ([-5, -4, -6, -5, -3] * 4, (0, 0)),  # always early: promised at its ETA
        ([5] * 9, (0, 5)),  # nine cannot show what one in ten is like: the policy's range counts too
        ([4], (0, 4)),
        ([0, 20], (0, 39)),  # two say nearly nothing
    ],
)
def test_a_shop_with_one_supplier(late_days: list[int], expected: tuple[int, int]) -> None:
    assert window(received(A=late_days), "A") == expected


def test_a_supplier_late_one_time_in_five_is_promised_late_however_punctual_otherwise() -> None:
    lately = [*[0, 0, 0, 0, 30] * 40, 0]
    assert window(received(**{**SHOP, "A": lately}), "A") == (0, 26)


@pytest.mark.parametrize(
    "wild, hers",
    [([400], (53, 400)), ([1, 0, 400], (0, 40)), ([1, 0, 2, 0, 1, 3, 0, 2, 1, 400], (0, 3))],
)
def test_one_receipt_400_days_late_is_its_suppliers_matter(wild: list[int], hers: tuple[int, int]) -> None:
    history = received(**SHOP, E=wild)
    assert window(history, "E") == hers
    for supplier in (*SHOP, "never seen"):
        assert 3 <= window(history, supplier)[1] <= 5


@pytest.mark.parametrize(
    "elapsed, who, expected",
    [
        ({"D": [1]}, "D", (0, 3)),  # a day late says nothing yet
        ({"D": [9]}, "D", (0, 11)),  # at least 9, and half a window more
        ({"D": [9]}, "A", (0, 4)),  # one supplier's delay is its own
        ({"D": [9], "B": [7]}, "C", (0, 9)),  # two are everyone's whose own record is short
        ({"D": [9], "B": [7]}, "A", (0, 4)),  # not of one with a record
        ({"D": [400]}, "D", (0, 62)),  # forgotten rather than late: counts as a quarter
        ({"E": [9]}, "E", (0, 11)),  # no receipt of its own
    ],
)
def test_late_orders_still_open_count_as_at_least_that_late(
    elapsed: dict[str, list[int]], who: str, expected: tuple[int, int]
) -> None:
    assert window([*received(**SHOP), *still_open(**elapsed)], who) == expected


def test_an_open_order_is_forgiven_for_every_ten_receipts() -> None:
    punctual = received(A=[0, 1, 0, 2, 1, 0, 1, 0, 0, 1])
    assert window([*punctual, *still_open(A=[30])], "A") == window(punctual, "A") == (0, 1)
    assert window([*punctual, *still_open(A=[30, 20])], "A") == (0, 21)


def test_an_open_order_counts_even_where_nothing_was_ever_received() -> None:
    model = learn(still_open(A=[9]), service_level=0.9)
    assert model.range(supplier="A", confirmed=True) == LatenessRange(0, 10, "supplier", 0)
    assert model.range(supplier="A", confirmed=False) == LatenessRange(0, 10, "supplier", 0)
    assert model.range(supplier="B", confirmed=True) == LatenessRange(0, 3, "default", 0)


@pytest.mark.parametrize(
    "elapsed, confirmed, expected",
    [
        (0, True, (0, 4)),
        (1, True, (2, 5)),
        (3, True, (4, 7)),  # a whole window more
        (10, True, (11, 20)),  # as long again
        (400, True, (401, 460)),  # but not longer than a quarter
        (0, False, (0, 10)),
        (3, False, (4, 13)),
    ],
)
def test_a_lot_already_late_is_expected_later_still(
    elapsed: int, confirmed: bool, expected: tuple[int, int]
) -> None:
    assert window(received(**SHOP), "A", confirmed=confirmed, elapsed=elapsed) == expected


def test_others_history_never_narrows_what_the_policy_says_of_a_supplier_never_seen() -> None:
    history = received(A=[1] * 30, B=[1] * 30)
    assert window(history, "A") == (1, 1)
    assert window(history, "never seen") == (0, 3)


def test_what_records_alone_say_leaves_the_policys_ranges_out() -> None:
    model = learn(received(A=[20, 22, 21]), service_level=0.9)
    assert model.range(supplier="A", confirmed=True).from_days == 0
    assert model.learned(supplier="A") == LatenessRange(19, 23, "pooled", 3)
    assert model.learned(supplier="A", elapsed_days=25) == LatenessRange(26, 31, "pooled", 3)
    assert learn([], service_level=0.9).learned(supplier="A") is None


@pytest.mark.parametrize("level, to_days", [(0.5, 1), (0.8, 3), (0.9, 4), (0.95, 5), (0.99, 6)])
def test_a_higher_service_level_ends_later(level: float, to_days: int) -> None:
    assert window(received(**SHOP), "A", level=level)[1] == to_days


@pytest.mark.parametrize("level", [0.49, 1.0, 90.0, float("nan")])
def test_a_service_level_that_is_no_share_is_refused(level: float) -> None:
    with pytest.raises(DomainError) as refused:
        learn([], service_level=level)
    assert refused.value.code == "service_level_out_of_range"


# t quantiles over normal quantiles, from the tables.
@pytest.mark.parametrize(
    "freedom, level, tabled",
    [
        (2, 0.9, 1.8856 / 1.2816),
        (3, 0.9, 1.6377 / 1.2816),
        (5, 0.9, 1.4759 / 1.2816),
        (5, 0.95, 2.0150 / 1.6449),
        (30, 0.95, 1.6973 / 1.6449),
    ],
)
def test_the_allowance_for_few_receipts_is_students(freedom: int, level: float, tabled: float) -> None:
    assert student_factor(freedom=freedom, level=level) == pytest.approx(tabled, rel=0.003)
