"""`makegood review`: the daily look at all that waits."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from makegood.cli.doing import At, run
from makegood.cli.failure import shown
from makegood.cli.live import AsJson, Database, live_shop, print_json
from makegood.spreadsheet.writing.phrases import counted
from makegood.wording.tasks import task_kind

if TYPE_CHECKING:
    from makegood.services.review import Reviewed

Skus = Annotated[
    list[str] | None, typer.Option("--sku", help="Only what waits for this SKU; may be repeated.")
]


def review(sku: Skus = None, database: Database = None, at: At = None, as_json: AsJson = False) -> None:
    """Look at every waiting line today: buckets, next reviews, escalations, preorders due, windows that have passed,
    stuck releases. Each thing is asked of people once; the same day again finds nothing new."""
    with live_shop(database):
        from makegood.services.release import FlagStuck
        from makegood.services.review import Review

        stuck = [] if sku else run(FlagStuck(), at)
        found = run(Review(skus=tuple(sku) if sku else None), at)
        if as_json:
            print_json({**dataclasses.asdict(found), "stuck_releases": stuck})
        else:
            typer.echo("\n".join(map(shown, _said(found, stuck))))


def _said(found: Reviewed, stuck: list[Any]) -> Iterator[str]:
    yield f"Looked at {counted(found.cases, 'waiting line')}; {found.changed:,} changed."
    for name, number in sorted(found.asked.items()):
        yield f"  {task_kind(name)}: {counted(number, 'new task')}"
    facts = (
        (found.escalated, "review that nobody made", "reviews that nobody made"),
        (found.passed, "line whose window has passed", "lines whose window has passed"),
        (len(stuck), "release newly stuck", "releases newly stuck"),
        (found.taken_over, "task handed to the backup", "tasks handed to the backup"),
        (found.moot, "task that nobody has to do any more", "tasks that nobody has to do any more"),
    )
    yield from (f"  {number:,} {one if number == 1 else many}" for number, one, many in facts if number)
    if found.preorders:
        yield f"  preorders whose day has come: {', '.join(found.preorders)}"
