"""What lies where."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from makegood.db.models import Location, Stock
from makegood.db.sql import among
from makegood.queries.known import place_ids
from makegood.queries.pages import Listing

USUAL_PLACE = "main"


class StockAtPlace(NamedTuple):
    """Units of a SKU at a place; `quarantine` comes on top of `on_hand`."""

    sku: str
    location: str
    on_hand: int
    reserved: int
    safety_stock: int
    quarantine: int

    @property
    def free(self) -> int:
        """Units that nobody holds and that are not kept back."""
        return self.on_hand - self.reserved - self.safety_stock


def stock(skus: Iterable[str] | None = None, *, location: str | None = None) -> Listing[StockAtPlace]:
    """Every shelf of these SKUs (None = of all), at one place or at each, by SKU.

    Raises DomainError('location_unknown').
    """
    found = Stock.objects.all() if skus is None else Stock.objects.filter(item__sku__in=among(set(skus)))
    if location is not None:
        found = found.filter(location=place_ids([location])[location])
    return Listing(
        found=found,
        order=("item__sku", "location__name"),
        names=("item__sku", "location__name", "on_hand", "reserved", "safety_stock", "quarantine"),
        make=lambda rows: [StockAtPlace(*row) for row in rows],
    )


def places() -> list[str]:
    """Every place that holds stock; the usual one first."""
    names = Location.objects.order_by("name").values_list("name", flat=True)
    return sorted(names, key=lambda name: (name != USUAL_PLACE, name))
