"""Long lists: a page is what the database reads of them, however long they are."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, NamedTuple, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet, Value

from makegood.domain.terms import limits
from makegood.domain.terms.errors import DomainError

Row = TypeVar("Row")
_AT_A_TIME = 2_000


class Page(NamedTuple, Generic[Row]):
    """Rows of a list, and the cursor of the next page; None = this is the last one."""

    rows: list[Row]
    next: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing(Generic[Row]):
    """A list that is read when it is asked for: all of it, its beginning, or a page.

    `order` = columns that are never null and together name one row, `-` = the largest first. `make` turns what was
    found under `names` into rows, those of a page all at once.
    """

    found: QuerySet[Any]
    order: tuple[str, ...]
    names: tuple[str, ...]
    make: Callable[[Sequence[tuple[Any, ...]]], list[Row]]

    def __iter__(self) -> Iterator[Row]:
        """All rows, some thousands at a time: however long the list is, so many are held, and no read is a long one."""
        cursor: str | None = None
        while True:
            page = self.page(limit=_AT_A_TIME, cursor=cursor)
            yield from page.rows
            if page.next is None:
                return
            cursor = page.next

    def first(self, limit: int) -> list[Row]:
        """So many rows, or as many as there are."""
        return self.make(self.raw(limit))

    def raw(self, limit: int) -> list[tuple[Any, ...]]:
        """The same as they were found, for whoever makes rows of several lists at once."""
        return list(self._sorted(self.found).values_list(*self.names)[:limit])

    def number(self) -> int:
        """How many rows there are."""
        return self.found.count()

    def page(self, *, limit: int, cursor: str | None = None) -> Page[Row]:
        """The rows after the one that the page before ended with, wherever that one is by now.

        Raises DomainError('cursor_invalid').
        """
        found = self.found if cursor is None else self.found.filter(self._after(self._place(cursor)))
        by = [name.removeprefix("-") for name in self.order]
        columns = list(dict.fromkeys((*self.names, *by)))
        # One row more tells whether there is another page.
        read = list(self._sorted(found).values_list(*columns)[: limit + 1])
        rows = self.make([row[: len(self.names)] for row in read[:limit]])
        if len(read) <= limit:
            return Page(rows, None)
        last = dict(zip(columns, read[limit - 1], strict=True))
        return Page(rows, _cursor(last[name] for name in by))

    def _sorted(self, found: QuerySet[Any]) -> QuerySet[Any]:
        return found.order_by(*self.order)

    def _after(self, place: Sequence[object]) -> Q:
        """Rows behind a place: its first column further on, or equal and the second further on, and so forth."""
        (name, value), *others = list(zip(self.order, place, strict=True))[::-1]
        behind = Q((_further(name), value))
        for name, value in others:
            behind = Q((_further(name), value)) | (Q((name.removeprefix("-"), value)) & behind)
        # Says nothing new, but an index can begin here.
        return Q((f"{_further(self.order[0])}e", place[0])) & behind

    def _place(self, cursor: str) -> list[object]:
        """The values of the last row's `order`. A cursor comes from outside: it may hold anything."""
        try:
            told = json.loads(base64.urlsafe_b64decode(cursor.encode()))
            if type(told) is not list:
                raise ValueError(told)
            return [self._value(*each) for each in zip(self.order, told, strict=True)]
        except (TypeError, ValueError, ValidationError, RecursionError):
            raise DomainError(
                "cursor_invalid", {"found": cursor[:80], "expected": "`next` of a page"}
            ) from None

    def _value(self, name: str, told: object) -> object:
        if type(told) not in (str, int):
            raise ValueError(told)
        column: Any = self.found.query.chain().resolve_ref(name.removeprefix("-"))
        value: object = column.output_field.to_python(told)
        naive = isinstance(value, datetime) and value.tzinfo is None
        if value is None or naive or limits.fault_of(value) is not None:
            raise ValueError(told)
        return value


def lengths(lists: Sequence[Listing[Any]]) -> list[int]:
    """How many rows each of several lists has, in one question."""
    # Names that no column has.
    counted = [
        each.found.order_by()
        .annotate(which_list=Value(place))
        .values("which_list")
        .annotate(its_rows=Count("pk"))
        .values_list("which_list", "its_rows")
        for place, each in enumerate(lists)
    ]
    # A list without rows says nothing of itself.
    found = dict(counted[0].union(*counted[1:], all=True)) if counted else {}
    return [found.get(place, 0) for place in range(len(lists))]


def _further(name: str) -> str:
    """The look-up for what comes later in this column's order."""
    return f"{name[1:]}__lt" if name.startswith("-") else f"{name}__gt"


def _cursor(place: Iterable[object]) -> str:
    told = [each.isoformat() if isinstance(each, date) else each for each in place]
    return base64.urlsafe_b64encode(json.dumps(told, ensure_ascii=False).encode()).decode()
