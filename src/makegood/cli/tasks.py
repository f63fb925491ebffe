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
        help="Nothing = list them; `done` and their numbers = close them, `give` = hand them over, `yes` or `no` = "
        "answer those that are a question.",
        metavar="[done|give|yes|no NUMBER...]",
    ),
]
To = Annotated[
    str | None, typer.Option("--to", help="With `give`: the role, such as finance.", show_default=False)
]
Cases = Annotated[list[int], typer.Argument(help="Numbers of backorders.", metavar="BACKORDER...")]
Somebody = Annotated[
    str | None,
    typer.Option("--to", help="Somebody's address.", show_default="nobody in particular: their role again"),
]
Why = Annotated[str, typer.Option("--note", help="Why; kept in the order's history.")]
OfRole = Annotated[
    str | None, typer.Option("--role", help="Only tasks of this role, such as support.", show_default="all")
]
Note = Annotated[
    str, typer.Option("--note", help="What was done, or why not; kept with what they are about.")
]


def tasks(
    words: TaskIds = None,
    role: OfRole = None,
    to: To = None,
    note: Note = "",
    database: Database = None,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """List open tasks, overdue ones first, and how long each kind waits; `done 12 15` closes tasks, `give 12 --to
    finance` hands them over, `yes 12` and `no 12 --note why` grant or refuse."""
    with live_shop(database, asks=None if words else "tasks"):
        if words:
            print_rows(plain(run(_command(words, to, note), at)), as_json)
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
    from makegood.queries.access import with_its_words

    what = task_said(each.kind, with_its_words(each.data), today=today)
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


def assign(
    backorders: Cases,
    to: Somebody = None,
    note: Why = "",
    database: Database = None,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Say who looks after these backorders: a person, or nobody in particular."""
    with live_shop(database):
        from makegood.services.review import AssignCases

        command = AssignCases(backorders=tuple(backorders), person=to, note=note)
        print_rows(plain(run(command, at)), as_json)


def _command(words: list[str], to: str | None, note: str) -> Any:
    """What is to be done with which tasks. Raises DomainError('option_invalid')."""
    from makegood.services.review import AnswerTasks, AssignTasks, CloseTasks, TaskAnswer

    verb, *numbers = words
    known = verb in ("done", "yes", "no") if to is None else verb == "give"
    if not known or not numbers or not all(number.isascii() and number.isdigit() for number in numbers):
        expected = (
            "nothing, `done`, `yes` or `no` and the numbers of tasks, or `give`, their numbers and --to"
        )
        raise DomainError(
            "option_invalid", {"option": "tasks", "found": " ".join(words), "expected": expected}
        )
    chosen = tuple(map(int, numbers))
    if to is not None:
        return AssignTasks(tasks=chosen, role=_role(to) or "", note=note)
    if verb == "done":
        return CloseTasks(tasks=chosen, note=note)
    return AnswerTasks(
        answers=tuple(TaskAnswer(task=each, yes=verb == "yes", reason=note) for each in chosen)
    )
