"""Which locations may serve whom (spec 0): each says which channels and countries it serves."""

from __future__ import annotations

from collections.abc import Iterable

from makegood.domain.terms.demand import Demand
from makegood.domain.terms.policy import Policy
from makegood.domain.terms.policy.shop import LocationPolicy

_ANYONE = LocationPolicy()


class Serving:
    """Answers which locations may serve a demand, first choice first: the policy's order, then by name.

    A line that names its location is served there only. A location the policy does not name serves everyone.
    """

    def __init__(self, *, policy: Policy, locations: Iterable[str]) -> None:
        self._policy = policy
        named = list(policy.locations)
        self.locations = (*named, *sorted(set(locations) - set(named)))
        self._found: dict[tuple[str | None, str, str | None], tuple[str, ...]] = {}

    def __call__(self, demand: Demand) -> tuple[str, ...]:
        """The locations that may serve this demand, first choice first."""
        line = demand.line
        key = (line.location, line.channel, line.country)
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self._serve(*key)
        return found

    def channels_of(self, location: str, channels: Iterable[str]) -> frozenset[str]:
        """Those of `channels` that the location serves."""
        served = self._policy.locations.get(location, _ANYONE).channels
        return frozenset(channel for channel in channels if not served or channel in served)

    def _serve(self, location: str | None, channel: str, country: str | None) -> tuple[str, ...]:
        if location is not None:
            return (location,)
        return tuple(name for name in self.locations if self._serves(name, channel, country))

    def _serves(self, name: str, channel: str, country: str | None) -> bool:
        place = self._policy.locations.get(name, _ANYONE)
        # An unknown country is nobody's exclusion: the line is served rather than stuck.
        reaches = not place.countries or country is None or country in place.countries
        return reaches and (not place.channels or channel in place.channels)
