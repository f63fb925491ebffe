"""The world's public holidays, as working-day calendars of a policy, and the clocks of its countries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from importlib import import_module, resources
from zoneinfo import ZoneInfo

from makegood.domain.terms.calendar import WorkCalendar
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.policy import Policy
from makegood.domain.terms.policy.names import COUNTRIES
from makegood.domain.terms.policy.shop import WEEKDAYS


def work_calendars(*, policy: Policy, years: Iterable[int]) -> dict[str, WorkCalendar]:
    """The policy's calendars by name, public holidays of `years` filled in.

    Raises DomainError('policy_invalid') that names each calendar whose country or part of a country is not known.
    """
    known_years = sorted(set(years))
    calendars: dict[str, WorkCalendar] = {}
    problems = []
    for name, area in policy.calendars.items():
        days = frozenset(area.holidays)
        if area.holidays_of is not None:
            public = _public_holidays(area.holidays_of, known_years)
            days |= public or frozenset()
            if public is None:
                problems.append(
                    {
                        "where": f"calendars.{name}.holidays_of",
                        "code": "unknown_name",
                        "value": area.holidays_of,
                        "expected": "country as in US, with a part of it as in DE-BY",
                    }
                )
        weekdays = frozenset(WEEKDAYS.index(day) for day in area.weekdays)
        calendars[name] = WorkCalendar(weekdays=weekdays, holidays=days)
    if problems:
        raise DomainError("policy_invalid", {"problems": problems})
    return calendars


def _public_holidays(place: str, years: list[int]) -> frozenset[date] | None:
    country, dash, part = place.partition("-")
    if country not in COUNTRIES or (dash and not part):
        return None
    # Loaded here because it costs a third of a second, and most policies name no country.
    holidays = import_module("holidays")
    try:
        return frozenset(holidays.country_holidays(country, subdiv=part or None, years=years))
    except NotImplementedError:
        return None


@cache
def zones_of(country: str) -> tuple[ZoneInfo, ...]:
    """The time zones of a country (ISO 3166, two letters); none for one that is not known."""
    table = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return tuple(ZoneInfo(name) for code, _, name, *_ in rows if code == country)
