"""What a check is, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, NamedTuple, TypeVar

from django.db import connection

from makegood.db import facts
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.policy import Policy, from_toml
from makegood.queries.shop import Shop, policy_at, shop_under

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

    def policy(self, revision: int | None = None, document: str = "") -> Policy:
        """The policy in force, or as it was at a revision, or the one of a document."""
        number = facts.newest_revision()[0] if revision is None else revision
        key = ("policy", document or number)
        if key not in self._known:
            self._known[key] = from_toml(document) if document else policy_at(number)
        found: Policy = self._known[key]
        return found

    def shop(self, *, year: int, revision: int | None = None) -> Shop:
        """The same with its calendars, for the days of some years around `year`."""
        key = ("shop", revision, year)
        if key not in self._known:
            policy = self.policy(revision)
            self._known[key] = shop_under(policy, revision=revision or 0, year=year)
        found: Shop = self._known[key]
        return found

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
        """Everything that contradicts it. A policy that does not hold is a finding of the checks that need it."""
        try:
            for entity, expected, found in self.read(scope):
                yield Finding(self.code, entity, str(expected), str(found))
        except DomainError as error:
            yield Finding(self.code, "policy", "one that holds", error.code)


def check(code: str, says: str, *, how: str) -> Callable[[Read], Check]:
    """Makes a check of the function that reads its faults."""
    return lambda read: Check(code, says, how, read)


def rows(statement: str, *values: Any) -> Iterator[tuple[Any, ...]]:
    """The rows of a SELECT that means the same on both databases."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        yield from cursor


def moment(found: datetime) -> datetime:
    """A moment as a SELECT gives it, with its zone: SQLite keeps none, what it holds is UTC."""
    return found if found.tzinfo else found.replace(tzinfo=UTC)
