"""Whether the tables are those of this version."""

from __future__ import annotations

from typing import NamedTuple

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader


class Tables(NamedTuple):
    """Migrations, each `app.name`: those that this version has and the database lacks, and those of a newer version
    that this one lacks. `loader` knows all of them."""

    waiting: tuple[str, ...]
    unknown: tuple[str, ...]
    loader: MigrationLoader

    @property
    def state(self) -> str:
        """`ready`, or what is to be done."""
        if self.unknown:
            return "the database is of a newer version"
        return "the database waits for `makegood migrate`" if self.waiting else "ready"


def tables() -> Tables:
    """Of the database that is open. Raises what the database raises when it does not answer."""
    executor = MigrationExecutor(connection)
    loader = executor.loader
    waiting = executor.migration_plan(loader.graph.leaf_nodes())
    unknown = loader.applied_migrations.keys() - loader.disk_migrations.keys()
    return Tables(
        tuple(f"{each.app_label}.{each.name}" for each, _ in waiting),
        tuple(sorted(".".join(key) for key in unknown)),
        loader,
    )
