"""Public holidays in a policy's calendars."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest

from makegood.almanac import work_calendars
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.policy import Policy, from_toml


def test_a_calendar_keeps_its_own_weekdays_and_days_off() -> None:
    policy = from_toml("[calendars.shop]\nweekdays = ['tue', 'sat']\nholidays = [2026-11-24]")
    calendars = work_calendars(policy=policy, years=[2026])
    assert list(calendars) == ["default", "shop"]
    assert calendars["default"].weekdays == frozenset(range(5))
    assert calendars["shop"].weekdays == frozenset({1, 5})
    assert calendars["shop"].next_working(date(2026, 11, 23)) == date(2026, 11, 28)


def test_three_working_days_from_the_day_before_thanksgiving_end_on_tuesday() -> None:
    policy = from_toml("calendars.default.holidays_of = 'US'")
    calendar = work_calendars(policy=policy, years=[2026])["default"]
    assert calendar.add(date(2026, 11, 25), 3) == date(2026, 12, 1)


@pytest.mark.parametrize(("place", "off"), [("DE-BY", True), ("DE-BE", False), ("DE", False)])
def test_a_part_of_a_country_has_days_off_of_its_own(place: str, off: bool) -> None:
    policy = from_toml(f"calendars.default.holidays_of = '{place}'")
    epiphany = date(2026, 1, 6)
    assert work_calendars(policy=policy, years=[2026])["default"].is_working(epiphany) is not off


def test_public_holidays_come_on_top_of_the_shops_own_in_every_year_asked_for() -> None:
    policy = from_toml("calendars.default = {holidays_of = 'US', holidays = [2026-12-24]}")
    holidays = work_calendars(policy=policy, years=range(2026, 2028))["default"].holidays
    assert {date(2026, 12, 24), date(2026, 12, 25), date(2027, 7, 5)} <= holidays
    assert {day.year for day in holidays} == {2026, 2027}


@pytest.mark.parametrize(
    "place", ["XX", "us", "US-ZZ", "US-", "-", "DE-BY-X", "HolidayBase", "country_holidays", "os"]
)
def test_an_unknown_country_is_named_with_its_calendar(place: str) -> None:
    policy = from_toml(f"calendars.default.holidays_of = '{place}'\ncalendars.other.holidays_of = 'YY'")
    with pytest.raises(DomainError) as caught:
        work_calendars(policy=policy, years=[2026])
    assert caught.value.code == "policy_invalid"
    found = caught.value.data["problems"]
    assert isinstance(found, list)
    assert [(each["where"], each["value"]) for each in found] == [
        ("calendars.default.holidays_of", place),
        ("calendars.other.holidays_of", "YY"),
    ]


def test_the_almanac_is_not_loaded_for_a_policy_that_names_no_country() -> None:
    code = (
        "import sys; from makegood.almanac import work_calendars; from makegood.domain.terms.policy import Policy; "
        "work_calendars(policy=Policy(), years=[2026]); sys.exit('holidays' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    assert work_calendars(policy=Policy(), years=[2026])["default"].holidays == frozenset()
