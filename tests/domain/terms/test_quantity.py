"""Whole parts that add up, and money in the currency's own digits."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.quantity import is_far_out, minor_digits, split_by_weight, to_major


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (10, [1, 1, 1], [4, 3, 3]),
        (10, [1, 3], [3, 7]),
        (7, [0, 0], [4, 3]),
        (0, [5, 5], [0, 0]),
        (5, [], []),
        (100, [1, 0, 2], [33, 0, 67]),
    ],
)
def test_parts_are_in_proportion_and_remainders_go_to_the_largest(
    total: int, weights: list[int], parts: list[int]
) -> None:
    assert split_by_weight(total, weights) == parts


@given(total=st.integers(0, 10**9), weights=st.lists(st.integers(0, 10**6), min_size=1, max_size=20))
def test_parts_add_up_and_none_is_a_unit_away_from_its_share(total: int, weights: list[int]) -> None:
    parts = split_by_weight(total, weights)
    assert sum(parts) == total
    whole = sum(weights)
    if whole:
        assert all(
            abs(part * whole - total * weight) < whole for part, weight in zip(parts, weights, strict=True)
        )


def test_a_negative_share_is_refused() -> None:
    with pytest.raises(DomainError, match="negative_weight"):
        split_by_weight(5, [1, -1])


@pytest.mark.parametrize(
    ("amount", "currency", "major"), [(1999, "USD", "19.99"), (500, "JPY", "500"), (1500, "KWD", "1.500")]
)
def test_minor_units_are_those_of_the_currency(amount: int, currency: str, major: str) -> None:
    assert to_major(amount, currency) == Decimal(major)
    assert str(to_major(amount, currency)) == major
    assert minor_digits(currency) == len(major.partition(".")[2])


@pytest.mark.parametrize(
    ("qty", "usual", "far"),
    [
        (50, 5, False),
        (51, 5, True),
        (100_000, None, False),
        (100_001, None, True),
        (100_001, 90_000, True),
        (7, 0, False),
    ],
)
def test_ten_times_the_usual_and_more_than_a_hundred_thousand_are_far_out(
    qty: int, usual: int | None, far: bool
) -> None:
    assert is_far_out(qty, usual=usual) is far
