"""The cases: what is missing, what was promised and decided, who got what, what left the house."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from makegood.db.models.base import all_or_none, at_least, in_order, one_of
from makegood.db.models.catalog import Item
from makegood.db.models.channel import Channel
from makegood.db.models.order import Order, OrderLine
from makegood.db.models.stock import Stock
from makegood.domain.terms.limits import LONGEST_ID
from makegood.domain.terms.reason import Reason
from makegood.domain.terms.state import BackorderState


class Backorder(models.Model):
    """The short quantity of an order line, from detection to closure. It divides when part of it moves on.

    Units are the line's. `parent` = what it was divided from, `reopens` = the ended one it follows. Only
    `services._transition` writes `state`.
    """

    line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="backorders")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="backorders")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, db_index=False, related_name="backorders")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, db_index=False)
    qty = models.IntegerField()
    state = models.CharField(max_length=20)
    reason = models.CharField(max_length=40)
    reason_confirmed = models.BooleanField(default=False)
    reason_text = models.TextField(default="")
    owner = models.CharField(max_length=100)
    next_review_on = models.DateField(null=True)
    detected_at = models.DateTimeField()
    detected_on = models.DateField()
    bucket = models.CharField(max_length=20, default="")
    acted_on = models.DateField(null=True)
    escalated_on = models.DateField(null=True)
    split_approved = models.BooleanField(default=False)
    substitution_offered = models.BooleanField(default=False)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, db_index=False, related_name="divided"
    )
    reopens = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, db_index=False, related_name="reopened_by"
    )
    closed_at = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=20, default="")

    class Meta:
        constraints = (
            at_least(1, "qty"),
            one_of("state", BackorderState),
            one_of("reason", Reason),
            models.CheckConstraint(
                condition=~Q(state="open") | (Q(next_review_on__isnull=False) & ~Q(owner="")),
                name="backorder_open_is_owned_and_reviewed",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("cancelled", "substituted"))
                | (Q(closed_at__isnull=False) & ~Q(reason="unknown") & ~Q(approved_by="")),
                name="backorder_end_has_its_reason",
            ),
        )
        indexes = (
            models.Index(fields=("item",), condition=Q(state="open"), name="backorder_open_of_item"),
            models.Index(
                fields=("next_review_on",), condition=Q(state="open"), name="backorder_open_by_review"
            ),
            models.Index(
                fields=("closed_at",), condition=Q(state="cancelled"), name="backorder_cancelled_by_day"
            ),
        )


class Promise(models.Model):
    """A window, proposed or published. Published ones of a line are versions 1, 2, …, each with its approver.

    Without days it says that there is no date: nothing supports the one before it any more.
    """

    line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, db_index=False, related_name="promises")
    version = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=20)
    ship_from = models.DateField(null=True)
    ship_to = models.DateField(null=True)
    deliver_from = models.DateField(null=True)
    deliver_to = models.DateField(null=True)
    basis = models.JSONField(default=list)
    components = models.JSONField(default=list)
    why = models.CharField(max_length=100)
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=100)
    approved_by = models.CharField(max_length=100, default="")
    settled_at = models.DateTimeField(null=True)
    policy_revision = models.PositiveIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("line", "version"), name="promise_version_once"),
            one_of("state", ("proposed", "published", "rejected", "superseded")),
            models.CheckConstraint(
                condition=(Q(state="published", version__gte=1) & ~Q(approved_by=""))
                | (~Q(state="published") & Q(version__isnull=True)),
                name="promise_published_is_approved",
            ),
            models.UniqueConstraint(
                fields=("line",), condition=Q(state="proposed"), name="promise_one_proposal_a_line"
            ),
            in_order("ship_from", "ship_to"),
            in_order("deliver_from", "deliver_to"),
            all_or_none("ship_from", "ship_to", "deliver_from", "deliver_to"),
        )
        indexes = (
            # Which first windows ended in a week: however many promises were made before it.
            models.Index(fields=("ship_to",), condition=Q(version=1), name="promise_first_by_end"),
        )


class Decision(models.Model):
    """What was chosen for a short order, beside what was recommended and the figures it rested on."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="decisions")
    choice = models.CharField(max_length=20)
    lines = models.JSONField(default=list)
    recommended = models.CharField(max_length=20)
    options = models.JSONField(default=list)
    by = models.CharField(max_length=100)
    why = models.TextField(default="")
    approved_by = models.CharField(max_length=20, default="")
    at = models.DateTimeField()
    actor = models.CharField(max_length=100)
    policy_revision = models.PositiveIntegerField()
    replaced_at = models.DateTimeField(null=True)


