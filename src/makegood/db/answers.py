"""Answers to repeated requests, as long as anybody may repeat them."""

from __future__ import annotations

from datetime import datetime

from makegood.db.models import Answer


def forget(*, before: datetime) -> int:
    """Drop answers that were given before a moment; how many."""
    return Answer.objects.filter(at__lt=before).delete()[0]
