"""Whether anything is sent, in words: it stands on top of every page about messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from makegood.queries.actors import names_of
from makegood.queries.sending import sending
from makegood.wording.tables_events import actor_said


@dataclass(frozen=True, slots=True)
class Off:
    """What is not sent: everything (both None), or what is about a SKU, or comes from a channel."""

    sku: str | None
    channel: str | None
    why: str
    at: datetime
    by: str

    @property
    def which(self) -> str:
        """What it is about, inside a sentence."""
        if self.sku is not None:
            return f"about orders with {self.sku}"
        return f"about orders from {self.channel}" if self.channel is not None else ""


def off() -> list[Off]:
    """Everything that is paused, the whole of it first; none = all is sent."""
    found = sending()
    paused = list(found.parts)
    names = names_of([found.actor, *(each.actor for each in paused)])
    told = [Off(each.sku, each.channel, each.why, each.at, actor_said(each.actor, names)) for each in paused]
    if found.paused and found.at is not None:
        told.insert(0, Off(None, None, found.why, found.at, actor_said(found.actor, names)))
    return told
