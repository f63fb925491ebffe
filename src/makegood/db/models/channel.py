"""Where orders come from."""

from __future__ import annotations

from django.db import models

from makegood.domain.terms.limits import LONGEST_ID


class Channel(models.Model):
    """A place that sells for us; its rules are policy."""

    name = models.CharField(max_length=LONGEST_ID, unique=True)
