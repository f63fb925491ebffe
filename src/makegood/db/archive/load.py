"""Rows of an archive go into empty tables, as they come: nothing is kept in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import connection

from makegood.db import sql
from makegood.db.archive.manifest import Table
from makegood.db.archive.reading import Archive, Told

_SOME = 5_000


def load(archive: Archive, *, told: Told) -> None:
    """Write every row of an archive. The caller's transaction makes it all or nothing."""
    every, done = archive.manifest.rows, 0
    # A migration in the same transaction leaves some of them checked at once.
    _check_references("DEFERRED")
    for table in archive.manifest.tables:
        rows = _counted(archive.rows(table), done, every, told)
        if connection.vendor == "postgresql":
            _copy(table, rows)
        else:
            _insert(table, rows)
        done += table.rows
    # What refers to nothing is found here; later migrations could not change a table with open questions.
    _check_references("IMMEDIATE")


def _check_references(when: str) -> None:
    """SQLite does so at the end of the transaction."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET CONSTRAINTS ALL {when}")


def _counted(rows: Iterable[list[Any]], done: int, every: int, told: Told) -> Iterator[list[Any]]:
    for number, row in enumerate(rows):
        if number % _SOME == 0:
            told("Restoring", done + number, every)
        yield row


def _copy(table: Table, rows: Iterable[Sequence[Any]]) -> None:
    # The server reads every kind of value from the text of it.
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(f"COPY {_target(table)} FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)
    key = table.columns[0].name
    sql.run(
        f"SELECT setval(pg_get_serial_sequence(%s, %s), max({key})) FROM {table.name} HAVING count(*) > 0",  # noqa: S608
        table.name,
        key,
    )


def _insert(table: Table, rows: Iterable[list[Any]]) -> None:
    places = ", ".join(["%s"] * len(table.columns))
    moments = [at for at, column in enumerate(table.columns) if column.kind == "moment"]
    statement = f"INSERT INTO {_target(table)} VALUES ({places})"  # noqa: S608 - names of models
    written: Any = _with_moments(rows, moments)
    sql.run_each(statement, written)


def _with_moments(rows: Iterable[list[Any]], moments: Sequence[int]) -> Iterator[list[Any]]:
    """Moments as Django writes them in SQLite: in UTC, without a zone, without microseconds that are none."""
    for row in rows:
        for at in moments:
            text = row[at]
            if text is not None:
                row[at] = f"{text[:10]} {text[11:19]}{'' if text[19:26] == '.000000' else text[19:26]}"
        yield row


def _target(table: Table) -> str:
    return f'"{table.name}" ({", ".join(f"{chr(34)}{column.name}{chr(34)}" for column in table.columns)})'
