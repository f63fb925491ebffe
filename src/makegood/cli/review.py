"""`makegood review` and `makegood tasks`: the daily look at all that waits, and what people are asked to do."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from makegood.cli.doing import At, moment, plain, print_rows, run
from makegood.cli.failure import shown
from makegood.cli.live import AsJson, Database, live_shop, print_json
from makegood.domain.terms.errors import DomainError
from makegood.spreadsheet.writing.phrases import counted

if TYPE_CHECKING:
    from makegood.services.review import Reviewed

Skus = Annotated[
    list[str] | None, typer.Option("--sku", help="Only what waits for this SKU; may be repeated.")
]
TaskIds = Annotated[
    list[str] | None, typer.Argument(help="Nothing = list them; `done` and their numbers = close them.")
]
OfRole = Annotated[str | None, typer.Option("--role", help="Only tasks of this role.")]
Note = Annotated[str, typer.Option("--note", help="What was done; kept with what they are about.")]


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


def tasks(
    words: TaskIds = None,
    role: OfRole = None,
    note: Note = "",
    database: Database = None,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """List open tasks, overdue ones first, and how long each kind waits; `done 12 15` closes tasks."""
    with live_shop(database, asks=None if words else "tasks"):
        if words:
            from makegood.services.review import CloseTasks

            print_rows(plain(run(CloseTasks(tasks=_numbers(words), note=note), at)), as_json)
            return
        _list(role, at, as_json)


def _list(role: str | None, at: str | None, as_json: bool) -> None:
    from makegood.queries.shop import shop_now
    from makegood.queries.tasks import open_tasks, slowness

    now = moment(at)
    today = shop_now(year=now.year).day(now)
    found = open_tasks(today=today, role=role)
    slow = slowness(now=now, today=today)
    if as_json:
        print_json({"tasks": [each._asdict() for each in found], "slowness": plain(slow)})
        return
    for each in found:
        late = f", {counted(each.days_late, 'day')} late" if each.days_late else ""
        about = " ".join(filter(None, (each.order and f"order {each.order}", each.sku)))
        rest = "; ".join(f"{name} {value}" for name, value in each.data.items() if value not in ([], None))
        told = f"{each.task}  {each.role}  {each.kind}  due {each.due_on}{late}  {about}  {rest}"
        typer.echo(shown(told.rstrip()))
    for kind in slow:
        typer.echo(
            f"{kind.kind}: {kind.open:,} open, {kind.overdue:,} overdue, "
            f"waiting {kind.median_days} days in the middle, {kind.oldest_days} at most"
        )


def _numbers(words: list[str]) -> tuple[int, ...]:
    verb, *numbers = words
    if verb != "done" or not numbers or not all(number.isascii() and number.isdigit() for number in numbers):
        found, expected = " ".join(words), "nothing, or `done` and the numbers of tasks"
        raise DomainError("option_invalid", {"option": "tasks", "found": found, "expected": expected})
    return tuple(map(int, numbers))


def _said(found: Reviewed, stuck: list[Any]) -> Iterator[str]:
    yield f"Looked at {counted(found.cases, 'waiting line')}; {found.changed:,} changed."
    for name, number in sorted(found.asked.items()):
        yield f"  {name.replace('_', ' ')}: {counted(number, 'new task')}"
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
