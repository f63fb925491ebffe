"""What is left of SKUs for whoever orders next: behind all who wait already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from makegood.db import locks
from makegood.db.positions import Coming, Dating, Position, bundle_parts, positions, positions_by_id
from makegood.domain.eligibility.rules import Answers
from makegood.domain.intake import components, first_sale_days
from makegood.domain.promise.leftovers import Leftovers
from makegood.domain.promise.supply import SupplyDates
from makegood.domain.promise.window import Windows
from makegood.domain.terms import demand
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.pegging import Peg, Source, Supply
from makegood.domain.terms.serving import Serving
from makegood.domain.terms.stock import IncomingLot
from makegood.queries.shop import Shop, shop_now, supply_dates


@dataclass(eq=False)
class Asked:
    """The SKUs asked about with where they stand, and the bundles and components they share units with."""

    shop: Shop
    today: date
    skus: tuple[str, ...]
    positions: Mapping[str, Position]
    catalogue: Mapping[str, demand.Item]

    @cached_property
    def needs(self) -> dict[str, Mapping[str, int]]:
        """Units of each component in one bundle, by bundle."""
        return {
            sku: components(sku=sku, items=self.catalogue)
            for sku, item in self.catalogue.items()
            if item.bundle_of
        }

    @cached_property
    def first_sale_days(self) -> dict[str, date]:
        """The first day a SKU may ship, for those that have one."""
        plain = {
            sku: own.available_on
            for sku, own in self.positions.items()
            if own.available_on is not None and not own.in_bundle
        }
        return {**plain, **first_sale_days(items=self.catalogue)}

    @cached_property
    def windows(self) -> Windows:
        """What makes windows out of supplies."""
        return Windows(
            policy=self.shop.policy,
            steps=self.shop.steps,
            today=self.today,
            first_sale_days=self.first_sale_days,
        )

    @cached_property
    def serving(self) -> Serving:
        """Which locations may serve whom."""
        places = {place for own in self.positions.values() for place, *_ in own.shelves}
        places |= {dating[1] for own in self.positions.values() for _, _, dating in own.coming}
        return Serving(policy=self.shop.policy, locations=places)

    @cached_property
    def leftovers(self) -> Leftovers:
        """What is left of each SKU."""
        return Leftovers(needs=self.needs, left=self.left, windows=self.windows)

    def preorder(self, sku: str) -> bool:
        """True before the SKU's first day of sale."""
        day = self.first_sale_days.get(sku)
        return day is not None and day > self.today

    def answers(self, sku: str) -> Answers:
        """What the rules say about a SKU, by channel."""
        own = self.positions[sku]
        confirmed = sum([qty for _, qty, dating in own.coming if dating[-1]]) if own.coming else 0
        return self.shop.eligibility.answers(
            sku=sku,
            family=own.family,
            confirmed_inbound_qty=confirmed,
            preorder=self.preorder(sku),
        )

    def left(self, sku: str) -> Iterator[Peg]:
        """Supplies with units nobody waits for, in usable order: on hand beyond safety stock, then of the lots what
        those who wait leave. What one location lacks of its safety stock, the others keep for it."""
        own = self.positions[sku]
        room = own.available
        if room > 0:
            for place, on_hand, reserved, safety_stock in sorted(own.shelves):
                units = min(room, on_hand - reserved - safety_stock)
                if units > 0:
                    room -= units
                    yield _stock_at(place, self.today), units
        ahead = own.backordered_qty
        for supply, (_, qty, _) in self._usable(own):
            units = qty - ahead
            ahead = max(0, -units)
            if units > 0:
                yield supply, units

    def usable_by(self, sku: str, day: date) -> int:
        """Incoming units that can surely be used by a day."""
        usable = 0
        for _, qty, dating in self.positions[sku].coming:
            supply = self._dated.of(dating)
            if supply is not None and supply.usable_to <= day:
                usable += qty
        return usable

    def _usable(self, own: Position) -> list[tuple[Supply, Coming]]:
        """Lots that something dates, in usable order. A supply stands for all lots that are dated alike."""
        found = [(supply, lot) for lot in own.coming if (supply := self._dated.of(lot[2])) is not None]
        if len(found) > 1:
            found.sort(key=_usable_order)
        return found

    @cached_property
    def dates(self) -> SupplyDates:
        """When lots can be used."""
        return supply_dates(self.shop, today=self.today)

    @cached_property
    def _dated(self) -> _Dated:
        return _dated_by(self.dates)


def ask_about(skus: Iterable[str], *, today: date, shop: Shop | None = None) -> Asked:
    """Where SKUs stand now, in a shop that was asked about already or the one there is.

    Raises DomainError('sku_unknown').
    """
    wanted = tuple(dict.fromkeys(skus))
    found = positions(wanted)
    if len(found) < len(wanted):
        raise DomainError("sku_unknown", {"skus": sorted(set(wanted) - set(found))})
    catalogue: dict[str, demand.Item] = {}
    bundled = [own.item_id for own in found.values() if own.in_bundle]
    if bundled:
        # Read again together with what they share units with, so that all is of one moment.
        family = locks.family(bundled)
        found |= positions_by_id(family)
        catalogue = _catalogue(found, family)
    return Asked(shop or shop_now(year=today.year), today, wanted, found, catalogue)


def _catalogue(found: Mapping[str, Position], family: Iterable[int]) -> dict[str, demand.Item]:
    parts: dict[str, list[tuple[str, int]]] = {}
    for bundle, component, per in bundle_parts(family):
        parts.setdefault(bundle, []).append((component, per))
    return {
        sku: demand.Item(sku=sku, available_on=own.available_on, bundle_of=tuple(parts.get(sku, ())))
        for sku, own in found.items()
        if own.in_bundle
    }


class _Dated:
    """When lots can be used, by what dates them: of thousands of lots a few differ."""

    def __init__(self, dates: SupplyDates) -> None:
        self._dates = dates
        self._known: dict[Dating, Supply | None] = {}

    def of(self, dating: Dating) -> Supply | None:
        """The supply of a lot that is dated so; None when nothing credible dates it."""
        try:
            return self._known[dating]
        except KeyError:
            found = self._known[dating] = self._dates.of_lot(_like(dating))
            return found


def _like(dating: Dating) -> IncomingLot:
    supplier, location, ordered_on, eta, first_eta, confirmed = dating
    return IncomingLot(
        po="",
        sku="",
        quantity=1,
        supplier=supplier,
        location=location,
        ordered_on=_day(ordered_on),
        eta=_day(eta),
        first_eta=_day(first_eta),
        confirmed=None if confirmed is None else bool(confirmed),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _usable_order(each: tuple[Supply, Coming]) -> tuple[object, ...]:
    # As terms.pegging orders them, as far as two lots of one SKU can differ.
    supply, (po, qty, _) = each
    return supply.usable_to, supply.usable_from, po, supply.location, qty


@lru_cache(maxsize=4)
def _dated_by(dates: SupplyDates) -> _Dated:
    return _Dated(dates)


@lru_cache(maxsize=1000)
def _stock_at(location: str, today: date) -> Supply:
    return Supply(
        sku="",
        location=location,
        source=Source.STOCK,
        ref=location,
        qty=0,
        usable_from=today,
        usable_to=today,
    )
