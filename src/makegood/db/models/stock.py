"""What lies where."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from makegood.db.models.base import at_least, one_of
from makegood.db.models.catalog import Item
from makegood.domain.receipt.arrival import Shelf
from makegood.domain.terms.limits import LONGEST_ID


class Location(models.Model):
    """A place that holds stock; whom it serves is policy."""

    name = models.CharField(max_length=LONGEST_ID, unique=True)


class Stock(models.Model):
    """Units of an item at a location. `on_hand` is the sum of its moves, `reserved` that of its live allocations."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, db_index=False, related_name="stock")
    location = models.ForeignKey(Location, on_delete=models.PROTECT)
    on_hand = models.BigIntegerField(default=0)
    reserved = models.BigIntegerField(default=0)
    safety_stock = models.IntegerField(default=0)
    quarantine = models.BigIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("item", "location"), name="stock_once"),
            at_least(0, "on_hand", "reserved", "safety_stock", "quarantine"),
            models.CheckConstraint(condition=Q(reserved__lte=F("on_hand")), name="stock_reserved_is_on_hand"),
        )


class StockMove(models.Model):
    """A change of quantity on a shelf; append-only. `cause` names what moved it: `receipt`, `count`, `shipment` …"""

    stock = models.ForeignKey(Stock, on_delete=models.PROTECT, related_name="moves")
    shelf = models.CharField(max_length=20)
    qty = models.IntegerField()
    cause = models.CharField(max_length=40)
    ref = models.CharField(max_length=100, default="")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(qty=0), name="stockmove_moves"),
            one_of("shelf", Shelf),
        )
