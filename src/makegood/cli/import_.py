"""`makegood import`: a shop that ran elsewhere goes on here (spec 5.10)."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from makegood.cli import options
from makegood.cli.doing import At, moment
from makegood.cli.failure import shown
from makegood.cli.live import AsJson, Database, acting, live_shop, print_json
from makegood.cli.problems import problems_in_words
from makegood.cli.progress import ProgressBar
from makegood.cli.run import Inputs, read_files
from makegood.spreadsheet.reading import Reading
from makegood.spreadsheet.writing.phrases import counted

if TYPE_CHECKING:
    from makegood.services.cutover import Imported, ImportShop

ROWS_LEFT_OUT = 1
SHOWN = 20
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Say what would be made and what differs; write nothing.")
]

_THINGS = {
    "items": "item",
    "locations": "location",
    "stock": "stock count",
    "suppliers": "supplier",
    "purchase_orders": "purchase order",
    "lots": "lot",
    "orders": "order",
    "lines": "order line",
}


def import_shop(
    orders: options.Orders = None,
    stock: options.Stock = None,
    inbound: options.Inbound = None,
    items: options.Items = None,
    book: options.Book = None,
    preset: options.Preset = None,
    column: options.ColumnsOf = None,
    database: Database = None,
    at: At = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Take over a shop from the files of a plan: what is new is made, nobody is told anything, what differs is listed.

    Ends with 0; with 1 when at least one row was left out; with 2 when nothing was imported.
    """
    with live_shop(database):
        said = options.columns(column)
        inputs = Inputs(
            orders=orders, stock=stock, inbound=inbound, items=items, book=book, preset=preset, columns=said
        )
        from makegood import flow
        from makegood.queries.catalogue import bundles
        from makegood.queries.shop import shop_now

        now = moment(at)
        shop = shop_now(year=now.year)
        with ProgressBar() as progress:
            reading = read_files(
                inputs,
                policy=shop.policy,
                calendars=shop.calendars,
                today=shop.day(now),
                bundles=bundles(),
                progress=progress,
            )
            progress("Importing", 0)
            command = _command(reading)
            if dry_run:
                found = flow.preview(command, now=now, **acting()).outcome
            else:
                found = flow.run(command, now=now, **acting())
        if as_json:
            print_json(_as_data(found, reading, dry_run))
        else:
            typer.echo("\n".join(map(shown, _report(found, reading, dry_run))))
    if reading.rows_left_out:
        raise typer.Exit(ROWS_LEFT_OUT)


def _command(reading: Reading) -> ImportShop:
    from makegood.services.cutover import ImportShop

    facts = reading.snapshot
    return ImportShop(
        lines=tuple(facts.lines), items=facts.items, stock=tuple(facts.stock), lots=tuple(facts.lots)
    )


def _as_data(found: Imported, reading: Reading, dry_run: bool) -> dict[str, Any]:
    problems = [dataclasses.asdict(each) for each in reading.problems]
    told: dict[str, Any] = {
        field.name: getattr(found, field.name)
        for field in dataclasses.fields(found)
        if field.name != "differences"
    }
    differences = [each._asdict() for each in found.differences]
    left_out = {"rows_left_out": reading.rows_left_out, "problems": problems}
    return {"dry_run": dry_run, **told, "differences": differences, **left_out}


def _report(found: Imported, reading: Reading, dry_run: bool) -> Iterator[str]:
    would = "Would be made" if dry_run else "Made"
    yield f"{would}: {_counts(found.made) or 'nothing'}."
    if found.made["lines"]:
        yield (
            f"  {counted(found.reserved_qty, 'unit')} reserved, {found.picked_qty:,} of them picked; "
            f"{counted(found.backordered_qty, 'unit')} backordered; "
            f"{counted(found.oversells, 'line')} oversold. Every order starts muted."
        )
    if found.orders_ended:
        yield f"Left where they are: {counted(found.orders_ended, 'order')} of which nothing is open."
    if found.same.total():
        yield f"Here already, as told: {_counts(found.same)}."
    if found.differences:
        yield f"Here already, told otherwise: {counted(len(found.differences), 'value')}; ours stay."
        for each in found.differences[:SHOWN]:
            yield f"  {each.table} {each.key}, {each.column}: ours {_said(each.ours)}, theirs {_said(each.theirs)}"
        if len(found.differences) > SHOWN:
            yield f"  and {len(found.differences) - SHOWN:,} more; --json lists all"
    yield ""
    yield from problems_in_words(reading.problems, rows_left_out=reading.rows_left_out)


def _counts(found: Mapping[str, int]) -> str:
    return ", ".join(counted(number, _THINGS[name]) for name, number in found.items() if number)


def _said(value: object) -> str:
    return "nothing" if value is None or value == () else str(value)
