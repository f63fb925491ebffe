"""What is done by processes that migrate and are killed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.process import checkpoint

Place = tuple[str, int]
"""A migration, or "" outside of all, and a statement of it, counted from 1."""


def migrate_until(number: int, *, place: Place | None = None) -> list[str]:
    """Migrate, and stand still after the statement at that place, or at the end where it does not come; of which
    migration each statement was."""
    under_way, done, executor = "", list[str](), MigrationExecutor
    apply = executor.apply_migration

    def applying(self: MigrationExecutor, state: Any, migration: Any, *how: Any, **named: Any) -> Any:
        nonlocal under_way
        under_way = str(migration)
        try:
            return apply(self, state, migration, *how, **named)
        finally:
            under_way = ""

    def counting(execute: Any, *about: Any) -> Any:
        found = execute(*about)
        done.append(under_way)
        if place and (under_way, done.count(under_way)) == tuple(place):
            checkpoint("there")
        return found

    executor.apply_migration = applying  # type: ignore[method-assign]
    with connection.execute_wrapper(counting):
        call_command("migrate", verbosity=0)
    if place:
        checkpoint("there")
    return done


def places(done: Iterable[str]) -> list[Place]:
    """Every place, from the migrations of all statements in their order."""
    count: dict[str, int] = {}
    found = []
    for migration in done:
        count[migration] = count.get(migration, 0) + 1
        found.append((migration, count[migration]))
    return found
