"""Two people at one record: whoever comes second is told what changed, and overwrites nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Protocol

from django.db.models import Q

from makegood.db import sql
from makegood.db.models import Event
from makegood.domain.terms.errors import DomainError

_NAMED = 5


class Bracket(Protocol):
    """As `makegood.flow` has it."""

    def begin(self) -> Any:
        """Before the command."""

    def end(self, outcome: Any) -> None:
        """After it."""


@dataclass(frozen=True, slots=True)
class AsSeen:
    """Goes around a command that was asked for by somebody who looked at records before: `seen` = the length that the
    history of each had then, by stream and primary key.

    `kinds` = of events that count, none = all: who does one thing to many records is told of what others did of just
    that. It is asked after the command: what that changes is locked by then, so nobody slips in between, and no lock is
    taken out of turn. What the command itself told is its own.
    """

    seen: Mapping[tuple[str, int], int]
    actor: str
    now: datetime
    around: Bracket | None
    kinds: tuple[str, ...] = ()

    def begin(self) -> Any:
        """As the inner one."""
        return self.around.begin() if self.around else None

    def end(self, outcome: Any) -> None:
        """Raises DomainError('changed_since_seen') with what happened meanwhile: kinds, actors and moments."""
        found = list(islice(self._since(), _NAMED))
        if found:
            changes = [{"kind": kind, "actor": actor, "at": at.isoformat()} for kind, actor, at in found]
            raise DomainError("changed_since_seen", {"changes": changes})
        if self.around:
            self.around.end(outcome)

    def _since(self) -> Iterator[tuple[str, str, datetime]]:
        """What others did since, the earliest first, however many records that is about."""
        later = Q(pk=None)
        for stream in {stream for stream, _ in self.seen}:
            known = {ref: count for (of, ref), count in self.seen.items() if of == stream}
            later |= Q(stream=stream, ref__in=sql.among(known), seq__gt=min(known.values()))
        others = Event.objects.filter(later).exclude(actor=self.actor, at=self.now).order_by("at", "pk")
        others = others.filter(kind__in=self.kinds) if self.kinds else others
        rows: Any = others.values_list("stream", "ref", "seq", "kind", "actor", "at")
        for stream, ref, seq, kind, actor, at in rows:
            if seq > self.seen[stream, ref]:
                yield kind, actor, at
