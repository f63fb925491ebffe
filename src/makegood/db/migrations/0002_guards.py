"""History cannot be rewritten: triggers refuse every change of what is append-only, on both databases."""

from __future__ import annotations

from typing import Any

from django.db import migrations

APPEND_ONLY = ("makegood_event", "makegood_stockmove", "makegood_etarevision", "makegood_policyversion")

_SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
_POSTGRES_FUNCTION = """
CREATE FUNCTION makegood_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$
"""
_POSTGRES = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION makegood_append_only()
"""


def guard(apps: Any, schema_editor: Any) -> None:
    """Put the triggers up."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(_POSTGRES_FUNCTION, params=None)
        for table in APPEND_ONLY:
            schema_editor.execute(_POSTGRES.format(table=table))
        return
    for table in APPEND_ONLY:
        for verb in ("update", "delete"):
            schema_editor.execute(_SQLITE.format(table=table, verb=verb, VERB=verb.upper()))


def unguard(apps: Any, schema_editor: Any) -> None:
    """Take them down, to go back to the first version."""
    postgres = schema_editor.connection.vendor == "postgresql"
    for table in APPEND_ONLY:
        for name in (f"{table}_append_only",) if postgres else (f"{table}_no_update", f"{table}_no_delete"):
            schema_editor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if postgres else ""))
    if postgres:
        schema_editor.execute("DROP FUNCTION makegood_append_only()")


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = (("makegood", "0001_initial"),)
    operations = (migrations.RunPython(guard, unguard),)
