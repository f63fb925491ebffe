"""What is expected, and what came."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from makegood.db.models.base import Streamed, at_least
from makegood.db.models.catalog import Item
from makegood.db.models.stock import Location
from makegood.domain.terms.limits import LONGEST_ID


class Supplier(models.Model):
    """Who delivers; what is agreed with them is policy."""

    name = models.CharField(max_length=LONGEST_ID, unique=True)


class PurchaseOrder(Streamed):
    """What was ordered of a supplier."""

    number = models.CharField(max_length=LONGEST_ID, unique=True)
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT)
    ordered_on = models.DateField(null=True)


class IncomingLot(models.Model):
    """One expected arrival. `eta` is the supplier's present word, `first_eta` its first; both in `EtaRevision`.

    `received_qty` = good units, `short_qty` = units that will never come.
    """

    purchase_order = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, related_name="lots")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, db_index=False, related_name="lots")
    location = models.ForeignKey(Location, on_delete=models.PROTECT)
    line = models.PositiveIntegerField()
    quantity = models.IntegerField()
    received_qty = models.IntegerField(default=0)
    cancelled_qty = models.IntegerField(default=0)
    short_qty = models.IntegerField(default=0)
    eta = models.DateField(null=True)
    first_eta = models.DateField(null=True)
    confirmed = models.BooleanField(null=True)
    received_on = models.DateField(null=True)
    open_qty = models.IntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("purchase_order", "line"), name="lot_once"),
            at_least(0, "received_qty", "cancelled_qty", "short_qty", "open_qty"),
            at_least(1, "quantity"),
            models.CheckConstraint(
                condition=Q(open_qty=F("quantity") - F("received_qty") - F("cancelled_qty") - F("short_qty")),
                name="lot_units_add_up",
            ),
        )
        indexes = (models.Index(fields=("item",), condition=Q(open_qty__gt=0), name="lot_open_of_item"),)


class EtaRevision(models.Model):
    """Every word of the supplier about a lot, in order; append-only. Never a promise to a customer."""

    lot = models.ForeignKey(IncomingLot, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    eta = models.DateField(null=True)
    confirmed = models.BooleanField(null=True)
    quantity = models.IntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=100)
    why = models.TextField(default="")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("lot", "number"), name="revision_once"),)


class Receipt(models.Model):
    """One arrival at the dock, or the part of it that is of one lot, and what it turned out to be.

    `first_part` = the first receipt of the delivery that this one is another part of; `undone_at` = it was mistyped and
    taken back.
    """

    item = models.ForeignKey(Item, on_delete=models.PROTECT)
    location = models.ForeignKey(Location, on_delete=models.PROTECT)
    lot = models.ForeignKey(IncomingLot, on_delete=models.PROTECT, null=True, related_name="receipts")
    received_on = models.DateField()
    at = models.DateTimeField()
    counted_qty = models.IntegerField()
    damaged_qty = models.IntegerField(default=0)
    filled_qty = models.IntegerField(default=0)
    over_qty = models.IntegerField(default=0)
    short_qty = models.IntegerField(default=0)
    findings = models.JSONField(default=list)
    first_part = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, db_index=False, related_name="others"
    )
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            at_least(0, "counted_qty", "damaged_qty", "filled_qty", "over_qty", "short_qty"),
            models.CheckConstraint(
                condition=Q(counted_qty=F("filled_qty") + F("over_qty") + F("damaged_qty")),
                name="receipt_units_add_up",
            ),
        )
        indexes = (
            models.Index(
                fields=("undone_at",), condition=Q(undone_at__isnull=False), name="receipt_undone_at"
            ),
            models.Index(
                fields=("first_part",), condition=Q(first_part__isnull=False), name="receipt_other_part"
            ),
        )
