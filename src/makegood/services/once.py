"""The same request twice has one effect and one answer (I20)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from makegood.db.models import Answer
from makegood.domain.terms.errors import DomainError


@dataclass(frozen=True, slots=True)
class Replayed:
    """The request was answered before, with this text."""

    answer: str


@dataclass(slots=True)
class Once:
    """Goes around a command: what was answered under the key is answered again, and a new answer is kept with what the
    command wrote. A refusal is not kept, nor is an answer that refuses all that was asked: the same key may try again.

    `digest` = of what is asked; `told` = the text of an outcome; `refused` = whether it refuses all that was asked;
    `answer` = what was kept of this one.
    """

    actor: str
    key: str
    digest: str
    now: datetime
    told: Callable[[Any], str]
    refused: Callable[[Any], bool] = lambda _: False
    answer: str = ""
    _row: Answer | None = None

    def begin(self) -> Replayed | None:
        """Take the key. Whoever holds the same one meanwhile is waited for.

        Raises DomainError('key_used') when something else was asked under it.
        """
        known = Answer.objects.filter(actor=self.actor, key=self.key).first()
        if known is None:
            self._row = Answer.objects.create(actor=self.actor, key=self.key, digest=self.digest, at=self.now)
            return None
        if known.digest != self.digest:
            raise DomainError("key_used", {"key": self.key, "expected": "another key for another request"})
        return Replayed(known.answer)

    def end(self, outcome: Any) -> None:
        """Keep the answer."""
        assert self._row is not None
        self.answer = self.told(outcome)
        row = Answer.objects.filter(pk=self._row.pk)
        if self.refused(outcome):
            row.delete()
        else:
            row.update(answer=self.answer)


def was_answered(actor: str, key: str, digest: str) -> bool:
    """Whether just this was asked under the key before, and done."""
    return Answer.objects.filter(actor=actor, key=key, digest=digest).exists()
