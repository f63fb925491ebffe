"""The tables of a shop as its database has them now: those of the migrations that were applied, not of the newest."""

from __future__ import annotations

from typing import Any

from django.apps.registry import Apps
from django.db.migrations.loader import MigrationLoader
from django.db.models import Model

from makegood.db import version
from makegood.db.archive.manifest import Column, Table
from makegood.domain.terms.errors import DomainError

LEFT_OUT = frozenset({"auth", "contenttypes", "sessions"})
"""Applications whose tables stay behind: Django fills them by itself, with other numbers in each database, or they
hold who is signed in."""

_KINDS = {
    "AutoField": "number",
    "BigAutoField": "number",
    "BigIntegerField": "number",
    "BooleanField": "flag",
    "CharField": "text",
    "DateField": "day",
    "DateTimeField": "moment",
    "IntegerField": "number",
    "JSONField": "json",
    "PositiveIntegerField": "number",
    "PositiveSmallIntegerField": "number",
    "TextField": "text",
}


def loaded() -> MigrationLoader:
    """The migrations, and which of them were applied. Raises DomainError('database_newer') for unknown ones."""
    found = version.tables()
    if found.unknown:
        said = ", ".join(found.unknown)
        raise DomainError("database_newer", {"found": said, "expected": "the version of Makegood it is of"})
    return found.loader


def newest(loader: MigrationLoader) -> tuple[str, ...]:
    """Of each application the newest migrations that were applied."""
    applied = {key for key in loader.graph.nodes if key in loader.applied_migrations}
    ends = [
        key
        for key in applied
        if not any(
            child.key[0] == key[0] and child.key in applied for child in loader.graph.node_map[key].children
        )
    ]
    return tuple(sorted(f"{app}.{name}" for app, name in ends))


def keys(migrations: tuple[str, ...]) -> list[tuple[str, str]]:
    """Migrations as Django names them."""
    return [(app, name) for app, _, name in (each.partition(".") for each in migrations)]


def tables(loader: MigrationLoader, migrations: tuple[str, ...]) -> tuple[Table, ...]:
    """Every table that a backup holds, after these migrations."""
    apps: Apps = loader.project_state(keys(migrations)).apps
    return tuple(
        _table(model)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label not in LEFT_OUT and model._meta.managed and not model._meta.proxy
    )


def _table(model: type[Model]) -> Table:
    key = model._meta.pk
    fields = [key, *(field for field in model._meta.concrete_fields if field is not key)]
    return Table(model._meta.db_table, tuple(Column(str(field.column), kind(field)) for field in fields))


def kind(field: Any) -> str:
    """How the values of a column are written; a reference is what it refers to."""
    while field.remote_field:
        field = field.target_field
    return _KINDS[str(field.get_internal_type())]
