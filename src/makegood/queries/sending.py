"""Is anything sent, and is anything due? A pause, since when, by whom and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from makegood.db.models import Letter, Notice, Switch
from makegood.db.models.machine import SENDING


@dataclass(frozen=True, slots=True)
class Pause:
    """Nothing is sent: why, since when, and who said so."""

    why: str
    at: datetime
    actor: str


def pause() -> Pause | None:
    """The pause; None = messages are sent as they become due."""
    found = Switch.objects.filter(name=SENDING).values_list("why", "at", "actor").first()
    return Pause(*found) if found else None


def due(*, now: datetime) -> bool:
    """True when a message is due and may go."""
    waiting = Notice.objects.filter(state="queued", held_for="", due_at__lte=now)
    return waiting.exists() and pause() is None


def lapsed(*, before: datetime) -> bool:
    """True when a message was claimed before that moment, and nobody came back from it."""
    return Letter.objects.filter(outcome="", way="email", claimed_at__lte=before).exists()
