"""History: what changed, when, by whom and because of what."""

from __future__ import annotations

from django.db import models


class Event(models.Model):
    """One change, written with it and never altered. Events of a stream (an order, an item, a purchase order, a
    person, a job, a switch) are numbered without a gap, and each holds the hash of the one before it.

    `data` is canonical JSON: sorted keys, no blanks. `cause` = what set it off: a command, or another event.
    """

    stream = models.CharField(max_length=20)
    ref = models.BigIntegerField()
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    actor = models.CharField(max_length=100)
    cause = models.CharField(max_length=60)
    data = models.TextField()
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("stream", "ref", "seq"), name="event_once"),)
