"""Whether the tables are those of this version."""

from __future__ import annotations

from typing import NamedTuple

from django.db import connection
from django.db.migrations.executor import MigrationExecutor


class Tables(NamedTuple):
    """Migrations that this version has and the database lacks, and those of a newer version that this one lacks."""

    waiting: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def state(self) -> str:
        """`ready`, or what is to be done."""
        if self.unknown:
            return "the database is of a newer version"
        return "the database waits for `makegood migrate`" if self.waiting else "ready"


def tables() -> Tables:
    """Of the database that is open. Raises what the database raises when it does not answer."""
    executor = MigrationExecutor(connection)
    known = executor.loader.disk_migrations
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    ours = {app for app, _ in known}
    unknown = [key for key in executor.loader.applied_migrations if key[0] in ours and key not in known]
    return Tables(
        tuple(f"{each.app_label}.{each.name}" for each, _ in waiting),
        tuple(sorted(".".join(key) for key in unknown)),
    )
