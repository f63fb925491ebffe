"""The database itself: every table, constraint and trigger is where the code relies on it (SCHEMA)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.apps import apps
from django.db import connection
from django.db.models import Model

from makegood.db.guards import missing_guards
from makegood.db.version import tables
from makegood.queries.audit.check import Fault, Scope, check, rows


@check(
    "SCHEMA",
    "Every migration was applied, and no table, column or constraint that guards a rule is missing.",
    how="the database's own catalogue against the models and migrations of this version",
)
def tables_are_whole(scope: Scope) -> Iterator[Fault]:
    """Migrations, then each table."""
    found = tables()
    for name in found.waiting:
        yield f"migration {name}", "applied", "not applied"
    for name in found.unknown:
        yield f"migration {name}", "known", "of a newer version"
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
    for model in apps.get_app_config("makegood").get_models():
        if model._meta.db_table in there:
            yield from _table_differs(model)
        else:
            yield f"table {model._meta.db_table}", "there", "missing"


def _table_differs(model: type[Model]) -> Iterator[Fault]:
    table = model._meta.db_table
    with connection.cursor() as cursor:
        columns = {each.name for each in connection.introspection.get_table_description(cursor, table)}
        found = connection.introspection.get_constraints(cursor, table)
    for field in model._meta.concrete_fields:
        if field.column not in columns:
            yield f"table {table}", f"column {field.column}", "missing"
    alone = {tuple(each["columns"]) for each in found.values() if each["unique"]}
    to = {tuple(each["columns"]): each["foreign_key"] for each in found.values() if each["foreign_key"]}
    for field in model._meta.concrete_fields:
        if field.unique and not field.primary_key and (field.column,) not in alone:
            yield f"table {table}", f"column {field.column} unique", "not unique"
        if field.remote_field and (field.column,) not in to:
            yield f"table {table}", f"column {field.column} refers to a row", "a number"
    for name in [each.name for each in (*model._meta.constraints, *model._meta.indexes)]:
        if name not in found:
            yield f"table {table}", name, "missing"


@check(
    "SCHEMA",
    "History cannot be rewritten: triggers refuse every change of what is append-only.",
    how="the triggers of `event`, `stockmove`, `etarevision`, `policyversion` and `picture`, there and switched on",
)
def history_is_guarded(scope: Scope) -> Iterable[Fault]:
    """Each trigger."""
    for name in missing_guards():
        yield f"trigger {name}", "there and switched on", "missing"


@check(
    "SCHEMA",
    "No row refers to one that is not there.",
    how="the database's own check of foreign keys, where it can be asked for it (SQLite); PostgreSQL keeps them itself",
)
def rows_refer_to_rows(scope: Scope) -> Iterable[Fault]:
    """Each foreign key of each row."""
    if connection.vendor == "sqlite":
        for table, row, other, _ in rows("PRAGMA foreign_key_check"):
            yield f"{table} {row}", f"a row of {other}", "none"


CHECKS = (tables_are_whole, history_is_guarded, rows_refer_to_rows)