class AllocationRun(models.Model):
    """One time the queue was served: for which items, why, under which policy, and what its audit found.

    `findings` = lines that went short while a worse-ranked one was served, each with the rule that allowed it. `policy`
    = the whole document it ran under when that was not the shop's own of `policy_revision`.
    """

    cause = models.CharField(max_length=40)
    items = models.JSONField(default=list)
    at = models.DateTimeField()
    on = models.DateField()
    actor = models.CharField(max_length=100)
    policy_revision = models.PositiveIntegerField()
    policy = models.TextField(default="")
    note = models.TextField(default="")
    claims = models.IntegerField(default=0)
    served = models.IntegerField(default=0)
    units = models.IntegerField(default=0)
    first_short = models.JSONField(default=dict)
    findings = models.JSONField(default=list)


class RunMention(models.Model):
    """An order that the words in a run's findings are about, so that they go when its customer is forgotten."""

    run = models.ForeignKey(AllocationRun, on_delete=models.PROTECT, related_name="mentions")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, db_index=False, related_name="run_mentions")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("order", "run"), name="run_mention_once"),)


class Release(models.Model):
    """What the warehouse was told to pick for one order at one place. Open until all of it shipped or was recalled."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="releases")
    location = models.ForeignKey("Location", on_delete=models.PROTECT, db_index=False)
    at = models.DateTimeField()
    released_on = models.DateField()
    actor = models.CharField(max_length=100)
    picking = models.BooleanField(default=False)
    stuck_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(
                fields=("released_on",), condition=Q(ended_at__isnull=True), name="release_open_by_day"
            ),
        )


class Shipment(models.Model):
    """A parcel that left. `units` = what was in it: units of each line by line id, whole sets of a bundle.

    `cancelled_at` = it never left, or came back before the carrier took it.
    """

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="shipments")
    location = models.ForeignKey("Location", on_delete=models.PROTECT, db_index=False)
    number = models.CharField(max_length=LONGEST_ID, default="")
    carrier = models.CharField(max_length=LONGEST_ID, default="")
    tracking = models.CharField(max_length=LONGEST_ID, default="")
    units = models.JSONField(default=dict)
    at = models.DateTimeField()
    shipped_on = models.DateField()
    actor = models.CharField(max_length=100)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("order", "number"), condition=~Q(number=""), name="shipment_once"
            ),
        )


class Return(models.Model):
    """Units of an order that came back. `units` = [line id, location, how many came, how many were good], each once.

    `number` = the name of whoever tells of it, so that the same one counts once.
    """

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="returns")
    number = models.CharField(max_length=LONGEST_ID, default="")
    units = models.JSONField(default=list)
    at = models.DateTimeField()
    actor = models.CharField(max_length=100)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("order", "number"), condition=~Q(number=""), name="return_once"),
        )


class Allocation(models.Model):
    """Stock on hand tied to a line, and why. Live while held or released; then it was shipped or withdrawn.

    `qty` = units of the stock's item (a bundle's components each have their own); `backorder` None = it was there
    when the order came. `tier`, `baseline` and `place` = its rank in the run that gave it. `firm` = no later run may
    take it.
    """

    line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="allocations")
    backorder = models.ForeignKey(
        Backorder, on_delete=models.PROTECT, null=True, db_index=False, related_name="allocations"
    )
    stock = models.ForeignKey(Stock, on_delete=models.PROTECT, db_index=False, related_name="allocations")
    qty = models.IntegerField()
    state = models.CharField(max_length=20)
    why = models.CharField(max_length=40)
    firm = models.BooleanField(default=False)
    run = models.ForeignKey(
        AllocationRun, on_delete=models.PROTECT, null=True, db_index=False, related_name="allocations"
    )
    tier = models.PositiveSmallIntegerField(default=0)
    baseline = models.DateField(null=True)
    place = models.IntegerField(default=0)
    release = models.ForeignKey(
        Release, on_delete=models.PROTECT, null=True, db_index=False, related_name="allocations"
    )
    shipment = models.ForeignKey(
        Shipment, on_delete=models.PROTECT, null=True, db_index=False, related_name="allocations"
    )

    class Meta:
        constraints = (
            at_least(1, "qty"),
            one_of("state", ("held", "released", "shipped", "withdrawn")),
            models.CheckConstraint(
                condition=~Q(state="released") | Q(release__isnull=False),
                name="allocation_released_has_release",
            ),
            models.CheckConstraint(
                condition=~Q(state="shipped") | Q(shipment__isnull=False),
                name="allocation_shipped_has_shipment",
            ),
        )
        indexes = (
            models.Index(
                fields=("stock",),
                condition=Q(state__in=("held", "released")),
                name="allocation_live_of_stock",
            ),
            models.Index(
                fields=("release",), condition=Q(release__isnull=False), name="allocation_of_release"
            ),
            models.Index(
                fields=("shipment",), condition=Q(shipment__isnull=False), name="allocation_of_shipment"
            ),
        )
