"""A migration and the note that it was made are one transaction: whoever is killed in between has made neither."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate
from django.db.migrations.executor import MigrationExecutor


def each_whole() -> None:
    """From now on, of every migration, ours and those of others, however they are called for."""
    # The command takes the one of its module: no other can be handed to it.
    migrate.MigrationExecutor = _Whole  # type: ignore[attr-defined]


class _Whole(MigrationExecutor):
    """Django leaves keys and indexes to the end of a migration, and notes one that has such only after its commit. Here
    they are made a step earlier, and nothing is left for afterwards."""

    def apply_migration(self, state: Any, migration: Any, *how: Any, **named: Any) -> Any:
        apply = migration.apply

        def whole(state: Any, editor: Any, *rest: Any) -> Any:
            after = apply(state, editor, *rest)
            while editor.deferred_sql:
                editor.execute(editor.deferred_sql.pop(0), None)
            return after

        migration.apply = whole
        try:
            return super().apply_migration(state, migration, *how, **named)
        finally:
            del migration.apply
