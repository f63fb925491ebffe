"""What the shop knows of its items."""

from __future__ import annotations

from collections.abc import Collection

from makegood.db import facts
from makegood.db.models import Item
from makegood.db.rows import load
from makegood.domain.terms import demand
from makegood.domain.terms.errors import DomainError
from makegood.queries.pages import Listing


def titles(named: Collection[str]) -> dict[str, str]:
    """What the items with these SKUs are called; empty = nobody said. Unknown ones are left out."""
    found = Item.objects.filter(sku__in=set(named)).values_list("sku", "title")
    return {sku: title or "" for sku, title in found}


def skus(named: Collection[str] = ()) -> Listing[str]:
    """These SKUs, none = every one, in the order of the alphabet. Raises DomainError('sku_unknown')."""
    found = Item.objects.all()
    if named:
        found = found.filter(sku__in=set(named))
        unknown = sorted(set(named) - set(found.values_list("sku", flat=True)))
        if unknown:
            raise DomainError("sku_unknown", {"skus": unknown})
    return Listing(found=found, order=("sku",), names=("sku",), make=lambda rows: [sku for (sku,) in rows])


def bundles() -> dict[str, demand.Item]:
    """All bundles, by SKU."""
    return facts.items(load(Item.objects.filter(parts__isnull=False).distinct()))
