"""Pictures that the policy names: kept, and never changed."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models

TABLE = "makegood_picture"


def guard(apps: Any, schema_editor: Any) -> None:
    """Put the triggers up, as 0002 did for the first tables."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"CREATE TRIGGER {TABLE}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {TABLE} "
            "FOR EACH STATEMENT EXECUTE FUNCTION makegood_append_only()",
            params=None,
        )
        return
    for verb in ("update", "delete"):
        schema_editor.execute(
            f"CREATE TRIGGER {TABLE}_no_{verb} BEFORE {verb.upper()} ON {TABLE} "
            f"BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END",
            params=None,
        )


class Migration(migrations.Migration):
    dependencies = [
        ("makegood", "0011_board"),
    ]

    operations = [
        migrations.CreateModel(
            name="Picture",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("kind", models.CharField(max_length=20)),
                ("content", models.TextField()),
                ("at", models.DateTimeField()),
            ],
        ),
        # The table takes its triggers with it.
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
