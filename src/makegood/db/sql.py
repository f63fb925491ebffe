"""Reads that are asked a thousand times a second: their SQL is written once, not built anew each time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import DateTimeField, Model

from makegood.db.rows import Row, stored


def ask(sql: str, *values: object) -> list[tuple[Any, ...]]:
    """The rows of a query. `IN_LIST(%s)` takes a list of any length, on both databases. Moments come as the driver
    gives them."""
    turned: list[Any] = [_listed(value) if isinstance(value, (list, tuple)) else value for value in values]
    with connection.cursor() as cursor:
        cursor.execute(_for(connection.vendor, sql), turned)
        return list(cursor.fetchall())


def ask_often(sql: str, *values: object) -> list[tuple[Any, ...]]:
    """As `ask`, for a large statement with a small answer: PostgreSQL plans it once per connection, not each time.
    SQLite's driver does so anyway."""
    if connection.vendor != "postgresql":
        return ask(sql, *values)
    from psycopg import Cursor  # only who uses PostgreSQL has its driver

    connection.ensure_connection()
    with connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        return cursor.execute(_for("postgresql", sql), values, prepare=True).fetchall()


def read(model: type[Row], where: str, *values: object, lock: bool = False) -> list[Row]:
    """The rows of one table, all columns, by primary key; `lock` = nobody else changes them until we are done."""
    names, columns, moments = _shape(model, connection.vendor)
    # SQLite has one writer, who locks everything.
    end = " FOR UPDATE" if lock and connection.vendor == "postgresql" else ""
    table = model._meta.db_table
    found = ask(f"SELECT {columns} FROM {table} WHERE {where} ORDER BY id{end}", *values)  # noqa: S608 - own names
    rows = [stored(model, zip(names, row, strict=True)) for row in found]
    for name in moments:
        for row in rows:
            moment = row.__dict__[name]
            if moment is not None:
                row.__dict__[name] = moment.replace(tzinfo=UTC)
    return rows


def ids(values: Iterable[int]) -> list[int]:
    """Primary keys as a list for `IN_LIST`, each once, in order."""
    return sorted(set(values))


@cache
def _for(vendor: str, sql: str) -> str:
    listed = "= ANY(%s)" if vendor == "postgresql" else "IN (SELECT value FROM json_each(%s))"
    return sql.replace("IN_LIST(%s)", listed)


def _listed(values: Sequence[object]) -> object:
    return list(values) if connection.vendor == "postgresql" else json.dumps(list(values))


@cache
def _shape(model: type[Model], vendor: str) -> tuple[tuple[str, ...], str, tuple[str, ...]]:
    """A table's attributes, its columns as SQL, and the attributes that need a zone: SQLite keeps none."""
    fields = model._meta.concrete_fields
    moments = (
        [field.attname for field in fields if isinstance(field, DateTimeField)] if vendor == "sqlite" else []
    )
    return (
        tuple(field.attname for field in fields),
        ", ".join(f'"{field.column}"' for field in fields),
        tuple(moments),
    )
