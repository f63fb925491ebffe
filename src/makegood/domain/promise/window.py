"""The window for a line's last unit (spec 3.1): usable day + processing + transit, in working days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from makegood.domain.promise.outcome import Basis, Component, Promise
from makegood.domain.terms.dates import Window
from makegood.domain.terms.demand import OrderLine
from makegood.domain.terms.pegging import Peg, Supply
from makegood.domain.terms.policy import Policy
from makegood.domain.terms.rank import Steps


class Span(NamedTuple):
    """First and last day of shipping and of delivery."""

    ship_from: date
    ship_to: date
    deliver_from: date
    deliver_to: date

    def latest(self, other: Span | None) -> Span:
        """The later of both, end by end: what rests on two supplies waits for the later one."""
        if other is None or other == self:
            return self
        return Span(*map(max, self, other))


# What a span depends on: location, usable from and to, service, and the days before which nothing is
# processed or shipped.
_SpanKey = tuple[str, date, date, str | None, date | None, date | None]


@dataclass(frozen=True, slots=True, eq=False)
class Together:
    """A parcel that ships whole: when it is complete, and the line and supply that complete it."""

    span: Span
    line: OrderLine
    supply: Supply


class Windows:
    """Makes promises. What depends only on a supply and a service is worked out once and shared by all lines on it."""

    def __init__(
        self, *, policy: Policy, steps: Steps, today: date, first_sale_days: Mapping[str, date]
    ) -> None:
        self._policy = policy
        self._steps = steps
        self._today = today
        self._first_sale_days = first_sale_days
        self._spans: dict[_SpanKey, Span] = {}
        self._promises: dict[tuple[object, ...], Promise] = {}

    def span(self, *, line: OrderLine, pegs: Sequence[Peg]) -> Span | None:
        """When the last unit of these pegs ships and arrives; None without pegs."""
        last: Span | None = None
        for supply, _ in pegs:
            last = self._supply_span(supply, line).latest(last)
        return last

    def next_span(self, *, sku: str, supply: Supply) -> Span:
        """When a unit of `sku` made of this supply and ordered today would ship and arrive, by the standard service."""
        first = self._first_sale_days.get(sku)
        return self._span(supply.location, supply.usable_from, supply.usable_to, None, None, first)

    def together(self, *, line: OrderLine, pegs: Sequence[Peg], others: Together | None) -> Together | None:
        """The parcel of `others` with this line in it; None without pegs. Of two that end together the first binds."""
        own = self.span(line=line, pegs=pegs)
        if own is None:
            return None
        if others is None:
            return Together(own, line, self._binding(line, pegs))
        if own.ship_to > others.span.ship_to:
            return Together(own.latest(others.span), line, self._binding(line, pegs))
        return Together(own.latest(others.span), others.line, others.supply)

    def promise(self, *, line: OrderLine, pegs: Sequence[Peg], together: Together | None = None) -> Promise:
        """The promise on these pegs (at least one). `together` = the parcel, for lines that ship only with others."""
        resting = tuple(
            [
                # Stock of one location is the same basis whatever the SKU; a lot is its own.
                (supply if supply.lot else supply.location, qty, self._starts_on(line, supply.location))
                for supply, qty in pegs
            ]
        )
        key = (line.service, line.ship_after, together, resting)
        found = self._promises.get(key)
        if found is None:
            found = self._promises[key] = self._make(line, pegs, together)
        return found

    def _binding(self, line: OrderLine, pegs: Sequence[Peg]) -> Supply:
        """The supply that is there last."""
        return max((supply for supply, _ in pegs), key=lambda supply: self._supply_span(supply, line).ship_to)

    def _make(self, line: OrderLine, pegs: Sequence[Peg], together: Together | None) -> Promise:
        own = self.span(line=line, pegs=pegs)
        if own is None:
            raise ValueError("a promise rests on at least one supply")
        last = own.latest(together.span) if together else own
        if together and together.line is not line:
            waits = (Component("ship_complete", 0, 0, f"line:{together.line.line_id}"),)
            components = (*waits, *self._components(together.line, together.supply))
        else:
            components = self._components(line, self._binding(line, pegs))
        return Promise(
            ship=Window(last.ship_from, last.ship_to),
            deliver=self._delivered(last, by=together.line if together else line),
            basis=tuple(_basis(supply, qty) for supply, qty in pegs),
            components=components,
        )

    def _delivered(self, span: Span, *, by: OrderLine) -> Window:
        """When what ships in this span arrives: one parcel goes by one service, that of the line that completes it."""
        service = self._steps.service(by.service)
        carrier, transit = self._steps.calendar(service.calendar), service.transit
        return Window(
            carrier.add(span.ship_from, transit.from_days), carrier.add(span.ship_to, transit.to_days)
        )

    def _components(self, line: OrderLine, supply: Supply) -> tuple[Component, ...]:
        place = self._steps.location(supply.location)
        processing = place.processing or self._policy.promise.processing
        transit = self._steps.service(line.service).transit
        named = line.service or self._policy.promise.service
        return (
            *(Component(*step) for step in supply.steps),
            Component("processing", processing.from_days, processing.to_days, "policy"),
            Component("transit", transit.from_days, transit.to_days, f"service:{named}"),
        )

    def _supply_span(self, supply: Supply, line: OrderLine) -> Span:
        return self._span(
            supply.location,
            supply.usable_from,
            supply.usable_to,
            line.service,
            line.ship_after,
            self._starts_on(line, supply.location),
        )

    def _span(self, *key: *_SpanKey) -> Span:
        found = self._spans.get(key)
        if found is None:
            found = self._spans[key] = self._reach(*key)
        return found

    def _starts_on(self, line: OrderLine, location: str) -> date | None:
        """The first day of processing when it lies ahead: not on sale yet, or placed today after the cut-off."""
        starts = self._steps.order_day(line, location)
        first = self._first_sale_days.get(line.sku)
        if first is not None and first > starts:
            starts = first
        return starts if starts > self._today else None

    def _reach(
        self,
        location: str,
        usable_from: date,
        usable_to: date,
        service: str | None,
        ship_after: date | None,
        starts_on: date | None,
    ) -> Span:
        if starts_on:
            usable_from, usable_to = max(usable_from, starts_on), max(usable_to, starts_on)
        place = self._steps.location(location)
        calendar = self._steps.calendar(place.calendar)
        processing = place.processing or self._policy.promise.processing
        ship_from = calendar.add(usable_from, processing.from_days)
        ship_to = calendar.add(usable_to, processing.to_days)
        if ship_after:
            first = calendar.next_working(ship_after)
            ship_from, ship_to = max(ship_from, first), max(ship_to, first)
        carried = self._steps.service(service)
        carrier = self._steps.calendar(carried.calendar)
        return Span(
            ship_from,
            ship_to,
            carrier.add(ship_from, carried.transit.from_days),
            carrier.add(ship_to, carried.transit.to_days),
        )


def _basis(supply: Supply, qty: int) -> Basis:
    return Basis(
        source=supply.source,
        ref=supply.ref,
        qty=qty,
        eta=supply.lot.eta if supply.lot else None,
        usable_from=supply.usable_from,
        usable_to=supply.usable_to,
    )
