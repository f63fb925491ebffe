"""What the business decided beforehand, every version of it."""

from __future__ import annotations

from django.db import models


class PolicyVersion(models.Model):
    """One area of the policy as it is from a revision on; append-only. `number` = its place in that revision, 1, 2, …

    The policy of revision r = of each area the newest version up to r; an area without one has its defaults. Of two
    changes at once only one can have number 1, so each is checked against the policy it becomes part of. `digest`
    stands for the whole policy of the revision.
    """

    revision = models.PositiveIntegerField()
    number = models.PositiveIntegerField(default=1)
    area = models.CharField(max_length=40)
    document = models.TextField()
    digest = models.CharField(max_length=12)
    author = models.CharField(max_length=100)
    at = models.DateTimeField()
    note = models.TextField(default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("revision", "number"), name="policy_one_change_a_revision"),
            models.UniqueConstraint(fields=("area", "revision"), name="policy_area_once_a_revision"),
        )


class Picture(models.Model):
    """A picture that the policy names by the hash of its bytes (SHA-256); append-only, so that a policy of any revision
    has its own. `kind` = its content type; `content` = the bytes in Base64: a backup is text."""

    digest = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=20)
    content = models.TextField()
    at = models.DateTimeField()
