"""How large a soak is, and what its tests write down for the table at its end (scripts/soak.py)."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hypothesis import settings

SCALE = float(os.environ.get("SOAK_SCALE", "1"))
"""1 = whole; 0.1 = a tenth of it."""


def note(what: str, **figures: int) -> None:
    """Write figures down; outside a soak nowhere."""
    if report := os.environ.get("SOAK_REPORT"):
        with Path(report).open("a", encoding="utf-8") as file:
            file.write(json.dumps({"what": what, **figures}) + "\n")


def some(share: float) -> settings:
    """Of a property that costs much: such a share of the examples that the profile asks for, and 10 at least."""
    return settings(max_examples=max(10, round(settings().max_examples * share)))


def times(whole: int) -> int:
    """So often in a soak of this scale, at least twice."""
    return max(2, round(whole * SCALE))


def moment() -> float:
    """Now, in seconds since some moment."""
    return time.monotonic()


@contextmanager
def back_at_work(*, kills: int = 1, since: float | None = None) -> Iterator[None]:
    """Around what happens between kills, one or several in a row, and the next work that is done: how many they were,
    and how long that took. `since` = the moment of the last one, where other things came between."""
    begun = moment() if since is None else since
    yield
    note("kills", kills=kills, back_ms=round(1000 * (moment() - begun)))
