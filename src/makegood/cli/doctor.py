"""`makegood doctor`: what is the matter with the database, and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from makegood.cli.failure import shown
from makegood.cli.live import AsJson, Database, live_shop, now, print_json

if TYPE_CHECKING:
    from makegood.queries.health import Health

FAILED = 1
_TO_DO = {
    "database": "Look at --database or MAKEGOOD_DATABASE; PostgreSQL must be version 14 or later, and running.",
    "migrations": "Stop what uses the database, back it up, and apply the migrations of this version.",
    "tables": "Restore the newest backup whose audit finds nothing, or make the missing constraint anew.",
    "triggers": "Make the triggers anew, then run `makegood audit`: history may have been changed meanwhile.",
    "durability": "Put the settings back: an order that was answered must outlive a power cut.",
    "file": "Stop what uses it, keep a copy, and restore the newest backup whose audit finds nothing.",
    "disk": "Make room, or move the database to a larger disk of this machine. Never keep it on a network disk.",
    "processes": "SQLite has one writer at a time. With so many processes PostgreSQL serves them sooner.",
    "mail": "Set MAKEGOOD_MAIL and MAKEGOOD_MAIL_FROM, where customers are to be told by mail.",
    "inbox": "Look at MAKEGOOD_INBOX, and whether its server can be reached from here.",
    "zones": "Install the package tzdata.",
    "jobs": "Look at `makegood jobs`: mend what it says and have it tried again. Is `makegood worker` running?",
    "policy": "Import a policy that holds; `makegood policy check` says what is wrong with a file.",
}


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
            yield f"      {'':11} {_TO_DO[each.part]}"
