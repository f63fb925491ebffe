"""Rows as an archive has them, read a few thousand at a time: exact, and the same from both databases."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection

from makegood.db.archive.manifest import Table
from makegood.db.chain import canonical

BATCH = 2_000


def rows(table: Table) -> Iterator[Sequence[Sequence[Any]]]:
    """The rows of a table by primary key, as of the snapshot that we are in."""
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    written = [_WRITTEN.get(column.kind) for column in table.columns]
    with connection.chunked_cursor() as cursor:
        cursor.execute(
            f'SELECT {names} FROM "{table.name}" ORDER BY "{table.columns[0].name}"'  # noqa: S608 - names of models
        )
        while some := cursor.fetchmany(BATCH):
            columns = list(zip(*some, strict=True))
            for at, write in enumerate(written):
                if write is not None:
                    columns[at] = tuple([None if value is None else write(value) for value in columns[at]])
            yield list(zip(*columns, strict=True))


def _moment(value: datetime) -> str:
    # SQLite keeps no zone: what it holds is UTC.
    aware = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    return aware.isoformat(timespec="microseconds")


def _day(value: date) -> str:
    return value.isoformat()


def _document(text: str) -> str:
    """A JSON value as text, in the one way to write it: PostgreSQL keeps the value and not how it was written."""
    return canonical(json.loads(text))


_WRITTEN: dict[str, Callable[[Any], Any]] = {"moment": _moment, "day": _day, "json": _document}
