"""`makegood tasks`: what people are asked to do, and how long each kind waits for somebody."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from makegood.cli.doing import At, moment, plain, print_rows, run
from makegood.cli.failure import shown
from makegood.cli.live import AsJson, Database, live_shop, print_json
from makegood.cli.tables import table
from makegood.domain.terms.errors import DomainError
from makegood.wording import words
from makegood.wording.sentences import short_day
from makegood.wording.tasks import task_kind, task_said

if TYPE_CHECKING:
    from makegood.queries.tasks import OpenTask, Slowness

TaskIds = Annotated[
    list[str] | None,
    typer.Argument(
        help="Nothing = list them; `done` and their numbers = close them.", metavar="[done NUMBER...]"
    ),
]
OfRole = Annotated[
    str | None, typer.Option("--role", help="Only tasks of this role, such as support.", show_default="all")
]
Note = Annotated[str, typer.Option("--note", help="What was done; kept with what they are about.")]


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
    shop = shop_now(year=now.year)
    today, whose = shop.day(now), _role(role)
    found = list(open_tasks(today=today, role=whose))
    slow = slowness(now=now, today=today, role=whose)
    if as_json:
        print_json({"tasks": [each._asdict() for each in found], "slowness": plain(slow)})
        return
    for line in _told(found, slow, today, shop.day):
        typer.echo(shown(line))


def _role(named: str | None) -> str | None:
    """A role as tasks name it. Raises DomainError('option_invalid')."""
    from makegood.queries.tasks import ROLES

    role = named and named.strip().lower().replace(" ", "_")
    if role is None or role in ROLES:
        return role
    data = {"option": "--role", "found": named, "expected": f"one of {', '.join(ROLES)}"}
    raise DomainError("option_invalid", data)


def _told(
    found: Sequence[OpenTask], slow: Sequence[Slowness], today: date, day_of: Callable[[datetime], date]
) -> Iterator[str]:
    if not found:
        yield "Nobody is asked to do anything."
        return
    yield from table([_row(each, today, day_of(each.opened_at)) for each in found])
    yield ""
    yield "How long they wait, in days"
    yield from table([_slow(each) for each in slow])


def _row(each: OpenTask, today: date, opened_on: date) -> dict[str, Any]:
    about = ", ".join(filter(None, (each.order and f"order {each.order}", each.sku or each.data.get("sku"))))
    what = task_said(each.kind, each.data, today=today)
    return {
        "task": each.task,
        "who": words(each.role),
        "since": short_day(opened_on, today),
        "due": short_day(each.due_on, today),
        "days_late": each.days_late,
        "what": f"{about}: {what}" if about else what,
    }


def _slow(each: Slowness) -> dict[str, Any]:
    told = {"tasks": task_kind(each.kind), "open": each.open, "overdue": each.overdue}
    return told | {"in_the_middle": f"{each.median_days}", "longest": f"{each.oldest_days}"}


def _numbers(words: list[str]) -> tuple[int, ...]:
    verb, *numbers = words
    if verb != "done" or not numbers or not all(number.isascii() and number.isdigit() for number in numbers):
        found, expected = " ".join(words), "nothing, or `done` and the numbers of tasks"
        raise DomainError("option_invalid", {"option": "tasks", "found": found, "expected": expected})
    return tuple(map(int, numbers))
