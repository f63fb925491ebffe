"""`makegood jobs`: what the worker has to do, is doing and has given up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from makegood.cli.doing import At, moment, plain, run
from makegood.cli.failure import shown
from makegood.cli.live import AsJson, Database, live_shop, print_json
from makegood.cli.tables import table
from makegood.spreadsheet.writing.phrases import counted

if TYPE_CHECKING:
    from makegood.queries.jobs import Backlog, OpenJob

Numbers = Annotated[
    list[int] | None,
    typer.Option(
        "--revive", help="Try this job again, which was given up; may be repeated.", metavar="NUMBER"
    ),
]


def jobs(revive: Numbers = None, database: Database = None, at: At = None, as_json: AsJson = False) -> None:
    """List what the worker has still to do: given up first, then by due moment. Ends with 1 when something was."""
    with live_shop(database, asks=None if revive else "jobs"):
        from makegood.queries.jobs import backlog
        from makegood.services.machine import Revive

        if revive:
            keys = run(Revive(jobs=tuple(revive)), at)
            print_json(keys) if as_json else typer.echo(shown(f"Due again: {', '.join(keys)}."))
            return
        found = backlog(now=moment(at))
        if as_json:
            (data,) = plain([found])
            print_json({**data, "jobs": [each._asdict() for each in found.jobs]})
        else:
            typer.echo("\n".join(map(shown, _told(found))))
    if found.dead:
        raise typer.Exit(1)


def _told(found: Backlog) -> Iterator[str]:
    numbers = f"{found.waiting:,} waiting, {found.held:,} held, {found.dead:,} given up"
    late = f"; the oldest has been due for {_lasting(found.oldest_seconds)}" if found.oldest_seconds else ""
    yield f"{counted(len(found.jobs), 'job')}: {numbers}{late}."
    if found.jobs:
        yield ""
        yield from table([_row(each) for each in found.jobs])


def _row(each: OpenJob) -> dict[str, Any]:
    # In the last column nothing is cut: whoever mends a job needs its name and its error whole.
    what = [each.key]
    if each.held_by and each.state != "waiting":
        what.append(f"held by {each.held_by}")
    if each.error:
        what.append(f"last error: {each.error}")
    state = "given up" if each.state == "dead" else each.state
    return {"job": each.job, "state": state, "tries": each.tries, "due": each.due_at, "what": "; ".join(what)}


def _lasting(seconds: int) -> str:
    """How long, in the largest unit that fits."""
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= length:
            return counted(seconds // length, unit)
    return counted(seconds, "second")
