"""What the shop knows of its items."""

from __future__ import annotations

from makegood.db.models import Item


def skus() -> list[str]:
    """Every SKU, in the order of the alphabet."""
    return list(Item.objects.order_by("sku").values_list("sku", flat=True))
