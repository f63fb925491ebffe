"""How often somebody tried to guess, counted by all processes together: Django's table of a cache, without a model."""

from __future__ import annotations

from typing import Any

from django.db import migrations

TABLE = "makegood_limit"


def make(apps: Any, schema_editor: Any) -> None:
    """As `createcachetable` makes it."""
    moment = "timestamp with time zone" if schema_editor.connection.vendor == "postgresql" else "datetime"
    schema_editor.execute(
        f"CREATE TABLE {TABLE} (cache_key varchar(255) NOT NULL PRIMARY KEY, value text NOT NULL, "
        f"expires {moment} NOT NULL)",
        params=None,
    )
    schema_editor.execute(f"CREATE INDEX {TABLE}_expires ON {TABLE} (expires)", params=None)


def drop(apps: Any, schema_editor: Any) -> None:
    """To go back."""
    schema_editor.execute(f"DROP TABLE {TABLE}", params=None)


class Migration(migrations.Migration):
    dependencies = (("makegood", "0012_picture"),)
    operations = (migrations.RunPython(make, drop),)
