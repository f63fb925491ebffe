"""The one order in which waiting demand is served (formats.md, spec 7.1): tier, baseline, time of order, ids."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from makegood.domain.terms.calendar import WorkCalendar
from makegood.domain.terms.demand import OrderLine
from makegood.domain.terms.policy import Policy
from makegood.domain.terms.policy.shop import LocationPolicy, ServicePolicy


class Rank(NamedTuple):
    """A place in the queue; smaller is served first. Total, because no two lines share order and line id.

    Days and moments are numbers (day ordinal, Unix seconds), so that a million of them sort quickly.
    """

    tier: int
    baseline_day: int
    placed_at: float
    order_id: str
    line_id: str


_NO_LOCATION = LocationPolicy()


class Steps:
    """How long a location's and a service's steps take, and on which calendar: the policy read once."""

    def __init__(self, *, policy: Policy, calendars: Mapping[str, WorkCalendar]) -> None:
        self._policy = policy
        self._calendars = calendars
        self._default_service = policy.services.get(policy.promise.service, ServicePolicy())
        self._zone = ZoneInfo(policy.shop.zone)
        self._any_cut_off = any(place.cut_off for place in policy.locations.values())

    def location(self, name: str | None) -> LocationPolicy:
        """The location's settings; the defaults when it is not named in the policy."""
        return self._policy.locations.get(name, _NO_LOCATION) if name else _NO_LOCATION

    def service(self, name: str | None) -> ServicePolicy:
        """The service's settings; the policy's standard service when it is not known."""
        return self._policy.services.get(name, self._default_service) if name else self._default_service

    def calendar(self, name: str) -> WorkCalendar:
        """The calendar of that name, else the shop's own."""
        return self._calendars.get(name) or self._calendars["default"]

    def order_day(self, line: OrderLine, location: str | None = None) -> date:
        """The day the order counts as placed: the next working day once the cut-off has passed of the location it
        names, or else of the one that serves it."""
        if not self._any_cut_off:
            return line.placed_on
        place = self.location(line.location or location)
        if place.cut_off and line.placed_at.astimezone(self._zone).time() >= place.cut_off:
            return self.calendar(place.calendar).add(line.placed_on, 1)
        return line.placed_on


def baseline_rule(
    *, policy: Policy, steps: Steps, first_sale_days: Mapping[str, date]
) -> Callable[[OrderLine], date]:
    """The day a line should have shipped: the first window's end, else the marketplace's ship-by, else the later of
    normal processing (its maximum, working days) and the date asked for less transit (its maximum). Processing starts
    no earlier than the item is available, and ends no earlier than the customer wants it shipped: a far-dated order
    does not age before its date (spec 6.1)."""

    def baseline(line: OrderLine) -> date:
        told = line.promised_to or line.ship_by
        if told:
            return told
        place = steps.location(line.location)
        calendar = steps.calendar(place.calendar)
        processing = place.processing or policy.promise.processing
        start = steps.order_day(line)
        start = max(start, first_sale_days.get(line.sku, start))
        due = calendar.add(start, processing.to_days)
        if line.ship_after:
            due = max(due, calendar.next_working(line.ship_after))
        if line.need_by:
            service = steps.service(line.service)
            days = service.transit.to_days
            asked = steps.calendar(service.calendar).add(line.need_by, -days) if days else line.need_by
            due = max(due, asked)
        return due

    return baseline


def tier_rule(*, policy: Policy, today: date) -> Callable[[OrderLine, date, int], int]:
    """Tier of a line by the policy's list, 1 first; a line no tier claims comes after all of them.

    The rule takes the line, its baseline and the order's value in shop money (minor units; 0 when in other money).
    """
    allocation = policy.allocation
    horizon = today + timedelta(days=allocation.need_by_horizon_days)
    priority_tiers = frozenset(allocation.priority_customer_tiers)
    strict = frozenset(name for name, channel in policy.channels.items() if channel.strict)

    def past_baseline(line: OrderLine, baseline: date, value: int) -> bool:
        return today > baseline

    def strict_channel(line: OrderLine, baseline: date, value: int) -> bool:
        return line.ship_by is not None or line.channel in strict

    def priority(line: OrderLine, baseline: date, value: int) -> bool:
        return (
            (allocation.value_line is not None and value >= allocation.value_line)
            or line.customer_tier in priority_tiers
            or (line.need_by is not None and line.need_by <= horizon)
        )

    known = {"past_baseline": past_baseline, "strict_channel": strict_channel, "priority": priority}
    claims = [known[name] for name in allocation.tiers]

    def tier(line: OrderLine, baseline: date, value: int) -> int:
        for place, claims_it in enumerate(claims, start=1):
            if claims_it(line, baseline, value):
                return place
        return len(claims) + 1

    return tier


def rank_of(*, line: OrderLine, tier: int, baseline: date) -> Rank:
    """The line's place among all others."""
    return Rank(tier, baseline.toordinal(), line.placed_at.timestamp(), line.order_id, line.line_id)
