"""`makegood migrate`: a database for a shop, new or of an older version, made ready for this one."""

from __future__ import annotations

import typer

from makegood.cli.audit import FOUND, as_data
from makegood.cli.live import AsJson, Database, live_shop, print_json, shop_today


def migrate(database: Database = None, as_json: AsJson = False) -> None:
    """Make the database ready for this version; one that is not there is made. Ends with 1 when the audit, which runs
    over it afterwards, finds something."""
    with live_shop(database, new=True):
        from django.core.management import call_command

        from makegood.queries.audit import run

        call_command("migrate", verbosity=0)
        found = run(today=shop_today())
        if as_json:
            print_json(as_data(found))
        elif not found.findings:
            typer.echo("The database is ready, and its audit found nothing wrong.")
        else:
            for each in found.findings:
                typer.echo(
                    f"{each.code}: {each.entity}: expected {each.expected}; found {each.found}", err=True
                )
    if found.findings:
        raise typer.Exit(FOUND)
