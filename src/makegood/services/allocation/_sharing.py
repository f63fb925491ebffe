"""Free units shared out among places of a queue: nothing is written yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from makegood.domain.allocation.audit import Unfair, audit
from makegood.domain.allocation.outcome import Given
from makegood.domain.allocation.run import allocate, why_given
from makegood.domain.terms.pegging import Pegboard, Source
from makegood.domain.terms.policy.supply import AllocationPolicy
from makegood.queries.queue import Place, Shelves


@dataclass(frozen=True, slots=True)
class Share:
    """What one place gets: whole units of the line, and the stock they are made of, each with its reason."""

    place: Place
    qty: int
    given: Sequence[Given]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One run of the queue, before or after it is written: who gets what, who stays short, and what its audit found."""

    places: Sequence[Place]
    shares: Sequence[Share]
    unfair: Sequence[Unfair]

    @property
    def first_short(self) -> Place | None:
        """The best-ranked line that stays short."""
        served = {_number(share.place): share.qty for share in self.shares}
        return next((place for place in self.places if served.get(_number(place), 0) < place.row.qty), None)


def share_out(places: Sequence[Place], shelf: Shelves, *, policy: AllocationPolicy, today: date) -> Outcome:
    """Who gets what of the free units. Changes nothing but the claims. A bundle takes whole sets only: when one was
    given what it cannot use, all bundles ask for no more than is there in their turn, and at last for what they got."""
    board = _allocate(places, shelf, policy, today)
    shares = _shares(places, policy)
    for sets_of in (_sets_in_turn, _sets_given):
        if _left_over(places, shares):
            sets = sets_of(places, shares, shelf, policy.minimum_fill)
            places = [_limited(place, sets.get(_number(place), 0)) for place in places]
            board = _allocate(places, shelf, policy, today)
            shares = _shares(places, policy)
    claims = [claim for place in places for claim in place.claims]
    unfair = audit(
        claims=claims,
        given=[tuple(why_given(claim, policy=policy)) for claim in claims],
        board=board,
        serving=shelf.serving,
        minimum_fill=policy.minimum_fill,
    )
    return Outcome(places, shares, unfair)


def _number(place: Place) -> int:
    """A place's number in its queue, counted from 1: no two are equal."""
    return place.claims[0].rank


def _allocate(places: Sequence[Place], shelf: Shelves, policy: AllocationPolicy, today: date) -> Pegboard:
    return allocate(
        claims=[claim for place in places for claim in place.claims],
        supplies=shelf.supplies,
        serving=shelf.serving,
        policy=policy,
        today=today,
    )


def _shares(places: Sequence[Place], policy: AllocationPolicy) -> list[Share]:
    return [share for place in places if (share := _share(place, policy)).qty]


def _share(place: Place, policy: AllocationPolicy) -> Share:
    sets = min(claim.reserved_qty // claim.demand.per for claim in place.claims)
    if not sets:
        return Share(place, 0, ())
    if len(place.claims) == 1:
        return Share(place, sets, tuple(why_given(place.claims[0], policy=policy)))
    given: list[Given] = []
    for claim in place.claims:
        wanted = sets * claim.demand.per
        for supply, qty, why in why_given(claim, policy=policy):
            part = min(qty, wanted)
            if part:
                given.append((supply, part, why))
                wanted -= part
    return Share(place, sets, given)


def _left_over(places: Sequence[Place], shares: Sequence[Share]) -> bool:
    """True when a bundle was given units of a component that it cannot use."""
    sets = {_number(share.place): share.qty for share in shares}
    return any(
        claim.reserved_qty > sets.get(_number(place), 0) * claim.demand.per
        for place in places
        if len(place.claims) > 1 or place.claims[0].demand.per > 1
        for claim in place.claims
    )


def _sets_in_turn(
    places: Sequence[Place], shares: Sequence[Share], shelf: Shelves, minimum_fill: int
) -> dict[int, int]:
    """Whole units that each place could take of the stock on hand when all before it took theirs, none where they are
    too few to send. Linear.

    A bundle that cannot be completed takes nothing here, so what it would have held serves the next one.
    """
    left: Counter[tuple[str, str]] = Counter()
    for supply in shelf.supplies:
        if supply.source is Source.STOCK:
            left[supply.sku, supply.location] += max(0, supply.qty - supply.kept_qty)
    found: dict[int, int] = {}
    for place in places:
        reach = [(claim.demand, shelf.serving(claim.demand)) for claim in place.claims if not claim.barred]
        there = [
            min(wanted.qty, sum(left[wanted.sku, name] for name in names)) // wanted.per
            for wanted, names in reach
        ]
        sets = min(there, default=0)
        if sets < min(minimum_fill, place.row.qty):
            sets = 0
        found[_number(place)] = sets
        for wanted, names in reach:
            _take_away(left, wanted.sku, names, sets * wanted.per)
    return found


def _take_away(left: Counter[tuple[str, str]], sku: str, names: Sequence[str], qty: int) -> None:
    for name in names:
        part = min(qty, left[sku, name])
        left[sku, name] -= part
        qty -= part


def _sets_given(
    places: Sequence[Place], shares: Sequence[Share], shelf: Shelves, minimum_fill: int
) -> dict[int, int]:
    """Whole units that each place was given."""
    return {_number(share.place): share.qty for share in shares}


def _limited(place: Place, sets: int) -> Place:
    """The place with its claims anew; those of a bundle ask for no more than it can use."""
    claims = [
        type(claim)(
            claim.demand
            if len(place.claims) == 1 and claim.demand.per == 1
            else claim.demand._replace(qty=sets * claim.demand.per),
            claim.tier,
            claim.rank,
            claim.order,
            claim.group,
            barred=claim.barred,
        )
        for claim in place.claims
    ]
    return Place(place.rank, place.row, claims)
