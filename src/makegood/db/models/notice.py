"""What customers were told, what they said, and what our own people must do."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from makegood.db.models.base import one_of
from makegood.db.models.catalog import Item
from makegood.db.models.order import Order, OrderLine

NOTICE_STATES = ("queued", "claimed", "sent", "failed", "uncertain", "withheld")


class Letter(models.Model):
    """One message as it went: to one customer, about one or several notices. The only table with its text.

    `way` = by e-mail, or by a person where nobody may or can write one. `outcome` "" = it is on its way; `later` =
    nothing of it was handed over; `unclear` = nobody knows, until a person does. `told` = the ship windows it names by
    order and line id (null = no date); `digest` = of address and text: an event keeps it, so a changed byte shows. A
    link is not kept in it: whoever reads this could choose for the customer. `template` = the name of the shop's own
    words for it, as they were at `policy_revision` ("" = it is said as usual; null = it went before there were any).
    """

    message_id = models.CharField(max_length=120, unique=True)
    way = models.CharField(max_length=20)
    address = models.CharField(max_length=320, default="")
    language = models.CharField(max_length=35)
    kind = models.CharField(max_length=30)
    subject = models.TextField(default="")
    template = models.CharField(max_length=310, default="")
    policy_revision = models.PositiveIntegerField(null=True)
    text = models.TextField(default="")
    html = models.TextField(default="")
    told = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, default="")
    claimed_at = models.DateTimeField()
    claimed_by = models.CharField(max_length=100)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, default="")
    said = models.TextField(default="")

    class Meta:
        constraints = (
            one_of("way", ("email", "person")),
            one_of("outcome", ("", "sent", "later", "refused", "unclear", "not_sent")),
        )
        indexes = (models.Index(fields=("claimed_at",), condition=Q(outcome=""), name="letter_on_its_way"),)


class Notice(models.Model):
    """One message owed for an occasion: queued, or not sent for a recorded reason (`why_not`).

    `occasion` = the event or the due day it is about, so the same one is never owed twice. `lines` = line ids.
    `about` = what happened, by the keys of the rows it happened to. `held_for` = what a queued notice waits for before
    it may go ("" = nothing): nobody sends it meanwhile. `digest` = what it goes with to its customer, as one message
    with those of other orders that are due ("" = with nothing so far). `letter` = the last message that told it, or
    tried to; `tries` = which try that was. What that message said: until when it asks for an answer, what silence means
    then, under which `law`, and when the next one comes.
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
    about = models.JSONField(default=dict)
    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, null=True, related_name="notices")
    tries = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField()
    due_at = models.DateTimeField()
    next_update_on = models.DateField(null=True)
    answer_by = models.DateField(null=True)
    silent_default = models.CharField(max_length=20, default="")
    law = models.CharField(max_length=10, default="")
    sent_at = models.DateTimeField(null=True)
    policy_revision = models.PositiveIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("order", "kind", "occasion", "recipient"), name="notice_once"),
            one_of("state", NOTICE_STATES),
            models.CheckConstraint(
                condition=~Q(state="withheld") | ~Q(why_not=""), name="notice_withheld_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("claimed", "failed", "uncertain")) | Q(letter__isnull=False),
                name="notice_that_went_has_its_letter",
            ),
        )
        indexes = (
            models.Index(fields=("due_at",), condition=Q(state="queued"), name="notice_queued_by_due"),
        )


class Link(models.Model):
    """A customer's way to one order without a login (I22). `digest` = of its secret, which only the letter has.

    It opens until `expires_at` at least; while its order is open, and for a time after, also longer.
    `wrong_proofs` = how often since `wrong_since` somebody could not show that they are the customer.
    """

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    wrong_proofs = models.PositiveSmallIntegerField(default=0)
    wrong_since = models.DateTimeField(null=True)


class Contact(models.Model):
    """A reply, a call or a message about an order, so that repeated contacts count. Its text is personal data.

    `letter` = our message that it answers; `ref` = what it is known by elsewhere, so that the same one counts once.
    """

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="contacts")
    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, null=True, related_name="contacts")
    ref = models.CharField(max_length=320, default="")
    kind = models.CharField(max_length=20)
    text = models.TextField(default="")
    at = models.DateTimeField()
    actor = models.CharField(max_length=100)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("order", "ref"), condition=~Q(ref=""), name="contact_once"),
        )


class Suppression(models.Model):
    """An address that nothing is mailed to any more, and `why`. `digest` = of the address, which stands nowhere here;
    `letter` = the message after which it was so."""

    digest = models.CharField(max_length=64, unique=True)
    why = models.CharField(max_length=20)
    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


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
            models.Index(fields=("due_on", "id"), condition=Q(done_at__isnull=True), name="task_open_by_due"),
            models.Index(
                fields=("role", "kind", "due_on"), condition=Q(done_at__isnull=True), name="task_open_by_kind"
            ),
            # The few that wait for a yes or a no among all that are open, and those answered lately among all ever.
            # One index for each kind, and for no other: SQLite would take one of all kinds where an order's is better.
            models.Index(fields=("done_at",), condition=Q(kind="deed_asked"), name="task_deed_asked"),
            models.Index(fields=("done_at",), condition=Q(kind="goodwill"), name="task_goodwill"),
        )
