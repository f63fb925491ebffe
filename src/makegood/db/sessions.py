"""Who is signed in, and what they have under way: what has ended is dropped."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.models import Session


def forget(*, before: datetime) -> int:
    """Drop sessions that ended before a moment; how many rows."""
    return Session.objects.filter(expire_date__lt=before).delete()[0]
