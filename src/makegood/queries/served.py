"""Who was served by a command that has just been done."""

from __future__ import annotations

from datetime import datetime

from makegood.db.models import AllocationRun
from makegood.queries.allocations import Gain, gains


def newest_run() -> int:
    """The number of the newest run of the queue; 0 = there was none."""
    return AllocationRun.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def served_since(run: int, *, cause: str, at: datetime, actor: str) -> list[Gain]:
    """What the runs after that one gave which this actor's command set off at that moment, best rank first."""
    rows = AllocationRun.objects.filter(pk__gt=run, cause=cause, at=at, actor=actor)
    return gains(rows.order_by("pk").values_list("pk", flat=True))
