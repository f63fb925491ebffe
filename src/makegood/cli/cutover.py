"""`makegood cutover`: what customers of imported orders are told, group by group (spec 5.10)."""

from __future__ import annotations

from typing import Annotated

import typer

from makegood.cli.doing import At, moment, plain, print_rows, print_table, run
from makegood.cli.help import add_commands
from makegood.cli.live import AsJson, Database, live_shop

cutover_app = typer.Typer(
    help="Orders that an import left muted: who they are, and what their customers are told.",
    no_args_is_help=True,
)
Channel = Annotated[str, typer.Argument(help="The channel whose muted orders are meant.")]
How = Annotated[str, typer.Argument(help="already_told, send_now or digest.")]
Told = Annotated[
    bool | None,
    typer.Option("--told/--untold", help="Only customers told before the import, or only the others."),
]


def show(database: Database = None, as_json: AsJson = False) -> None:
    """Muted orders by group: how many, and how many notices or digests would go; and what the brake holds."""
    with live_shop(database, asks="muted"):
        from makegood.queries.muted import held_notices, muted_groups
        from makegood.queries.shop import shop_now

        now = moment(None)
        print_table(plain(muted_groups(shop_now(year=now.year), now=now)), as_json)
        held = held_notices()
        if held and not as_json:
            typer.echo(f"{len(held):,} queued notices wait for the owner: makegood cutover approve")


def choose(
    channel: Channel,
    how: How,
    told: Told = None,
    database: Database = None,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Say what the customers of a group are told; more than 20 messages wait for `approve`."""
    with live_shop(database):
        from makegood.domain.terms.errors import DomainError
        from makegood.services.cutover import Choose
        from makegood.services.cutover.telling import Telling

        if how not in set(Telling):
            raise DomainError(
                "option_invalid", {"option": "HOW", "found": how, "expected": ", ".join(Telling)}
            )
        found = run(Choose(channel=channel, how=Telling(how), told=told), at)
        print_rows(plain([found]), as_json)


def approve(database: Database = None, at: At = None, as_json: AsJson = False) -> None:
    """Let all notices go that the brake holds."""
    with live_shop(database):
        from makegood.services.cutover import Approve

        print_rows([{"notice": pk} for pk in run(Approve(), at)], as_json)


add_commands(cutover_app, {"show": show, "choose": choose, "approve": approve})
