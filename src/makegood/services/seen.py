"""Two people at one record: whoever comes second is told what changed, and overwrites nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db.models import Q

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
        later = Q()
        for (stream, ref), count in self.seen.items():
            later |= Q(stream=stream, ref=ref, seq__gt=count)
        others = Event.objects.filter(later).exclude(actor=self.actor, at=self.now).order_by("at", "pk")
        others = others.filter(kind__in=self.kinds) if self.kinds else others
        found = list(others.values_list("kind", "actor", "at")[:_NAMED]) if self.seen else []
        if found:
            changes = [{"kind": kind, "actor": actor, "at": at.isoformat()} for kind, actor, at in found]
            raise DomainError("changed_since_seen", {"changes": changes})
        if self.around:
            self.around.end(outcome)
