"""Working days of a location, a supplier or a carrier."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, timedelta

from makegood.domain.terms.errors import DomainError

_DAY = timedelta(days=1)
MONDAY_TO_FRIDAY = frozenset({0, 1, 2, 3, 4})


class WorkCalendar:
    """Which days are worked, and arithmetic on them. `weekdays`: 0 Monday to 6 Sunday; `holidays`: days off.

    Adding counts the working days after the start, as WORKDAY() does in a spreadsheet. Answers are remembered,
    because a plan asks for the same few hundred days a million times.
    """

    __slots__ = ("_added", "_days_off", "holidays", "weekdays")

    def __init__(
        self, *, weekdays: frozenset[int] = MONDAY_TO_FRIDAY, holidays: frozenset[date] = frozenset()
    ) -> None:
        if not weekdays or not weekdays <= frozenset(range(7)):
            raise DomainError("weekdays_invalid", {"weekdays": sorted(weekdays)})
        self.weekdays = weekdays
        self.holidays = holidays
        self._added: dict[tuple[date, int], date] = {}
        self._days_off = sorted(day for day in holidays if day.weekday() in weekdays)

    def is_working(self, day: date) -> bool:
        """True when the day is worked."""
        return day.weekday() in self.weekdays and day not in self.holidays

    def next_working(self, day: date) -> date:
        """The day itself when it is worked, else the first working day after it."""
        while not self.is_working(day):
            day += _DAY
        return day

    def add(self, day: date, working_days: int) -> date:
        """The nth working day after `day`, or before it when negative; 0 gives `day`, or the next working
        day if it is not worked."""
        key = (day, working_days)
        found = self._added.get(key)
        if found is None:
            found = self._added[key] = self._count(day, working_days)
        return found

    def _count(self, day: date, working_days: int) -> date:
        step = _DAY if working_days >= 0 else -_DAY
        left = abs(working_days)
        while left:
            day += step
            left -= self.is_working(day)
        return self.next_working(day) if working_days == 0 else day

    def between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; negative when `end` is earlier.

        >>> WorkCalendar().between(date(2026, 11, 20), date(2026, 11, 23))
        1
        """
        if end < start:
            return -self.between(end, start)
        weeks, rest = divmod((end - start).days, 7)
        worked = weeks * len(self.weekdays) + sum(
            (start.weekday() + i) % 7 in self.weekdays for i in range(1, rest + 1)
        )
        return worked - (bisect_right(self._days_off, end) - bisect_right(self._days_off, start))
