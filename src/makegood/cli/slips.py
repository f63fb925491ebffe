"""`makegood slip`: what a purchase order breaks, and what customers would read of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from makegood.cli.asked import entries
from makegood.cli.doing import At, File, plain, print_rows, print_table, run
from makegood.cli.failure import shown
from makegood.cli.live import AsJson, Database, live_shop, print_json
from makegood.domain.terms.quantity import to_major
from makegood.shapes import data_of
from makegood.spreadsheet.writing.phrases import counted
from makegood.wording.failures import said
from makegood.wording.told import who_is_told

if TYPE_CHECKING:
    from makegood.flow import Effect
    from makegood.queries.slip import Broken, Slip


def slip(
    po: Annotated[str, typer.Argument(help="Number of a purchase order.")],
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """What rests on a purchase order: which promises break, whose money is at risk, and the windows that wait for the
    owner of dates, with the numbers that `publish` takes."""
    with live_shop(database, asks="slip"):
        from makegood.queries.slip import slip as broken_by

        found = broken_by(po)
        if as_json:
            print_json(data_of(found))
            return
        for line in _head(found):
            typer.echo(shown(line))
        if found.lines:
            print_table([_row(each) for each in found.lines], as_json)


def ask(file: File, database: Database = None, at: At = None, as_json: AsJson = False) -> None:
    """Ask the owner of dates for another one: order, line, why, wish (the last day that would do)."""
    with live_shop(database):
        from makegood.services.promise import AskForDates, DateWish

        print_rows(plain(run(AskForDates(wishes=entries(DateWish, file)), at)), as_json)


def _head(found: Slip) -> Iterator[str]:
    for lot in found.lots:
        first = f", first {said(lot.first_eta)}" if lot.first_eta != lot.eta else ""
        eta = said(lot.eta) if lot.eta else "no date"
        yield f"{found.po} of {found.supplier}: {lot.open_qty:,} × {lot.sku} to come, supplier ETA {eta}{first}"
    broken = sum(each.breaks for each in found.lines)
    money = ", ".join(
        f"{to_major(amount, currency):,} {currency}" for currency, amount in found.at_risk.items()
    )
    risk = f"; {money} at risk" if money else ""
    unpriced = f"; {counted(found.unpriced, 'line')} without a price" if found.unpriced else ""
    yield f"{counted(broken, 'promise')} of {counted(found.orders, 'order')} cannot hold{risk}{unpriced}."


def _row(each: Broken) -> dict[str, Any]:
    return {
        "proposal": each.proposal,
        "order": each.order,
        "line": each.line,
        "sku": each.sku,
        "qty": each.qty,
        "promised_to": each.promised.to_on if each.promised else None,
        "proposed_to": each.proposed.to_on if each.proposed else None,
        "days_later": each.days_later,
        "breaks": each.breaks,
    }


def print_drafts(found: Effect, as_json: bool) -> None:
    """What customers would read."""
    if as_json:
        print_json(
            {
                "messages": found.messages,
                "held": found.held,
                "letters": [each._asdict() for each in found.letters],
            }
        )
        return
    typer.echo(f"{who_is_told(found.messages, found.held, would=True)} Nothing was sent.")
    for each in found.letters:
        held = ", waits for the brake" if each.held else ""
        typer.echo(f"\n{shown(f'--- Order {each.order} ({each.channel}{held}): {each.subject}')}\n")
        for line in each.text.splitlines():
            typer.echo(shown(line))


COMMANDS: tuple[Callable[..., None], ...] = (slip, ask)
