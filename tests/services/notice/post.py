"""A post office for tests: what is due is claimed, handed to whoever plays the outside world, and confirmed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from makegood.domain.notice.outcome import Handed
from makegood.services.notice import Ready
from makegood.worker.posting import post_due
from tests.services.shop import NOW

LATER = timedelta(minutes=31)
"""After so long what was queued at `NOW` has been collected."""


@dataclass
class Post:
    """Everything that was handed over, and what the other side says to the next ones: taken, where nothing is said."""

    taken: list[Ready] = field(default_factory=list)
    says: list[Handed] = field(default_factory=list)

    def __call__(self, ready: Ready) -> tuple[Handed, str]:
        self.taken.append(ready)
        return (self.says.pop(0), "as told") if self.says else (Handed.SENT, "250 ok")


def post(
    to: Callable[[Ready], tuple[Handed, str]] | None = None, *, at: datetime = NOW + LATER
) -> list[Ready]:
    """Send what is due at a moment; what was handed over."""
    office = to or Post()
    post_due(office, by="test", clock=lambda: at)
    return office.taken if isinstance(office, Post) else []
