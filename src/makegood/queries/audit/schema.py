"""The database itself: every table, constraint and trigger is where the code relies on it (SCHEMA)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.apps import apps
from django.db import connection
from django.db.models import Model

from makegood.db.catalogue import Table, catalogue
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
    there = catalogue()
    for model in apps.get_app_config("makegood").get_models():
        if table := there.get(model._meta.db_table):
            yield from _table_differs(model, table)
        else:
            yield f"table {model._meta.db_table}", "there", "missing"


def _table_differs(model: type[Model], table: Table) -> Iterator[Fault]:
    name = f"table {model._meta.db_table}"
    for field in model._meta.concrete_fields:
        if field.column not in table.columns:
            yield name, f"column {field.column}", "missing"
        if field.unique and not field.primary_key and (field.column,) not in table.unique:
            yield name, f"column {field.column} unique", "not unique"
        if field.remote_field and field.column not in table.refers:
            yield name, f"column {field.column} refers to a row", "a number"
    for guard in (*model._meta.constraints, *model._meta.indexes):
        if guard.name not in table.names:
            yield name, guard.name, "missing"


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
