"""What the database says its tables are: columns, and what guards them."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any, NamedTuple

from django.db import connection

from makegood.db.sql import ask


class Table(NamedTuple):
    """`unique` = columns that together are in no two rows (on PostgreSQL also: of some rows); `refers` = columns that
    each refer to a row; `names` = of its indexes and constraints."""

    columns: frozenset[str]
    unique: frozenset[tuple[str, ...]]
    refers: frozenset[str]
    names: frozenset[str]


def catalogue() -> dict[str, Table]:
    """Every table of the database, by name."""
    return _of_sqlite() if connection.vendor == "sqlite" else _of_postgresql()


def _of_sqlite() -> dict[str, Table]:
    # Django takes each table's own text apart to find its constraints, for which it needs a second or two for ours.
    written = dict(ask("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
    columns = _grouped(
        "SELECT t.name, c.name FROM sqlite_master t, pragma_table_info(t.name) c WHERE t.type = 'table'"
    )
    refers = _grouped(
        "SELECT t.name, f.\"from\" FROM sqlite_master t, pragma_foreign_key_list(t.name) f WHERE t.type = 'table'"
    )
    indexes = _grouped("SELECT tbl_name, name FROM sqlite_master WHERE type = 'index'")
    unique: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for table, index, column in ask(
        "SELECT t.name, i.name, c.name FROM sqlite_master t, pragma_index_list(t.name) i, pragma_index_info(i.name) c"
        " WHERE t.type = 'table' AND i.\"unique\" AND NOT i.partial ORDER BY c.seqno"
    ):
        unique[table][index].append(column)
    return {
        name: Table(
            frozenset(columns[name]),
            frozenset(map(tuple, unique[name].values())),
            frozenset(refers[name]),
            frozenset(indexes[name]) | frozenset(re.findall(r'CONSTRAINT "(\w+)"', sql)),
        )
        for name, sql in written.items()
    }


def _grouped(sql: str) -> dict[str, list[Any]]:
    found = defaultdict(list)
    for table, value in ask(sql):
        found[table].append(value)
    return found


def _of_postgresql() -> dict[str, Table]:
    tables = {}
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            columns = connection.introspection.get_table_description(cursor, name)
            found = connection.introspection.get_constraints(cursor, name)
            tables[name] = Table(
                frozenset(each.name for each in columns),
                frozenset(tuple(each["columns"]) for each in found.values() if each["unique"]),
                frozenset(
                    column for each in found.values() if each["foreign_key"] for column in each["columns"]
                ),
                frozenset(found),
            )
    return tables
