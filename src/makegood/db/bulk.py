"""Many rows in few statements, on both databases. The one place with SQL of our own for writing."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import AutoField, DateField, DateTimeField, Field, JSONField, Model

from makegood.db import sql
from makegood.db.chain import canonical
from makegood.domain.terms.errors import DomainError

FEW = 50
"""Up to so many rows PostgreSQL gets as one prepared statement each; more go by COPY, which costs more to begin."""

Convert = Callable[[Any], Any]


def assign_ids(model: type[Model], rows: Sequence[Model], *, after: int = 0) -> None:
    """Give new rows their primary keys before they are written, so that others can refer to them.

    `after` = the last number given to a row of this table that is not written yet.
    """
    if not rows:
        return
    table = model._meta.db_table
    ids: Iterable[int]
    if connection.vendor == "postgresql":
        found = sql.ask(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", table, len(rows)
        )
        ids = [number for (number,) in found]
    else:
        # The writer's lock is ours already, so nobody else numbers rows now.
        ((stored,),) = sql.ask(f"SELECT coalesce(max(id), 0) FROM {table}")  # noqa: S608 - a name of our own
        last = max(stored, after)
        ids = range(last + 1, last + 1 + len(rows))
    for row, number in zip(rows, ids, strict=True):
        row.__dict__["id"] = number


def insert(model: type[Model], rows: Sequence[Model], *, unless_there: bool = False) -> int:
    """Write new rows of one table; those without a primary key get one from the database. How many were written:
    `unless_there` leaves out those that would break a rule of uniqueness."""
    if not rows:
        return 0
    table = _table(model, connection.vendor, rows[0].pk is not None)
    values = _converted(table.converts, [table.take(row.__dict__) for row in rows])
    if connection.vendor == "postgresql" and len(rows) > FEW and not unless_there:
        with connection.cursor() as cursor:
            _copy(cursor, table.target, values)
        return len(rows)
    return sql.run_each(table.insert_unless_there if unless_there else table.insert, values)


def update(model: type[Model], names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Set columns of stored rows: each row is (primary key, value, value …) in the order of `names`."""
    if not rows:
        return
    change = _change_of(model, connection.vendor, tuple(names), ())
    if len(rows) <= FEW or canonical in change.converts:
        _change(model, names, (), rows)
        return
    alike: dict[tuple[Any, ...], list[int]] = {}
    for row in rows:
        alike.setdefault(row[1:], []).append(row[0])
    if len(alike) * FEW > len(rows):
        _change(model, names, (), rows)
        return
    # Thousands of rows that get the same few values: a statement for each value, with its primary keys as a list.
    values = _converted(change.converts, [(0, *each) for each in alike])
    for (_, *each), ids in zip(values, alike.values(), strict=True):
        sql.run(change.update_alike, *each, ids)


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
    change = _change_of(model, connection.vendor, tuple(names), tuple(compared))
    values = _converted(change.converts, rows)
    if connection.vendor == "postgresql" and len(rows) > FEW:
        return _change_many(change, values)
    # In the order of the statement: the primary key stands behind what is set.
    end = 1 + len(names)
    return sql.run_each(change.update, [(*row[1:end], row[0], *row[end:]) for row in values])


