"""Statements of our own whose text never changes: written once, and prepared once per connection."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import DateTimeField, JSONField, Model
from django.db.models.expressions import RawSQL

from makegood.db.rows import Row, stored

FOR_US = " FOR NO KEY UPDATE"
"""A lock on rows that keeps nobody from writing rows which refer to them: keys never change. A full `FOR UPDATE` makes
whoever writes a task about an order wait for whoever holds that order, in an order of locks that nobody chose."""

_AT_A_TIME = 2_000
_Turn = Callable[[Any], Any]


def ask(sql: str, *values: object) -> list[tuple[Any, ...]]:
    """The rows of a query. `IN_LIST(%s)` takes a list of any length, on both databases. Moments come as the driver
    gives them."""
    found: list[tuple[Any, ...]] = run(sql, *values).fetchall()
    return found


def ask_many(sql: str, *values: object) -> Iterator[tuple[Any, ...]]:
    """The same of tables that grow: some thousands of rows at a time, so that neither side holds all of them. Several
    such reads may go side by side."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(_for(connection.vendor, sql), _turned(connections[DEFAULT_DB_ALIAS], values) or None)
        while some := cursor.fetchmany(_AT_A_TIME):
            yield from some


def run(sql: str, *values: object) -> Any:
    """The cursor after a statement; `IN_LIST(%s)` as in `ask`."""
    database = _database()
    return _run(database, sql, _turned(database, values))


def count_anew() -> None:
    """Have PostgreSQL look at what the tables hold, before it does so by itself: after many rows at once its plans for
    nearly empty ones take minutes. SQLite plans without."""
    if _database().vendor == "postgresql":
        run("ANALYZE")


def run_each(sql: str, rows: Sequence[Sequence[Any]]) -> int:
    """Run a statement once for each row of values; how many rows of its table that changed."""
    return int(_run(_database(), sql, rows, each=True).rowcount)


def read(model: type[Row], where: str, *values: object, lock: bool = False) -> list[Row]:
    """The rows of one table, all columns, by primary key; `lock` = nobody else changes them until we are done."""
    # SQLite has one writer, who locks everything.
    end = FOR_US if lock and connection.vendor == "postgresql" else ""
    return [row for (row,) in _read(model, "", "", f"{where} ORDER BY id{end}", values)]


def read_beside(
    model: type[Row], more: str, joined: str, where: str, *values: object
) -> list[tuple[Any, ...]]:
    """The same with `more` columns of what is `joined`, which has none of the names of the table: for each row that
    comes of it the table's own row and these columns."""
    return _read(model, f", {more}", joined, f"{where} ORDER BY id", values)


def _read(
    model: type[Row], more: str, joined: str, rest: str, values: Sequence[object]
) -> list[tuple[Any, ...]]:
    names, columns, turned = _shape(model, connection.vendor)
    asked = f"SELECT {columns}{more} FROM {model._meta.db_table} {joined} WHERE {rest}"  # noqa: S608 - our own words
    own = len(names)
    rows = [(stored(model, zip(names, row[:own], strict=True)), *row[own:]) for row in ask(asked, *values)]
    for name, turn in turned:
        for row, *_ in rows:
            value = row.__dict__[name]
            if value is not None:
                row.__dict__[name] = turn(value)
    return rows


def ids(values: Iterable[int]) -> list[int]:
    """Primary keys as a list for `IN_LIST`, each once, in order."""
    return sorted(set(values))


def among(values: Iterable[int | str]) -> Any:
    """The same for Django's `__in`: primary keys or names of any number, of which a statement would bind only so
    many. Of none Django knows the answer."""
    database, found = connections[DEFAULT_DB_ALIAS], list(dict.fromkeys(values))
    if not found:
        return found
    kind = "text" if isinstance(found[0], str) else "bigint"
    names = f"unnest(%s::{kind}[])" if database.vendor == "postgresql" else "value FROM json_each(%s)"
    return RawSQL(f"SELECT {names}", (_listed(database, found),))  # noqa: S611 - our own words


def naming(model: type[Model], column: str, keys: Iterable[int]) -> RawSQL:
    """Primary keys, for Django's `__in`, of the rows whose JSON object in a column has any of these numbers as a name:
    Django would ask for each in a condition of its own, which SQLite nests only so deep."""
    database, table = connections[DEFAULT_DB_ALIAS], model._meta.db_table
    found = (
        f"SELECT id FROM {table} WHERE {column} ?| %s::text[]"  # noqa: S608 - names of our own
        if database.vendor == "postgresql"
        else f"SELECT t.id FROM {table} t, json_each(t.{column}) e"  # noqa: S608 - names of our own
        " WHERE e.key IN (SELECT value FROM json_each(%s))"
    )
    return RawSQL(found, (_listed(database, [str(key) for key in keys]),))  # noqa: S611 - our own words


def _database() -> BaseDatabaseWrapper:
    # Once for each statement: Django looks behind the name of `connection` anew each time.
    database = connections[DEFAULT_DB_ALIAS]
    if not database.in_atomic_block:
        # It may be the first statement of all, or the first one after the database was away.
        database.close_if_health_check_failed()
        database.ensure_connection()
    return database


def _run(database: BaseDatabaseWrapper, sql: str, values: Sequence[Any], *, each: bool = False) -> Any:
    """The driver's own cursor after the statement; Django's where somebody watches the statements go by."""
    text = _for(database.vendor, sql)
    if database.queries_logged or database.execute_wrappers:
        watched = database.cursor()
        (watched.executemany if each else watched.execute)(text, values)
        return watched
    database.validate_no_broken_transaction()
    with database.wrap_database_errors:
        cursor: Any
        if database.vendor != "postgresql":
            own, text = database.connection, _marked(text)
            cursor = own.executemany(text, values) if each else own.execute(text, values)
            return cursor
        from psycopg import Cursor  # only who uses PostgreSQL has its driver

        cursor = Cursor(database.connection)
        if each:
            cursor.executemany(text, values)
        else:
            cursor.execute(text, values, prepare=True)
        return cursor


@cache
def _for(vendor: str, sql: str) -> str:
    listed = "= ANY(%s)" if vendor == "postgresql" else "IN (SELECT value FROM json_each(%s))"
    return sql.replace("IN_LIST(%s)", listed)


@cache
def _marked(text: str) -> str:
    return text.replace("%s", "?")


def _turned(database: BaseDatabaseWrapper, values: Iterable[object]) -> list[Any]:
    return [_listed(database, value) if isinstance(value, (list, tuple)) else value for value in values]


def _listed(database: BaseDatabaseWrapper, values: Sequence[object]) -> object:
    return list(values) if database.vendor == "postgresql" else json.dumps(list(values))


def _in_utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC)


@cache
def _shape(model: type[Model], vendor: str) -> tuple[tuple[str, ...], str, tuple[tuple[str, _Turn], ...]]:
    """A table's attributes, its columns, and what makes those of which the driver gives something else."""
    fields = model._meta.concrete_fields
    turned: list[tuple[str, _Turn]] = [
        (field.attname, json.loads) for field in fields if isinstance(field, JSONField)
    ]
    if vendor == "sqlite":
        # It keeps no zone.
        turned += [(field.attname, _in_utc) for field in fields if isinstance(field, DateTimeField)]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    return tuple(field.attname for field in fields), columns, tuple(turned)
