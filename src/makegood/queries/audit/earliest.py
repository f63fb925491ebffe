"""The earliest days that a promise's stored parts allow, under the policy it was made under."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from makegood.domain.terms.pegging import Source
from makegood.queries.shop import Shop

Days = tuple[date, date]


class Earliest:
    """Adds a promise's parts up. The place of a lot is not stored with it: the fastest of all places is taken, so that
    what is called too early is so everywhere."""

    def __init__(self, shop: Shop) -> None:
        self._steps = shop.steps
        self._default = shop.policy.promise.processing
        self._places = (None, *shop.policy.locations)
        self._calendars = tuple(shop.calendars.values())
        self._shipped = lru_cache(maxsize=None)(self._reach)

    def ship(self, basis: Sequence[Sequence[Any]]) -> Days:
        """When the last unit of these supplies can ship."""
        days = [
            self._shipped(ref if source == Source.STOCK else None, usable_from, usable_to)
            for source, ref, _, _, usable_from, usable_to in basis
        ]
        return max(day for day, _ in days), max(day for _, day in days)

    def deliver(self, ship_from: date, ship_to: date, components: Sequence[Sequence[Any]]) -> Days:
        """When what ships in this window can arrive; where no transit is told, the day it ships."""
        for name, from_days, to_days, source in components:
            if name == "transit":
                service = self._steps.service(source.removeprefix("service:"))
                carrier = self._steps.calendar(service.calendar)
                return carrier.add(ship_from, from_days), carrier.add(ship_to, to_days)
        return ship_from, ship_to

    def usable(
        self, basis: Sequence[Sequence[Any]], components: Sequence[Sequence[Any]]
    ) -> tuple[str, str] | None:
        """When the one lot under a window can be used, as ISO days; None where it rests on more, or on no ETA, or
        where the steps told are those of another line of its parcel."""
        told = {name: (from_days, to_days) for name, from_days, to_days, _ in components}
        if len(basis) != 1 or basis[0][3] is None or "ship_complete" in told:
            return None
        if not {"lateness", "receiving"} <= told.keys():
            return None
        eta = date.fromisoformat(basis[0][3])
        first, last = (
            self._fastest(self._fastest(eta, late), received)
            for late, received in zip(told["lateness"], told["receiving"], strict=True)
        )
        return first.isoformat(), last.isoformat()

    def _fastest(self, day: date, working_days: int) -> date:
        return min(calendar.add(day, working_days) for calendar in self._calendars)

    def _reach(self, place: str | None, usable_from: str, usable_to: str) -> Days:
        places = self._places if place is None else (place,)
        days = [
            self._processed(name, date.fromisoformat(usable_from), date.fromisoformat(usable_to))
            for name in places
        ]
        return min(day for day, _ in days), min(day for _, day in days)

    def _processed(self, name: str | None, usable_from: date, usable_to: date) -> Days:
        place = self._steps.location(name)
        calendar = self._steps.calendar(place.calendar)
        processing = place.processing or self._default
        return calendar.add(usable_from, processing.from_days), calendar.add(usable_to, processing.to_days)
