"""Working days, counted as WORKDAY() does in a spreadsheet."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.domain.terms.calendar import WorkCalendar
from makegood.domain.terms.errors import DomainError

FRIDAY, SATURDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 23)
THANKSGIVING = date(2026, 11, 26)
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize(
    ("start", "working_days", "expected"),
    [
        (MONDAY, 0, MONDAY),
        (SATURDAY, 0, MONDAY),
        (FRIDAY, 1, MONDAY),
        (SATURDAY, 1, MONDAY),
        (MONDAY, 5, date(2026, 11, 30)),
        (MONDAY, -1, FRIDAY),
        (SATURDAY, -1, FRIDAY),
        (date(2028, 2, 28), 1, date(2028, 2, 29)),
    ],
)
def test_adding_counts_the_working_days_after_the_start(
    start: date, working_days: int, expected: date
) -> None:
    assert WorkCalendar().add(start, working_days) == expected


def test_a_holiday_is_not_counted() -> None:
    shop = WorkCalendar(holidays=frozenset({THANKSGIVING}))
    assert shop.add(date(2026, 11, 25), 3) == date(2026, 12, 1)


def test_a_shop_may_work_on_sundays() -> None:
    shop = WorkCalendar(weekdays=frozenset({6, 0, 1, 2, 3}))
    assert shop.add(date(2026, 11, 19), 1) == date(2026, 11, 22)


@pytest.mark.parametrize("weekdays", [frozenset(), frozenset({7})])
def test_a_calendar_without_working_days_is_refused(weekdays: frozenset[int]) -> None:
    with pytest.raises(DomainError, match="weekdays_invalid"):
        WorkCalendar(weekdays=weekdays)


@given(start=DAYS, days=st.integers(1, 60), off=st.frozensets(DAYS, max_size=5))
def test_what_is_added_is_what_lies_between(start: date, days: int, off: frozenset[date]) -> None:
    shop = WorkCalendar(holidays=off)
    end = shop.add(start, days)
    assert shop.is_working(end)
    assert shop.between(start, end) == days
    assert shop.between(end, start) == -days


@given(start=DAYS, length=st.integers(0, 60), off=st.frozensets(DAYS, max_size=5))
def test_days_between_are_counted_one_by_one(start: date, length: int, off: frozenset[date]) -> None:
    shop = WorkCalendar(holidays=off)
    days = [start + timedelta(days=n) for n in range(1, length + 1)]
    assert shop.between(start, start + timedelta(days=length)) == sum(map(shop.is_working, days))
