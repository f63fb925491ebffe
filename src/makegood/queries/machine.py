"""What people decided about the machine, and what it gave up: who paused sending, and who had what tried again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from makegood.db.models import Event, Job, Switch
from makegood.db.streams import STREAMS
from makegood.queries.pages import Listing


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


_NAMES = ("pk", "at", "kind", "actor", "cause", "stream", "data")


def history() -> Listing[MachineEvent]:
    """Every change, the newest first."""
    rows = Event.objects.filter(stream__in=(STREAMS[Job], STREAMS[Switch]))
    return Listing(found=rows, order=("-pk",), names=_NAMES, make=_told)


def _told(rows: Sequence[tuple[Any, ...]]) -> list[MachineEvent]:
    found = []
    for pk, at, kind, actor, cause, stream, text in rows:
        data = json.loads(text)
        about = data["job"] if stream == STREAMS[Job] else _switch(data)
        why = data.get("why", "")
        found.append(MachineEvent(pk, at, kind, actor, cause, about, data["from"], data["to"], why))
    return found


def _switch(data: dict[str, Any]) -> str:
    """What was turned off or on, by the names that people know it by: `sending`, `sending:sku:MUG`."""
    part = next((each for each in ("sku", "channel") if each in data), None)
    return f"sending:{part}:{data[part]}" if part else str(data["switch"])
