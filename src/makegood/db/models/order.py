"""What customers asked for."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from makegood.db.models.base import Beginning, LastWord, Streamed, at_least, in_order
from makegood.db.models.catalog import Item
from makegood.db.models.channel import Channel
from makegood.db.models.stock import Location
from makegood.domain.terms.limits import LONGEST_ID, LONGEST_TEXT


class Customer(models.Model):
    """Who ordered. With their orders the only table of what is personal: events and notices refer to it."""

    ref = models.CharField(max_length=320, unique=True)
    name = models.CharField(max_length=LONGEST_TEXT, null=True)
    email = models.CharField(max_length=320, null=True)
    tier = models.CharField(max_length=LONGEST_ID, null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(Beginning("name"), name="customer_by_name"),
            models.Index(Beginning(LastWord("name")), name="customer_by_last_word"),
        )


class Order(Streamed):
    """One order of a channel. `external` = taken outside our own door, so it is already sold. `postcode`, `language`
    and `business` are this order's: another of the same customer may have others.

    `muted` = imported at cutover: nobody is told anything until the owner chooses. Money in minor units.
    """

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, db_index=False)
    number = models.CharField(max_length=LONGEST_ID)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True)
    placed_at = models.DateTimeField()
    placed_on = models.DateField()
    taken_at = models.DateTimeField()
    currency = models.CharField(max_length=3)
    country = models.CharField(max_length=2, null=True)
    postcode = models.CharField(max_length=LONGEST_ID, null=True)
    language = models.CharField(max_length=35, null=True)
    business = models.BooleanField(default=False)
    service = models.CharField(max_length=LONGEST_ID, null=True)
    value = models.BigIntegerField(default=0)
    external = models.BooleanField(default=False)
    ship_complete = models.BooleanField(default=False)
    on_hold = models.BooleanField(default=False)
    muted = models.BooleanField(default=False)
    authorised_amount = models.BigIntegerField(null=True)
    authorised_until = models.DateField(null=True)
    captured_amount = models.BigIntegerField(null=True)
    digest = models.CharField(max_length=64, default="")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("channel", "number"), name="order_once"),)
        # Whether there is another currency than the shop's, however many orders were shipped.
        indexes = (models.Index(fields=("currency",), name="order_by_currency"),)


class OrderLine(models.Model):
    """One line. Its units are always ordered = shipped + reserved + backordered + cancelled + substituted.

    `promised_*` = the first ship window the customer was given, never overwritten; `published_*` = the latest one.
    `replaces` = the line it goes instead of, `part_of` = the line whose quantity it raised; `joined_at` = since when it
    queues, None = since the order was placed.
    """

    order = models.ForeignKey(Order, on_delete=models.PROTECT, db_index=False, related_name="lines")
    line_id = models.CharField(max_length=LONGEST_ID)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, db_index=False)
    location = models.ForeignKey(Location, on_delete=models.PROTECT, null=True, db_index=False)
    ordered_qty = models.IntegerField()
    shipped_qty = models.IntegerField(default=0)
    reserved_qty = models.IntegerField(default=0)
    backordered_qty = models.IntegerField(default=0)
    cancelled_qty = models.IntegerField(default=0)
    substituted_qty = models.IntegerField(default=0)
    returned_qty = models.IntegerField(default=0)
    unit_price = models.BigIntegerField(null=True)
    need_by = models.DateField(null=True)
    ship_by = models.DateField(null=True)
    ship_after = models.DateField(null=True)
    cancel_after = models.DateField(null=True)
    promised_from = models.DateField(null=True)
    promised_to = models.DateField(null=True)
    published_from = models.DateField(null=True)
    published_to = models.DateField(null=True)
    baseline = models.DateField()
    oversell = models.BooleanField(default=False)
    notified_on = models.DateField(null=True)
    next_update_on = models.DateField(null=True)
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, db_index=False, related_name="replaced_by"
    )
    part_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, db_index=False, related_name="raised_by"
    )
    joined_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("order", "line_id"), name="line_once"),
            models.CheckConstraint(
                condition=Q(
                    ordered_qty=F("shipped_qty")
                    + F("reserved_qty")
                    + F("backordered_qty")
                    + F("cancelled_qty")
                    + F("substituted_qty")
                ),
                name="line_units_add_up",
            ),
            at_least(
                0,
                "shipped_qty",
                "reserved_qty",
                "backordered_qty",
                "cancelled_qty",
                "substituted_qty",
                "returned_qty",
            ),
            at_least(1, "ordered_qty"),
            models.CheckConstraint(
                condition=Q(returned_qty__lte=F("shipped_qty")), name="line_returned_was_shipped"
            ),
            in_order("promised_from", "promised_to"),
            in_order("published_from", "published_to"),
        )
        indexes = (
            # All that is asked of those who wait for an item, so that a sum over all of them reads no line.
            models.Index(
                fields=("item", "baseline", "backordered_qty", "unit_price"),
                condition=Q(backordered_qty__gt=0),
                name="line_short_of_item",
            ),
            # All that is counted of those who wait, day by day, without a look at a line.
            models.Index(
                fields=("baseline", "published_to", "backordered_qty", "unit_price", "order"),
                condition=Q(backordered_qty__gt=0),
                name="line_short_by_baseline",
            ),
            models.Index(
                fields=("next_update_on",), condition=Q(next_update_on__isnull=False), name="line_by_update"
            ),
        )
