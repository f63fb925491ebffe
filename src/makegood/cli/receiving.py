"""At the command line: what came in, what was counted, what changed its shelf, and what was mistyped."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from makegood.cli.asked import entries
from makegood.cli.doing import (
    At,
    File,
    PreviewOnly,
    moment,
    plain,
    print_rows,
    print_table,
    run,
    run_or_preview,
)
from makegood.cli.failure import shown
from makegood.cli.live import AsJson, Database, acting, live_shop, print_json
from makegood.wording.sentences import joined, units_of

if TYPE_CHECKING:
    from makegood.queries.allocations import Gain
    from makegood.services.receipt.receive import Receive

_MOST_NAMED = 5


def receive(
    file: File,
    database: Database = None,
    at: At = None,
    preview: PreviewOnly = False,
    as_json: AsJson = False,
) -> None:
    """Take deliveries in: sku, counted_qty, damaged_qty, location, po, last. What is free serves the queue."""
    with live_shop(database):
        from makegood.services.receipt.receive import Delivered, Receive

        command = Receive(deliveries=entries(Delivered, file))
        if preview:
            run_or_preview(command, at, preview, as_json)
        else:
            _receive(command, moment(at), as_json)


def count(
    file: File,
    database: Database = None,
    at: At = None,
    preview: PreviewOnly = False,
    as_json: AsJson = False,
) -> None:
    """Note stock counts: sku, counted_qty, location, why. Less than is reserved takes back from the lowest rank."""
    with live_shop(database):
        from makegood.services.receipt.counting import Count, CountedStock

        run_or_preview(Count(counts=entries(CountedStock, file)), at, preview, as_json)


def move(file: File, database: Database = None, at: At = None, as_json: AsJson = False) -> None:
    """Move units: sku, qty, location, shelf (on_hand, quarantine), to_location, to_shelf (null = thrown away), why."""
    with live_shop(database):
        from makegood.services.receipt.moving import MovedStock, MoveStock

        print_rows(plain(run(MoveStock(moves=entries(MovedStock, file)), at)), as_json)


def undo(
    receipts: Annotated[list[int], typer.Argument(help="Numbers of receipts that were mistyped.")],
    why: Annotated[str, typer.Option("--why", help="What was mistyped; needed.")] = "",
    database: Database = None,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Take mistyped receipts back before their units are released; whoever got them waits again, lowest rank first."""
    with live_shop(database):
        from makegood.services.receipt.undoing import UndoReceipt

        print_rows(plain(run(UndoReceipt(receipts=tuple(receipts), why=why), at)), as_json)


def _receive(command: Receive, now: datetime, as_json: bool) -> None:
    """Take deliveries in, and say who got their units."""
    from makegood import flow

    found = flow.run_and_tell(command, now=now, **acting())
    rows = plain(found.outcome)
    if as_json:
        print_json(list(_with_served(rows, found.gains)))
        return
    print_table(rows, as_json, people=_received)
    for line in _served(found.gains):
        typer.echo(shown(line))


def _with_served(rows: Sequence[dict[str, Any]], found: Sequence[Gain]) -> Iterator[dict[str, Any]]:
    """Each delivery with who got units of its SKU at its place; told once, where two are alike."""
    told: set[tuple[str, str]] = set()
    for row in rows:
        about = (row["sku"], row["location"])
        own = (
            [] if about in told else [each._asdict() for each in found if (each.sku, each.location) == about]
        )
        told.add(about)
        yield row | {"served": own}


def _received(row: Mapping[str, Any]) -> dict[str, Any]:
    """A delivery in words."""
    told = {"receipt": row["receipt_id"], "sku": row["sku"], "line": row["line"], "location": row["location"]}
    told |= {"for_its_order": row["filled_qty"], "beyond_it": row["over_qty"], "damaged": row["damaged_qty"]}
    return told | {"to_come": row["open_qty"], "findings": joined(row["findings"])}


def _served(found: Sequence[Gain]) -> Iterator[str]:
    if not found:
        yield "Nobody who waits got any of these units."
        return
    yield "Who got them:"
    for each in found[:_MOST_NAMED]:
        yield f"  order {each.order}, line {each.line}: {units_of(each.qty)} of {each.sku} at {each.location}"
    more = found[_MOST_NAMED:]
    if more:
        units = units_of(sum(each.qty for each in more))
        yield f"  and {len(more):,} more, who got {units}; --json names all"


COMMANDS: tuple[Callable[..., None], ...] = (receive, count, move, undo)
