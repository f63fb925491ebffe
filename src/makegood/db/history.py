"""The next event of a row that has a history of its own (design rule 3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from makegood.db import bulk, chain
from makegood.db.models import Event
from makegood.db.models.base import Streamed
from makegood.db.rows import new
from makegood.db.streams import STREAMS


def next_event(
    subject: Streamed, kind: str, data: Mapping[str, object], *, actor: str, cause: str, now: datetime
) -> Event:
    """The next link in the chain of a locked (or new) row, not written yet; the row ends with its `seq` and `hash`."""
    told = {"stream": STREAMS[type(subject)], "ref": subject.pk, "seq": subject.event_count + 1, "kind": kind}
    told |= {"at": now, "actor": actor, "cause": cause, "data": chain.canonical(data)}
    return new(Event, **told, hash=chain.link(before=subject.event_head, **told))


def write_event(subject: Streamed, kind: str, data: Mapping[str, object], **by: Any) -> dict[str, Any]:
    """Write it at once, for a row that no command changes; the columns with which the row must be written."""
    event = next_event(subject, kind, data, **by)
    bulk.insert(Event, [event])
    return {"event_count": event.seq, "event_head": event.hash}
