"""What is sold."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from makegood.db.models.base import Streamed, at_least
from makegood.domain.terms.limits import LONGEST_ID, LONGEST_TEXT


class Item(Streamed):
    """A SKU. Money in minor units of the shop's currency.

    `backordered_qty` counts the units that wait for it, those its bundles lack included; the row is also what
    everybody locks who changes its queue or its stock.
    """

    sku = models.CharField(max_length=LONGEST_ID, unique=True)
    title = models.CharField(max_length=LONGEST_TEXT, null=True)
    family = models.CharField(max_length=LONGEST_ID, null=True)
    unit_price = models.BigIntegerField(null=True)
    unit_cost = models.BigIntegerField(null=True)
    available_on = models.DateField(null=True)
    seasonal_until = models.DateField(null=True)
    fragile = models.BooleanField(default=False)
    is_unique = models.BooleanField(default=False)
    discontinued = models.BooleanField(default=False)
    backordered_qty = models.BigIntegerField(default=0)

    class Meta:
        constraints = (at_least(0, "backordered_qty"),)


class Substitute(models.Model):
    """What could go instead of an item; place 1 is preferred."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="substitutes")
    substitute = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="+")
    place = models.PositiveIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("item", "place"), name="substitute_place_once"),
            models.UniqueConstraint(fields=("item", "substitute"), name="substitute_once"),
            models.CheckConstraint(condition=~Q(item=F("substitute")), name="substitute_is_another"),
        )


class BundlePart(models.Model):
    """One component of a bundle: so many units of it in each."""

    bundle = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="parts")
    component = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="part_of")
    per = models.PositiveIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("bundle", "component"), name="bundle_part_once"),
            at_least(1, "per"),
        )