def _change_many(change: _Change, rows: Sequence[Sequence[Any]]) -> int:
    """One UPDATE from a temporary table."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE v_change ({change.typed}) ON COMMIT DROP")
        _copy(cursor, "v_change", rows)
        cursor.execute(change.update_many)
        changed = int(cursor.rowcount)
        cursor.execute("DROP TABLE v_change")
    return changed


class _Table(NamedTuple):
    """How rows of a table are written."""

    target: str
    insert: str
    insert_unless_there: str
    take: Callable[[Mapping[str, Any]], tuple[Any, ...]]
    converts: tuple[Convert | None, ...]


@cache
def _table(model: type[Model], vendor: str, numbered: bool) -> _Table:
    fields = [field for field in model._meta.concrete_fields if numbered or not isinstance(field, AutoField)]
    target = f"{model._meta.db_table} ({', '.join(_named(fields))})"
    places = ", ".join(["%s"] * len(fields))
    insert = f"INSERT INTO {target} VALUES ({places})"  # noqa: S608 - names of our own
    # Of the row's own columns: Django looks a foreign key's up by a call of its own.
    names = [field.attname for field in fields]
    # Of one name `itemgetter` gives the bare value.
    take = itemgetter(*names) if len(names) > 1 else lambda row: (row[names[0]],)
    return _Table(target, insert, f"{insert} ON CONFLICT DO NOTHING", take, _converts(fields, vendor))


class _Change(NamedTuple):
    """An UPDATE of many rows at once: each row has its own values."""

    update: str
    update_alike: str
    update_many: str
    typed: str
    converts: tuple[Convert | None, ...]


@cache
def _change_of(model: type[Model], vendor: str, names: tuple[str, ...], compared: tuple[str, ...]) -> _Change:
    known = {field.attname: field for field in model._meta.concrete_fields}
    fields = [known[name] for name in ("id", *names, *compared)]
    columns, table, end = _named(fields), model._meta.db_table, 1 + len(names)
    sets = ", ".join(f"{name} = %s" for name in columns[1:end])
    same = "".join(f" AND {name} = %s" for name in columns[end:])
    sets_many = ", ".join(f"{name} = v.c{at}" for at, name in enumerate(columns[1:end], 1))
    same_many = "".join(f" AND t.{name} = v.c{at}" for at, name in enumerate(columns[end:], end))
    return _Change(
        f'UPDATE {table} SET {sets} WHERE "id" = %s{same}',  # noqa: S608 - names of our own
        f'UPDATE {table} SET {sets} WHERE "id" IN_LIST(%s)',  # noqa: S608
        f"UPDATE {table} AS t SET {sets_many} FROM v_change AS v WHERE t.id = v.c0{same_many}",  # noqa: S608
        ", ".join(f"c{at} {_type(field)}" for at, field in enumerate(fields)),
        _converts(fields, vendor),
    )


def _named(fields: Iterable[Field[Any, Any]]) -> list[str]:
    return [f'"{field.column}"' for field in fields]


def _copy(cursor: Any, target: str, values: Iterable[Sequence[Any]]) -> None:
    with cursor.copy(f"COPY {target} FROM STDIN") as copy:
        for row in values:
            copy.write_row(row)


def _converted(
    converts: Sequence[Convert | None], rows: Sequence[tuple[Any, ...]]
) -> Sequence[tuple[Any, ...]]:
    """Rows as the driver takes them, worked out column by column: a day that recurs is turned into text once."""
    if not any(converts):
        return rows
    columns = list(zip(*rows, strict=True))
    for at, convert in enumerate(converts):
        if convert is not None:
            columns[at] = _turned(columns[at], convert)
    return list(zip(*columns, strict=True))


def _turned(column: tuple[Any, ...], convert: Convert) -> tuple[Any, ...]:
    if convert is canonical:
        return tuple([convert(value) for value in column])
    known: dict[Hashable, Any] = {value: None if value is None else convert(value) for value in set(column)}
    return tuple([known[value] for value in column])


def _converts(fields: Iterable[Field[Any, Any]], vendor: str) -> tuple[Convert | None, ...]:
    return tuple(_convert(field, vendor) for field in fields)


def _convert(field: Field[Any, Any], vendor: str) -> Convert | None:
    """How a Python value becomes one that the database's driver takes; None = as it is."""
    if isinstance(field, JSONField):
        return canonical
    if vendor == "postgresql":
        return None
    if isinstance(field, DateTimeField):
        return _sqlite_moment
    return date.isoformat if isinstance(field, DateField) else None


def _sqlite_moment(moment: datetime) -> str:
    # As Django writes it: UTC, without a zone.
    return str(moment.astimezone(UTC).replace(tzinfo=None))


def _type(field: Field[Any, Any]) -> str:
    """The PostgreSQL type of a value for this column: keys are numbers, texts have no length."""
    found = (field.db_type(connection) or "").split("(")[0].split(" GENERATED")[0]
    return {"varchar": "text"}.get(found, found)
