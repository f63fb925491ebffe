"""What people decided about the machine, and what it gave up: who paused sending, and who had what tried again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from makegood.db.models import Event, Job, Switch
from makegood.db.streams import STREAMS


@dataclass(frozen=True, slots=True)
class MachineEvent:
    """One change. `about` = the key of the job, or the name of what was turned off or on; `before`, `after` = how it
    was and is; `why` = what was said; `cause` = the command, or why the job was given up."""

    event: int
    at: datetime
    kind: str
    actor: str
    cause: str
    about: str
    before: str
    after: str
    why: str


def history() -> list[MachineEvent]:
    """Every change, the newest first."""
    rows = Event.objects.filter(stream__in=(STREAMS[Job], STREAMS[Switch])).order_by("-pk")
    return [_told(row, json.loads(row.data)) for row in rows.iterator()]


def _told(row: Event, data: dict[str, str]) -> MachineEvent:
    about = data["job"] if row.stream == STREAMS[Job] else data["switch"]
    return MachineEvent(
        row.pk, row.at, row.kind, row.actor, row.cause, about, data["from"], data["to"], data.get("why", "")
    )
