"""`makegood wish`: ask those who may for what is not for one's own roles to do."""

from __future__ import annotations

from typing import Annotated

import typer

from makegood.cli.doing import At, plain, print_rows, run
from makegood.cli.live import AsJson, Database, live_shop
from makegood.domain.decision.outcome import Choice
from makegood.domain.terms.errors import DomainError

Deed = Annotated[
    str, typer.Argument(help="What is to be done, by its row of the table of roles.", metavar="DEED")
]


def wish(
    deed: Deed,
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
    """Ask whoever may for what is not for you to do, such as `Withdraw --order 1001`: it is a task of theirs."""
    with live_shop(database):
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
