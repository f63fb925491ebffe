"""What the machine keeps for itself: work that waits for a worker, answers to repeated requests, what is off."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from makegood.db.models.base import Streamed, one_of


class Job(Streamed):
    """Work that a worker does by itself, on its due moment. `key` = the same work is wanted once: of periodic work its
    kind and its due date.

    A worker holds it until `held_until`, as its `try_number`th try; whoever comes after that may take it over, and
    only the holder of the newest try may end it. `dead` = given up after too many tries, with the last error: a person
    looks at it. Only that it was given up, and tried again after that, is told in its history.
    """

    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=40)
    args = models.JSONField(default=dict)
    state = models.CharField(max_length=20, default="waiting")
    due_at = models.DateTimeField()
    queued_at = models.DateTimeField()
    held_by = models.CharField(max_length=100, default="")
    held_until = models.DateTimeField(null=True)
    try_number = models.PositiveIntegerField(default=0)
    error = models.TextField(default="")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            one_of("state", ("waiting", "held", "done", "dead")),
            models.CheckConstraint(
                condition=~Q(state="held") | (~Q(held_by="") & Q(held_until__isnull=False)),
                name="job_held_says_by_whom",
            ),
        )
        indexes = (
            models.Index(
                fields=("due_at",), condition=Q(state__in=("waiting", "held")), name="job_open_by_due"
            ),
        )


class Answer(models.Model):
    """What a request with an idempotency key was answered: the same key again gets the same answer and no second
    effect. `digest` = of what was asked: another request under the same key is refused."""

    actor = models.CharField(max_length=100)
    key = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)
    answer = models.TextField(default="")
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("actor", "key"), name="answer_once"),)


SENDING = "sending"
"""The switch that, while it is off, keeps everything from being sent."""
SENDING_OF_SKU, SENDING_OF_CHANNEL = "sending:sku:", "sending:channel:"
"""The same for the orders of one item, or of one channel: followed by its id."""
ON, OFF = "on", "off"


class Switch(Streamed):
    """Something of the machine that a person, or a restore, turned off, and on again: `name` (`sending`), why, when and
    by whom; sending also for one item or channel (`sending:sku:12`). What nobody ever turned has no row and is on."""

    name = models.CharField(max_length=40, unique=True)
    state = models.CharField(max_length=10, default=ON)
    why = models.TextField(default="")
    at = models.DateTimeField()
    actor = models.CharField(max_length=100)

    class Meta:
        constraints = (one_of("state", (ON, OFF)),)
