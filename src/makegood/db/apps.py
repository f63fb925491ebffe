"""The one Django application: all tables of the shop."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class DbConfig(AppConfig):
    """Tables are named makegood_*, whatever the package is called."""

    name = "makegood.db"
    label = "makegood"
    verbose_name = "Makegood"

    def ready(self) -> None:
        """Connections remember our statements, and migrations are noted with what they change."""
        from makegood.db.migrating import each_whole

        connection_created.connect(_remember_statements)
        each_whole()


def _remember_statements(connection: Any, **_: object) -> None:
    """PostgreSQL keeps a plan for each statement and each types of values: all whole numbers are of one type, and all
    statements of ours (db.sql, db.bulk) find room."""
    if connection.vendor == "postgresql":
        from psycopg.types.numeric import Int8Dumper

        connection.connection.prepared_max = 500
        connection.connection.adapters.register_dumper(int, Int8Dumper)
