"""Is anything sent? A pause, since when, by whom and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from makegood.db.models import Switch
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
