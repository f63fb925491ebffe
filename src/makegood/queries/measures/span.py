"""Weeks that follow each other, as days and as moments: rows are read for all of them at once, then told apart."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import TypeVar

from makegood.domain.terms.dates import Window
from makegood.domain.terms.errors import DomainError
from makegood.queries.shop import Shop

WEEKS = 13
"""A quarter."""
MOST_WEEKS = 53
_WEEK = timedelta(days=7)

Fact = TypeVar("Fact")


def monday_of(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())


class Span:
    """So many whole weeks, Monday to Sunday, up to the last one that ended before `today`, or to the one that begins
    on `last`. Raises DomainError('week_invalid')."""

    def __init__(self, shop: Shop, *, today: date, weeks: int = WEEKS, last: date | None = None) -> None:
        newest = monday_of(today)
        begins = newest - _WEEK if last is None else last
        if begins != monday_of(begins) or begins > newest:
            raise DomainError("week_invalid", {"found": begins, "expected": f"a Monday, {newest} or before"})
        self.shop, self.today = shop, today
        self.weeks = [
            Window(begins - _WEEK * back, begins - _WEEK * back + timedelta(days=6))
            for back in range(weeks - 1, -1, -1)
        ]

    @cached_property
    def from_on(self) -> date:
        """The first day."""
        return self.weeks[0].from_on

    @cached_property
    def to_on(self) -> date:
        """The last day."""
        return self.weeks[-1].to_on

    @property
    def days(self) -> tuple[str, str]:
        """The first and the last day, for statements of our own."""
        return self.from_on.isoformat(), self.to_on.isoformat()

    @cached_property
    def moments(self) -> tuple[datetime, datetime]:
        """When it begins, and when it is over, in the shop's zone."""
        return self._begins(self.from_on), self._begins(self.to_on + timedelta(days=1))

    def sorted(self, facts: Iterable[tuple[date, Fact]]) -> list[list[Fact]]:
        """Facts by week; those of other weeks are left out."""
        found: list[list[Fact]] = [[] for _ in self.weeks]
        for day, fact in facts:
            at = (day - self.from_on).days // 7
            if 0 <= at < len(found):
                found[at].append(fact)
        return found

    def _begins(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.shop.zone)


def day_of(value: object) -> date:
    """A day that is there, whatever driver gave it."""
    found = maybe_day(value)
    assert found is not None
    return found


def maybe_day(value: object) -> date | None:
    """A day as a driver gives it: PostgreSQL's are days, SQLite's are text."""
    if value is None or isinstance(value, date):
        return value
    return date.fromisoformat(str(value))
