"""A migration is made and noted, or neither."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from pytest_django import DjangoDbBlocker

from tests import live


@pytest.mark.usefixtures("database_template")
def test_each_migration_is_noted_in_the_transaction_that_makes_it(
    tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> None:
    made: list[bool] = []

    def watch(execute: Any, statement: str, *about: Any) -> Any:
        if statement.startswith('INSERT INTO "django_migrations"'):
            made.append(connection.in_atomic_block)
        return execute(statement, *about)

    with django_db_blocker.unblock(), live.fresh_database(tmp_path, like=None):
        with connection.execute_wrapper(watch):
            call_command("migrate", verbosity=0)
        assert len(made) == len(MigrationRecorder(connection).applied_migrations()) > 30
    assert all(made)
