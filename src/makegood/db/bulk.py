"""Many rows in few statements, on both databases. The one place with SQL of our own for writing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from functools import cache
from operator import attrgetter
from typing import Any

from django.db import connection
from django.db.models import AutoField, DateField, DateTimeField, Field, JSONField, Model

from makegood.domain.terms.errors import DomainError

FEW = 50
"""Up to so many rows PostgreSQL gets one statement with values; more go by COPY, which costs more to begin."""

Convert = Callable[[Any], Any]


def assign_ids(model: type[Model], rows: Sequence[Model], *, after: int = 0) -> None:
    """Give new rows their primary keys before they are written, so that others can refer to them.

    `after` = the last number given to a row of this table that is not written yet.
    """
    if not rows:
        return
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [table, len(rows)],
            )
            ids = [found for (found,) in cursor.fetchall()]
        else:
            # The writer's lock is ours already, so nobody else numbers rows now.
            cursor.execute(f"SELECT coalesce(max(id), 0) FROM {table}")  # noqa: S608 - a name of our own
            (stored,) = cursor.fetchone()
            last = max(stored, after)
            ids = list(range(last + 1, last + 1 + len(rows)))
    for row, number in zip(rows, ids, strict=True):
        row.pk = number


def insert(model: type[Model], rows: Sequence[Model]) -> None:
    """Write new rows of one table; those without a primary key get one from the database."""
    if not rows:
        return
    numbered = rows[0].pk is not None
    fields = [field for field in model._meta.concrete_fields if numbered or not isinstance(field, AutoField)]
    values = _values(fields, rows)
    columns = ", ".join(f'"{field.column}"' for field in fields)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            places = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", values)  # noqa: S608
        elif len(rows) <= FEW:
            place = f"({', '.join(['%s'] * len(fields))})"
            flat = [value for row in values for value in row]
            cursor.execute(f"INSERT INTO {table} ({columns}) VALUES {', '.join([place] * len(rows))}", flat)  # noqa: S608
        else:
            _copy(cursor, f"{table} ({columns})", values)


def update(model: type[Model], names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Set columns of stored rows: each row is (primary key, value, value …) in the order of `names`."""
    _change(model, names, (), rows)


def compare_and_set(
    model: type[Model], names: Sequence[str], rows: Sequence[tuple[Any, ...]], *, guarded: bool = True
) -> None:
    """Set counters that nobody changed since they were read: rows are (primary key, new values …, old values …).

    Raises DomainError('changed_meanwhile') when a row no longer holds its old values; the transaction must then end.
    `guarded` False writes without looking: the control that shows what the guard prevents.
    """
    if not rows:
        return
    if not guarded:
        _change(model, names, (), [row[: 1 + len(names)] for row in rows])
        return
    changed = _change(model, names, names, rows)
    if changed != len(rows):
        raise DomainError(
            "changed_meanwhile", {"table": model.__name__, "rows": len(rows), "unchanged": changed}
        )


def _change(
    model: type[Model], names: Sequence[str], compared: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> int:
    if not rows:
        return 0
    known = {field.attname: field for field in model._meta.concrete_fields}
    fields = [known[name] for name in names]
    old = [known[name] for name in compared]
    pk = model._meta.pk
    assert pk is not None
    typed = [pk, *fields, *old]
    values = _converted(typed, rows)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            sets = ", ".join(f'"{field.column}" = %s' for field in fields)
            same = "".join(f' AND "{field.column}" = %s' for field in old)
            turned = [(*row[1 : 1 + len(fields)], row[0], *row[1 + len(fields) :]) for row in values]
            cursor.executemany(f'UPDATE {table} SET {sets} WHERE "{pk.column}" = %s{same}', turned)  # noqa: S608
            return cursor.rowcount
        named = [f"c{number}" for number in range(len(typed))]
        sets = ", ".join(f'"{field.column}" = v.c{at}' for at, field in enumerate(fields, 1))
        same = "".join(f' AND t."{field.column}" = v.c{at}' for at, field in enumerate(old, 1 + len(fields)))
        if len(rows) <= FEW:
            place = f"({', '.join(f'%s::{_type(field)}' for field in typed)})"
            source = f"(VALUES {', '.join([place] * len(rows))}) AS v({', '.join(named)})"
            flat = [value for row in values for value in row]
        else:
            columns = ", ".join(f"{name} {_type(field)}" for name, field in zip(named, typed, strict=True))
            cursor.execute(
                f"CREATE TEMPORARY TABLE IF NOT EXISTS pg_temp.v_change ({columns}) ON COMMIT DROP"
            )
            _copy(cursor, "pg_temp.v_change", values)
            source, flat = "pg_temp.v_change AS v", []
        cursor.execute(
            f'UPDATE {table} AS t SET {sets} FROM {source} WHERE t."{pk.column}" = v.c0{same}',  # noqa: S608
            flat,
        )
        changed = cursor.rowcount
        if len(rows) > FEW:
            cursor.execute("DROP TABLE pg_temp.v_change")
        return changed


def _copy(cursor: Any, target: str, values: Iterable[Sequence[Any]]) -> None:
    with cursor.copy(f"COPY {target} FROM STDIN") as copy:
        for row in values:
            copy.write_row(row)


def _values(fields: Sequence[Field[Any, Any]], rows: Sequence[Model]) -> list[Sequence[Any]]:
    take = attrgetter(*[field.attname for field in fields])
    return _converted(fields, [take(row) for row in rows])


def _converted(fields: Sequence[Field[Any, Any]], rows: Sequence[Sequence[Any]]) -> list[Sequence[Any]]:
    turned = [
        (at, convert) for at, field in enumerate(fields) if (convert := _convert(field, connection.vendor))
    ]
    if not turned:
        return list(rows)
    done: list[Sequence[Any]] = []
    for row in rows:
        cells = list(row)
        for at, convert in turned:
            if cells[at] is not None:
                cells[at] = convert(cells[at])
        done.append(cells)
    return done


@cache
def _convert(field: Field[Any, Any], vendor: str) -> Convert | None:
    """How a Python value becomes one that the database's driver takes; None = as it is."""
    if isinstance(field, JSONField):
        return lambda value: json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    if vendor == "postgresql":
        return None
    if isinstance(field, DateTimeField):
        return _sqlite_moment
    return date.isoformat if isinstance(field, DateField) else None


def _sqlite_moment(moment: datetime) -> str:
    # As Django writes it: UTC, without a zone.
    return str(moment.astimezone(UTC).replace(tzinfo=None))


@cache
def _type(field: Field[Any, Any]) -> str:
    found = field.db_type(connection)
    assert found is not None
    return (
        {"bigserial": "bigint", "serial": "integer"}.get(found.split("(")[0], found)
        .split("(")[0]
        .replace(" GENERATED BY DEFAULT AS IDENTITY", "")
        .replace("varchar", "text")
    )
