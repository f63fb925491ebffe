"""`makegood migrate`: a database for a shop, new or of an older version, made ready for this one."""

from __future__ import annotations

import typer

from makegood.cli.live import Database, live_shop, shop_today

FOUND = 1


def migrate(database: Database = None) -> None:
    """Make the database ready for this version; one that is not there is made. Ends with 1 when the audit, which runs
    over it afterwards, finds something."""
    with live_shop(database, new=True):
        from django.core.management import call_command

        from makegood.queries.audit import audit

        call_command("migrate", verbosity=0)
        findings = audit(today=shop_today())
        for each in findings:
            typer.echo(f"{each.code}: {each.entity}: expected {each.expected}; found {each.found}", err=True)
        if findings:
            raise typer.Exit(FOUND)
        typer.echo("The database is ready, and its audit found nothing wrong.")
