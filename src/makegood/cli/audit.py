"""`makegood audit`: proves that every number of the shop holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import typer

from makegood.cli import options
from makegood.cli.failure import shown
from makegood.cli.live import AsJson, Database, Today, live_shop, print_json, shop_today

if TYPE_CHECKING:
    from makegood.queries.audit import Audit

FOUND = 1


def audit(database: Database = None, today: Today = None, as_json: AsJson = False) -> None:
    """Check every invariant over the whole database, read only, as of one moment.

    Ends with 0 when nothing was found, with 1 when something was, with 2 when it could not look.
    """
    with live_shop(database, asks="audit"):
        from makegood.queries.audit import run

        found = run(today=options.day(today) or shop_today())
        if as_json:
            print_json(as_data(found))
        else:
            typer.echo("\n".join(map(shown, report(found))))
    if found.findings:
        raise typer.Exit(FOUND)


def as_data(found: Audit) -> dict[str, Any]:
    """The same for programs."""
    findings = [each._asdict() for each in found.findings]
    return {"checks": found.checks, "rows": found.rows, "findings": findings}


def report(found: Audit) -> Iterator[str]:
    """What an audit came to, line by line."""
    looked = f"{found.checks} checks over {found.rows:,} rows"
    if not found.findings:
        yield f"{looked} found nothing wrong."
        return
    for each in found.findings:
        yield f"{each.code}: {each.entity}: expected {each.expected}; found {each.found}"
    yield f"{looked} found {len(found.findings):,} that must not be."
