"""`makegood wish`: ask those who may for what is not for one's own roles to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from makegood.cli.doing import At, moment, plain, print_rows, print_table, run
from makegood.cli.live import AsJson, Database, acting, live_shop, print_json
from makegood.domain.decision.outcome import Choice
from makegood.domain.terms.errors import DomainError
from makegood.wording import words
from makegood.wording.tables_events import actor_said
from makegood.wording.tasks import deed_said

if TYPE_CHECKING:
    from makegood.queries.wishes import Wish

Deed = Annotated[
    str | None,
    typer.Argument(
        help="What is to be done, by its row of the table of roles; nothing = list what you asked for.",
        metavar="[DEED]",
    ),
]


def wish(
    deed: Deed = None,
    order: Annotated[str | None, typer.Option("--order", help="Number of the order it is about.")] = None,
    channel: Annotated[str | None, typer.Option("--channel", help="Where two channels have one.")] = None,
    line: Annotated[str, typer.Option("--line", help="The line of the order.")] = "",
    sku: Annotated[str | None, typer.Option("--sku", help="The item it is about, where no order.")] = None,
    choice: Annotated[
        str | None, typer.Option("--choice", help="With Decide: hold, split, substitute or cancel.")
    ] = None,
    detail: Annotated[str, typer.Option("--detail", help="What is wanted beyond that.")] = "",
    why: Annotated[str, typer.Option("--why", help="What whoever may do it should know.")] = "",
    database: Database = None,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Ask whoever may for what is not for you to do, such as `Withdraw --order 1001`: it is a task of theirs. Without a
    deed: what you asked for, and what became of it."""
    with live_shop(database, asks=None if deed else "tasks"):
        if deed is None:
            _list(at, as_json)
            return
        from makegood.services._orders import OrderName
        from makegood.services.review import AskForDeeds, DeedWish

        wanted = DeedWish(
            verb=deed,
            choice=_choice(choice),
            order=OrderName(order, channel) if order else None,
            line=line,
            sku=sku,
            detail=detail,
            why=why,
        )
        print_rows(plain(run(AskForDeeds(wishes=(wanted,)), at)), as_json)


def _list(at: str | None, as_json: bool) -> None:
    """What whoever asks asked of others, while it waits and some days after its answer."""
    from makegood.queries.access import with_its_words
    from makegood.queries.actors import names_of
    from makegood.queries.wishes import wishes_of

    found = wishes_of(acting()["actor"], now=moment(at))
    if as_json:
        print_json([each._asdict() | {"yes": each.yes if each.answered_at else None} for each in found])
        return
    if not found:
        typer.echo("You asked nobody for anything.")
        return
    names = names_of(each.answered_by for each in found if each.answered_by)
    print_table([_row(each, deed_said(with_its_words(each.data)), names) for each in found], as_json)


def _row(each: Wish, what: str, names: Mapping[str, str]) -> dict[str, Any]:
    state = "waits" if each.answered_at is None else "done" if each.yes else "declined"
    by = actor_said(each.answered_by, names) if each.answered_by else words(each.role)
    about = {"order": each.order, "sku": each.sku, "what": what}
    return {"task": each.task, **about, "state": state, "by": by, "reason": each.data.get("reason", "")}


def _choice(named: str | None) -> Choice | None:
    if named is None:
        return None
    try:
        return Choice(named)
    except ValueError:
        expected = f"one of {', '.join(Choice)}"
        raise DomainError(
            "option_invalid", {"option": "--choice", "found": named, "expected": expected}
        ) from None
