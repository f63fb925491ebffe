"""Is anything sent, and is anything due? Since when is it so, who said so, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from makegood.db.models import Letter, Notice, Switch
from makegood.db.models.machine import OFF, SENDING


@dataclass(frozen=True, slots=True)
class Sending:
    """`paused` True = nothing is sent, and why; since when, and who said so. `at` None = nobody ever paused it."""

    paused: bool
    why: str = ""
    at: datetime | None = None
    actor: str = ""


def sending() -> Sending:
    """Whether messages are sent as they become due."""
    found = Switch.objects.filter(name=SENDING).first()
    return Sending(found.state == OFF, found.why, found.at, found.actor) if found else Sending(False)


def due(*, now: datetime) -> bool:
    """True when a message is due and may go."""
    waiting = Notice.objects.filter(state="queued", held_for="", due_at__lte=now)
    return waiting.exists() and not sending().paused


def lapsed(*, before: datetime) -> bool:
    """True when a message was claimed before that moment, and nobody came back from it."""
    return Letter.objects.filter(outcome="", way="email", claimed_at__lte=before).exists()
