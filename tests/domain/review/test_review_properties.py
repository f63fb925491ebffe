"""What holds for every waiting line on every day."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from makegood.domain.review import Buckets, Review, ReviewRule, WaitingLine
from makegood.domain.terms.calendar import WorkCalendar
from makegood.domain.terms.policy.review import AgeingBucket, ReviewPolicy

days = st.dates(date(2026, 10, 1), date(2026, 12, 31))
maybe_days = st.none() | days
calendars = st.frozensets(days, max_size=20).map(lambda holidays: WorkCalendar(holidays=holidays))
waiting_lines = st.builds(
    WaitingLine,
    baseline=days,
    expected_delay=st.none() | st.integers(0, 60),
    oversell=st.booleans(),
    eligible=st.booleans(),
    next_update_on=maybe_days,
    acted_on=maybe_days,
    update_owed_on=maybe_days,
    answer_by=maybe_days,
)


def review(line: WaitingLine, calendar: WorkCalendar, today: date) -> Review:
    return ReviewRule(policy=ReviewPolicy(), calendar=calendar, today=today).review(line)


@given(line=waiting_lines, calendar=calendars, today=days)
def test_a_review_is_never_past_and_always_on_a_working_day(
    line: WaitingLine, calendar: WorkCalendar, today: date
) -> None:
    found = review(line, calendar, today)
    assert found.next_review_on >= today
    assert calendar.is_working(found.next_review_on)
    assert found.due


@given(line=waiting_lines, calendar=calendars, today=days)
def test_a_review_is_no_later_than_anything_that_is_due(
    line: WaitingLine, calendar: WorkCalendar, today: date
) -> None:
    found = review(line, calendar, today)
    crossings = [line.baseline + timedelta(days=edge) for edge in (4, 8, 15)]
    said = [line.next_update_on, line.update_owed_on, line.answer_by]
    limits = [limit for limit in (*crossings, *said) if limit and limit > today]
    assert all(
        found.next_review_on <= limit or found.next_review_on == calendar.next_working(today)
        for limit in limits
    )


@given(line=waiting_lines, calendar=calendars, today=days)
def test_a_day_later_the_review_is_not_earlier(
    line: WaitingLine, calendar: WorkCalendar, today: date
) -> None:
    tomorrow = today + timedelta(days=1)
    assert review(line, calendar, tomorrow).next_review_on >= review(line, calendar, today).next_review_on


@given(line=waiting_lines, calendar=calendars, today=days)
def test_an_answer_that_was_remembered_is_the_answer(
    line: WaitingLine, calendar: WorkCalendar, today: date
) -> None:
    rule = ReviewRule(policy=ReviewPolicy(), calendar=calendar, today=today)
    assert rule.review(line) is rule.review(line)
    assert rule.review(line) == review(line, calendar, today)


@given(edges=st.sets(st.integers(1, 60)), late=st.integers(0, 100))
def test_buckets_part_the_days(edges: set[int], late: int) -> None:
    policy = ReviewPolicy(buckets=tuple(AgeingBucket(from_days=edge) for edge in sorted({0, *edges})))
    buckets = Buckets(policy)
    holding = [
        name
        for name in buckets.names
        if int(name.rstrip("+").split("-")[0]) <= late
        and (name.endswith("+") or late <= int(name.split("-")[1]))
    ]
    assert holding == [buckets.name(late)]
