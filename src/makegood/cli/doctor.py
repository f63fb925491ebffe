"""`makegood doctor`: what is the matter with the database, and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from makegood.cli.failure import shown
from makegood.cli.live import AsJson, Database, live_shop, now, print_json
from makegood.wording.health import TO_DO

if TYPE_CHECKING:
    from makegood.queries.health import Health

FAILED = 1


def doctor(database: Database = None, as_json: AsJson = False) -> None:
    """Look at the database and what it stands on; say what is in order and what to do about the rest.

    Ends with 0 when nothing failed, warnings or not, with 1 when something did.
    """
    with live_shop(database, asks="health"):
        from makegood.queries.health import health

        found = health(now=now())
        if as_json:
            print_json([asdict(each) for each in found])
        else:
            typer.echo("\n".join(map(shown, _lines(found))))
    if any(each.state == "fail" for each in found):
        raise typer.Exit(FAILED)


def _lines(found: Sequence[Health]) -> Iterator[str]:
    for each in found:
        yield f"{each.state:5} {each.part:11} {each.found}"
        if each.state != "ok":
            yield f"      {'':11} {TO_DO[each.part]}"
