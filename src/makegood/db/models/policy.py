"""What the business decided beforehand, every version of it."""

from __future__ import annotations

from django.db import models


class PolicyVersion(models.Model):
    """One version of one area of the policy. `revision` counts all areas together: it names a whole policy.

    The policy of revision r = of each area the newest version up to r; an area without one has its defaults.
    """

    revision = models.PositiveIntegerField(primary_key=True)
    area = models.CharField(max_length=40)
    document = models.TextField()
    digest = models.CharField(max_length=12)
    author = models.CharField(max_length=100)
    at = models.DateTimeField()
    note = models.TextField(default="")
    event_hash = models.CharField(max_length=64, default="")

    class Meta:
        indexes = (models.Index(fields=("area", "revision"), name="policy_newest_of_area"),)
