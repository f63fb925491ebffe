"""How many units of a SKU are usual at once: what a quantity that was mistyped is held against."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db.models import Max

from makegood.db.models import IncomingLot, Receipt


def usual_units(skus: Collection[str]) -> Mapping[str, int]:
    """The most units of each that were ever ordered or came at once; SKUs without history are left out."""
    found: dict[str, int] = {}
    lots = IncomingLot.objects.filter(item__sku__in=skus).values_list("item__sku")
    came = Receipt.objects.filter(item__sku__in=skus, undone_at__isnull=True).values_list("item__sku")
    for rows in (lots.annotate(Max("quantity")), came.annotate(Max("counted_qty"))):
        for sku, most in rows.order_by():
            found[sku] = max(found.get(sku, 0), most)
    return found
