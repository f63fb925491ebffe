"""History: what changed, when, by whom and because of what."""

from __future__ import annotations

from django.db import models

from makegood.db.models.order import Order


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


class TypedText(models.Model):
    """What was typed into an event of an order, beside it: the event has its digest. Of a customer who is forgotten
    text and salt are emptied (I23)."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, db_index=False, related_name="typed_texts")
    seq = models.PositiveIntegerField()
    salt = models.CharField(max_length=32)
    text = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("order", "seq"), name="typed_text_once"),)
