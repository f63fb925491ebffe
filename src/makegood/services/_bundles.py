"""A bundle is served from its components (spec 1.3): units of the bundle itself would lie there for nobody."""

from __future__ import annotations

from collections.abc import Iterable

from makegood.db.models import Item
from makegood.db.positions import bundle_parts
from makegood.domain.intake import made_of

PROBLEM = "sku_is_bundle"


def bundle_problems(items: Iterable[Item]) -> dict[str, dict[str, str]]:
    """What is wrong with goods of those among these items that are bundles, by SKU. The items are locked."""
    parts: dict[str, list[tuple[str, int]]] = {}
    for bundle, component, per in bundle_parts(item.pk for item in items):
        parts.setdefault(bundle, []).append((component, per))
    return {
        sku: {"problem": PROBLEM, "found": made_of(own), "expected": "its components"}
        for sku, own in parts.items()
    }
