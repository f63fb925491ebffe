"""Questions to a live shop that change nothing: what may be sold, and what is ready to be listed ahead of its stock."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

import typer

from makegood.cli import options
from makegood.cli.asked import entries
from makegood.cli.doing import At, File, moment, print_table
from makegood.cli.live import AsJson, Database, Today, live_shop, shop_today

NO = 1

Skus = Annotated[list[str] | None, typer.Argument(help="SKUs.", show_default="all")]
OnChannel = Annotated[
    list[str] | None,
    typer.Option("--channel", help="A channel; may be given several times.", show_default="store"),
]


def availability(
    sku: Skus = None,
    on: Annotated[
        str | None,
        typer.Option("--on", help="What may be promised by this day, YYYY-MM-DD.", show_default="today"),
    ] = None,
    today: Today = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """What is there of SKUs, what is incoming, what waits, and what may still be promised, cap included."""
    with live_shop(database, asks="availability"):
        from makegood.queries.availability import availability as ask

        day = options.day(today) or shop_today()
        found = ask(_skus(sku), today=day, on=_by(on))
        print_table([each._asdict() for each in found.values()], as_json)


def sales(sku: Skus = None, today: Today = None, database: Database = None, as_json: AsJson = False) -> None:
    """How SKUs are sold on each channel: sell state, and how many may be listed there."""
    with live_shop(database, asks="availability"):
        from makegood.queries.availability import sales as ask

        found = ask(_skus(sku), today=options.day(today) or shop_today())
        print_table([{"sku": name} | _row(each) for name, rows in found.items() for each in rows], as_json)


def readiness(
    sku: Skus = None,
    channel: OnChannel = None,
    today: Today = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Before SKUs are listed ahead of their stock: go or no-go on each channel, and what is missing. Ends with 1 when
    one is not ready."""
    with live_shop(database, asks="readiness"):
        from makegood.domain.promise.selling import STORE
        from makegood.queries.readiness import readiness as ask

        found = ask(_skus(sku), today=options.day(today) or shop_today(), channels=channel or (STORE,))
        print_table(
            [{"sku": name, "channel": on} | _row(each) for (name, on), each in found.items()], as_json
        )
    if not all(each.go for each in found.values()):
        raise typer.Exit(NO)


def maysell(file: File, database: Database = None, at: At = None, as_json: AsJson = False) -> None:
    """Ask the sell gate: sku, quantity, channel, country, service. It says what taking such an order now would say, and
    changes nothing. Ends with 1 when one may not be sold."""
    with live_shop(database, asks="availability"):
        from makegood import flow
        from makegood.services.intake.gate import MaySell

        asked = entries(MaySell, file)
        found = [(each, flow.may_sell(each, now=moment(at))) for each in asked]
        print_table(
            [{"sku": each.sku, "quantity": each.quantity} | _row(answer) for each, answer in found], as_json
        )
    if not all(answer.yes for _, answer in found):
        raise typer.Exit(NO)


def _skus(named: list[str] | None) -> list[str]:
    from makegood.queries.catalogue import skus

    return named or skus()


def _by(text: str | None) -> date | None:
    return options.day(text, option="--on")


def _row(outcome: Any) -> dict[str, Any]:
    return outcome._asdict() if hasattr(outcome, "_asdict") else dataclasses.asdict(outcome)


QUESTIONS: tuple[Callable[..., None], ...] = (availability, sales, readiness, maysell)
