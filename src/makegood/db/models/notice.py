"""What customers were told, what they said, and what our own people must do."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from makegood.db.models.base import one_of
from makegood.db.models.catalog import Item
from makegood.db.models.order import Order, OrderLine

NOTICE_STATES = ("queued", "claimed", "sent", "failed", "uncertain", "withheld")


class Notice(models.Model):
    """One message owed for an occasion: queued, or not sent for a recorded reason (`why_not`).

    `occasion` = the event or the due day it is about, so the same one is never owed twice. `lines` = line ids.
    `held_for` = what a queued notice waits for before it may go ("" = nothing): nobody sends it meanwhile. Notices of
    one `digest` go to their customer as one message.
    """

    order = models.ForeignKey(Order, on_delete=models.PROTECT, db_index=False, related_name="notices")
    kind = models.CharField(max_length=30)
    occasion = models.CharField(max_length=60)
    recipient = models.CharField(max_length=20, default="customer")
    state = models.CharField(max_length=20)
    why_not = models.CharField(max_length=40, default="")
    held_for = models.CharField(max_length=40, default="")
    digest = models.CharField(max_length=60, default="")
    lines = models.JSONField(default=list)
    queued_at = models.DateTimeField()
    due_at = models.DateTimeField()
    next_update_on = models.DateField(null=True)
    answer_by = models.DateField(null=True)
    silent_default = models.CharField(max_length=20, default="")
    sent_at = models.DateTimeField(null=True)
    policy_revision = models.PositiveIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("order", "kind", "occasion", "recipient"), name="notice_once"),
            one_of("state", NOTICE_STATES),
            models.CheckConstraint(
                condition=~Q(state="withheld") | ~Q(why_not=""), name="notice_withheld_says_why"
            ),
        )
        indexes = (
            models.Index(fields=("due_at",), condition=Q(state="queued"), name="notice_queued_by_due"),
        )


class Contact(models.Model):
    """A reply, a call or a message about an order, so that repeated contacts count. Its text is personal data."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="contacts")
    kind = models.CharField(max_length=20)
    text = models.TextField(default="")
    at = models.DateTimeField()
    actor = models.CharField(max_length=100)


class Task(models.Model):
    """Something a role must do by a day. `key` makes sure that the same thing is asked once.

    `line` = the order line it is about: when nothing of that waits any more, there is nothing to do.
    """

    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=40)
    role = models.CharField(max_length=40)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, null=True, related_name="tasks")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, related_name="tasks")
    line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, null=True, db_index=False)
    data = models.JSONField(default=dict)
    due_on = models.DateField()
    opened_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=100, default="")

    class Meta:
        indexes = (
            models.Index(fields=("role", "due_on"), condition=Q(done_at__isnull=True), name="task_open"),
        )
