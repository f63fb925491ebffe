"""How likely a customer is to leave: learned from those who waited before, and from nothing where few did."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.domain.decision.leaving import Leaving, Stay, assumed, learned
from makegood.domain.terms.policy.decision import CostPolicy
from tests.domain.tables import table

EDGES = (0, 4, 8, 15)
COSTS = CostPolicy()


def known(stays: list[Stay], pool_days: int = COSTS.cancel_pool_days) -> Leaving:
    return learned(stays, per_day=COSTS.cancel_chance_per_day, pool_days=pool_days, edges=EDGES)


def days_in(row: dict[str, str], columns: list[str]) -> list[Stay]:
    """The late days of a row, each waited by somebody else; so many of them ended with a cancellation."""
    stays = []
    for place, start in enumerate((1, 4, 8, 15)):
        waited, left = int(row[columns[place]]), int(row[columns[4 + place]])
        stays += [Stay(start, start, number < left) for number in range(waited)]
    return stays


@pytest.mark.parametrize("row", table("decision", "learned"), ids=lambda row: " ".join(row.values()))
def test_the_chance_of_a_day_is_what_the_page_says(row: dict[str, str]) -> None:
    columns = list(row)
    found = known(days_in(row, columns))
    said = [f"{found.chance(waited=day - 1, days=1) / 10_000:.2f} %" for day in (1, 4, 8, 15)]
    assert said == [row[each] for each in columns[8:]]


def test_a_stay_counts_in_every_bucket_it_went_through() -> None:
    found = known([Stay(1, 20, left=True)] * 10)
    assert [(band.from_day, band.days, band.left) for band in found.bands] == [
        (1, 30, 0),
        (4, 40, 0),
        (8, 70, 0),
        (15, 60, 10),
    ]


def test_whoever_was_found_waiting_late_counts_from_then_on() -> None:
    found = known([Stay(10, 20, left=False)] * 10)
    assert [band.days for band in found.bands] == [0, 0, 50, 60]


def test_a_wait_goes_through_the_chances_of_all_its_days() -> None:
    found = known([Stay(1, 3, left=True)] * 600 + [Stay(1, 30, left=False)] * 600, pool_days=0)
    first, later, *_ = (band.per_day for band in found.bands)
    assert (first, later) == (600 / 3600, 0)
    assert found.chance(waited=0, days=10) == round((1 - (1 - first) ** 3) * 1_000_000)
    assert found.chance(waited=3, days=400) == 0


def test_a_shop_that_trusts_itself_alone_learns_a_bucket_without_days_from_the_others() -> None:
    found = known([Stay(1, 3, left=False)] * 99 + [Stay(1, 3, left=True)], pool_days=0)
    assert {round(band.per_day, 6) for band in found.bands} == {round(1 / 300, 6)}


@given(
    stays=st.lists(
        st.builds(
            lambda first, more, left: Stay(first, first + more, left),
            st.integers(1, 40),
            st.integers(0, 40),
            st.booleans(),
        ),
        max_size=60,
    ),
    waited=st.integers(0, 60),
    parts=st.tuples(st.integers(0, 60), st.integers(0, 60)),
)
def test_a_longer_wait_is_the_shorter_one_and_the_rest(
    stays: list[Stay], waited: int, parts: tuple[int, int]
) -> None:
    found = known(stays)
    first, rest = parts
    whole = found.chance(waited=waited, days=first + rest)
    one = found.chance(waited=waited, days=first) / 1_000_000
    two = found.chance(waited=waited + first, days=rest) / 1_000_000
    assert whole == pytest.approx((1 - (1 - one) * (1 - two)) * 1_000_000, abs=3)
    assert 0 <= found.chance(waited=waited, days=first) <= whole <= 1_000_000


def test_nothing_known_is_the_assumption() -> None:
    assert known([]).bands == assumed(COSTS.cancel_chance_per_day).bands
