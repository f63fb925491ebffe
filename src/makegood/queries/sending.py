"""Is anything sent? Since when is it so, who said so, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from makegood.db.models import Switch
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
