"""Many rows in few statements, on both databases. The one place with SQL of our own for writing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple

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
    """Set columns where the compared ones still hold their old values; how many rows were changed."""
    if not rows:
        return 0
    known = {field.attname: field for field in model._meta.concrete_fields}
    pk = model._meta.pk
    assert pk is not None
    change = _Change(
        model._meta.db_table, pk, [known[name] for name in names], [known[name] for name in compared]
    )
    values = _converted(change.columns, rows)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            return change.on_postgresql(cursor, values)
        return change.on_sqlite(cursor, values)


class _Change(NamedTuple):
    """An UPDATE of many rows at once: each row has its own values."""

    table: str
    pk: Field[Any, Any]
    sets: Sequence[Field[Any, Any]]
    compared: Sequence[Field[Any, Any]]

    @property
    def columns(self) -> list[Field[Any, Any]]:
        """What a row consists of."""
        return [self.pk, *self.sets, *self.compared]

    def on_sqlite(self, cursor: Any, rows: Sequence[Sequence[Any]]) -> int:
        """One prepared statement, run for each row."""
        sets = ", ".join(f'"{field.column}" = %s' for field in self.sets)
        same = "".join(f' AND "{field.column}" = %s' for field in self.compared)
        end = 1 + len(self.sets)
        turned = [(*row[1:end], row[0], *row[end:]) for row in rows]
        cursor.executemany(f'UPDATE {self.table} SET {sets} WHERE "{self.pk.column}" = %s{same}', turned)  # noqa: S608
        return int(cursor.rowcount)

    def on_postgresql(self, cursor: Any, rows: Sequence[Sequence[Any]]) -> int:
        """One statement: few rows as values, many through a temporary table."""
        columns = self.columns
        names = [f"c{number}" for number in range(len(columns))]
        if len(rows) <= FEW:
            place = f"({', '.join(f'%s::{_type(field)}' for field in columns)})"
            source = f"(VALUES {', '.join([place] * len(rows))}) AS v({', '.join(names)})"
            return self._update_from(cursor, source, [value for row in rows for value in row])
        typed = ", ".join(f"{name} {_type(field)}" for name, field in zip(names, columns, strict=True))
        cursor.execute(f"CREATE TEMPORARY TABLE v_change ({typed}) ON COMMIT DROP")
        _copy(cursor, "v_change", rows)
        changed = self._update_from(cursor, "v_change AS v", [])
        cursor.execute("DROP TABLE v_change")
        return changed

    def _update_from(self, cursor: Any, source: str, values: list[Any]) -> int:
        sets = ", ".join(f'"{field.column}" = v.c{at}' for at, field in enumerate(self.sets, 1))
        first = 1 + len(self.sets)
        same = "".join(f' AND t."{field.column}" = v.c{at}' for at, field in enumerate(self.compared, first))
        cursor.execute(
            f'UPDATE {self.table} AS t SET {sets} FROM {source} WHERE t."{self.pk.column}" = v.c0{same}',  # noqa: S608
            values,
        )
        return int(cursor.rowcount)


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
    """The PostgreSQL type of a value for this column: keys are numbers, texts have no length."""
    found = (field.db_type(connection) or "").split("(")[0].split(" GENERATED")[0]
    return {"varchar": "text"}.get(found, found)
