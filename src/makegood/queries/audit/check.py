"""What a check is, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple, TypeVar

from django.db import connection

Fault = tuple[str, object, object]
"""What is wrong: with which entity, what was expected, what was found."""

Answer = TypeVar("Answer")


class Finding(NamedTuple):
    """One thing that is not as it must be. `code` = the invariant's, as in docs/reference/audit.md."""

    code: str
    entity: str
    expected: str
    found: str


@dataclass(eq=False, slots=True)
class Scope:
    """One audit. `today` = the shop's day; None = not known, and what needs it is not judged."""

    today: date | None = None
    _known: dict[object, Any] = field(default_factory=dict)

    def once(self, read: Callable[[], Answer]) -> Answer:
        """What several checks need, read for the first of them only."""
        if read not in self._known:
            self._known[read] = read()
        found: Answer = self._known[read]
        return found


Read = Callable[[Scope], Iterable[Fault]]


@dataclass(frozen=True, slots=True)
class Check:
    """One check. `says` = what it proves, `how` = from which rows, `read` = everything that contradicts."""

    code: str
    says: str
    how: str
    read: Read

    def findings(self, scope: Scope) -> Iterator[Finding]:
        """Everything that contradicts it."""
        for entity, expected, found in self.read(scope):
            yield Finding(self.code, entity, str(expected), str(found))


def check(code: str, says: str, *, how: str) -> Callable[[Read], Check]:
    """Makes a check of the function that reads its faults."""
    return lambda read: Check(code, says, how, read)


def rows(statement: str, *values: Any) -> Iterator[tuple[Any, ...]]:
    """The rows of a SELECT that means the same on both databases."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        yield from cursor
