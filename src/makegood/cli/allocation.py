"""Allocation at the command line: serve the queue, run it again, take units from a line, make them firm."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Annotated, Any

import typer

from makegood.cli import doing
from makegood.cli.asked import document, entries
from makegood.cli.doing import At, File, PreviewOnly, plain, print_rows, run, run_each, run_or_preview
from makegood.cli.live import AsJson, Database, live_shop
from makegood.wording import inside

Skus = Annotated[
    list[str] | None,
    typer.Option("--sku", help="Only this SKU; may be given several times.", show_default="all"),
]


def allocate(
    sku: Skus = None,
    database: Database = None,
    at: At = None,
    preview: PreviewOnly = False,
    as_json: AsJson = False,
) -> None:
    """Serve the queue now: after a change of policy, a new day, a hold that was lifted. Prints who got what."""
    with live_shop(database):
        from makegood.queries.allocations import gains
        from makegood.services.allocation import Allocate

        command = Allocate(skus=_skus(sku))
        if preview:
            run_or_preview(command, at, preview, as_json)
        else:
            print_rows([each._asdict() for each in gains(run(command, at))], as_json)


def reallocate(
    sku: Skus = None,
    policy: Annotated[
        Path | None,
        typer.Option(
            "--policy", help="Areas of a policy (TOML) to run under.", show_default="the shop's own"
        ),
    ] = None,
    note: Annotated[str, typer.Option("--note", help="Why; kept with the run.")] = "",
    database: Database = None,
    at: At = None,
    preview: PreviewOnly = False,
    as_json: AsJson = False,
) -> None:
    """Run the queue again for all that is held and neither firm nor released. Prints who wins and who loses."""
    with live_shop(database):
        from makegood.services.allocation import Reallocate

        command = Reallocate(skus=_skus(sku), policy=document(policy) if policy else None, note=note)
        found = doing.preview(command, at).outcome if preview else run(command, at)
        told = [_change("wins", each) for each in found.winners]
        rows = [*told, *(_change("loses", each) for each in found.losers)]
        print_rows(rows if as_json else [row | {"why": inside(row["why"])} for row in rows], as_json)


def withdraw(file: File, database: Database = None, at: At = None, as_json: AsJson = False) -> None:
    """Take units from lines for others: lines [{order, line, qty}], why, first (orders they are meant for)."""
    with live_shop(database):
        from makegood.services.allocation import Withdraw

        print_rows(plain(run_each(entries(Withdraw, file), at)), as_json)


def firm(file: File, database: Database = None, at: At = None, as_json: AsJson = False) -> None:
    """Say that nobody takes what lines hold: lines [{order, line}], why; on false = somebody may again."""
    with live_shop(database):
        from makegood.services.allocation import Firm

        commands = entries(Firm, file)
        run_each(commands, at)
        told = [{"order": each.order.number, "line": each.line} for one in commands for each in one.lines]
        print_rows(told, as_json)


def _skus(named: list[str] | None) -> tuple[str, ...] | None:
    return tuple(named) if named else None


def _change(how: str, each: Any) -> dict[str, Any]:
    return {how: abs(each.after_qty - each.before_qty), **dataclasses.asdict(each)}
