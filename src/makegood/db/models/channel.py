"""Where orders come from."""

from __future__ import annotations

from django.db import models


class Channel(models.Model):
    """A place that sells for us; its rules are policy."""

    name = models.CharField(max_length=100, unique=True)
