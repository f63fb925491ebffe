"""What lies where."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from makegood.db.models import Location, Stock

USUAL_PLACE = "main"


class Shelf(NamedTuple):
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


def stock(skus: Iterable[str], *, location: str | None = None) -> list[Shelf]:
    """Every shelf of these SKUs, at one place or at each, by SKU."""
    rows = Stock.objects.filter(item__sku__in=set(skus)).order_by("item__sku", "location__name")
    if location is not None:
        rows = rows.filter(location__name=location)
    names = ("item__sku", "location__name", "on_hand", "reserved", "safety_stock", "quarantine")
    return [Shelf(*row) for row in rows.values_list(*names)]


def places() -> list[str]:
    """Every place that holds stock; the usual one first."""
    names = Location.objects.order_by("name").values_list("name", flat=True)
    return sorted(names, key=lambda name: (name != USUAL_PLACE, name))
