"""`makegood demo`: a shop to look at, live and 90 days old, or the sample files, planned as any shop would be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from makegood import demo as shop
from makegood.cli import options
from makegood.cli.demo_next import as_typed, near, to_try
from makegood.cli.failure import in_words
from makegood.cli.live import AsJson, live_shop, now
from makegood.cli.plan import plan_to
from makegood.cli.progress import ProgressBar
from makegood.cli.report import report
from makegood.cli.run import Inputs, Planned
from makegood.cli.status import tell_status
from makegood.domain.terms.errors import DomainError

BOOK, FILE = "plan.xlsx", "shop.db"
_COUNTED = (2, 7, 20, 60)
"""After so many days the tables are far larger than before."""
OutFolder = Annotated[
    Path, typer.Option("--out", help="Folder for the shop's database, or for the workbook.")
]
OfTheFiles = Annotated[
    bool, typer.Option("--plan", help="Plan the sample shop's files into a workbook instead; no database.")
]
Database = Annotated[
    str | None,
    typer.Option(
        "--database",
        help="An empty database for the shop: sqlite:///file.db or postgresql://user@host/name.",
        show_default=f"{FILE} in the folder",
    ),
]
Days = Annotated[int, typer.Option("--days", min=21, max=400, help="How many days are told.")]
Seed = Annotated[int, typer.Option("--seed", help="Another number tells another story.")]
EndsOn = Annotated[
    str | None,
    typer.Option("--today", help="The morning the story ends on, YYYY-MM-DD.", show_default="today"),
]


def demo(
    out: OutFolder = Path("makegood-demo"),
    database: Database = None,
    days: Days = 90,
    seed: Seed = 1,
    today: EndsOn = None,
    plan: OfTheFiles = False,
    as_json: AsJson = False,
) -> None:
    """Build a live shop that is 90 days old, told through the use-cases, and show its state of affairs. A demo shop in
    the same place is built anew; any other is left alone."""
    if plan:
        _plan(out, today)
        return
    with in_words():
        wanted = options.day(today)
    address = database or f"sqlite:///{out / FILE}"
    with live_shop(address, new=True):
        _make_room(address)
        ends_on = _tell(days=days, seed=seed, today=wanted)
        if as_json:
            tell_status(ends_on, as_json=True)
            return
        tell_status(ends_on, as_json=False)
        typer.echo("\n".join(["", *to_try(address, on=wanted)]))


def _make_room(address: str) -> None:
    """A demo shop in a file of its own makes way for the new one; nothing else is ever taken away."""
    from django.core.management import call_command
    from django.db import connection

    from makegood.queries.beginning import begun_by

    sqlite = connection.vendor == "sqlite"
    file = Path(str(connection.settings_dict["NAME"]))
    if sqlite:
        file.parent.mkdir(parents=True, exist_ok=True)
    found = begun_by()
    if found is not None and not (sqlite and found == "demo"):
        expected = "an empty database, or a file with a demo shop"
        raise DomainError("shop_not_empty", {"database": address, "expected": expected})
    if found is not None:
        connection.close()
        for part in (file, *file.parent.glob(f"{file.name}-*")):
            part.unlink(missing_ok=True)
    call_command("migrate", verbosity=0)


def _tell(*, days: int, seed: int, today: date | None) -> date:
    """Tell the story with its progress shown; the day it ends on."""
    from makegood.db.sql import count_anew
    from makegood.demo.story import tell
    from makegood.demo.story.diary import ZONE

    ends_on = today or now().astimezone(ZONE).date()
    with ProgressBar() as progress:

        def on_day(done: int, of: int) -> None:
            progress(f"Telling {of} days", done, of)
            if done in _COUNTED:
                count_anew()

        tell(today=ends_on, days=days, seed=seed, on_day=on_day)
    return ends_on


def _plan(out: Path, today: str | None) -> None:
    with in_words():
        inputs = Inputs(
            orders=shop.ORDERS,
            stock=shop.STOCK,
            inbound=shop.INBOUND,
            items=shop.ITEMS,
            policy=shop.POLICY,
            today=options.day(today) or shop.SHOP_TODAY,
        )
        planned = plan_to(inputs, out / BOOK)
        typer.echo("\n".join([*report(planned, out=out / BOOK), "", *_contents(planned), "", *_own()]))


def _contents(planned: Planned) -> Iterator[str]:
    plan = planned.plan
    yield "In the workbook:"
    yield "  Summary      the counts, the money, the charts, what to decide first, whom to chase"
    yield f"  Backorders   {len(plan.lines):,} order lines: promise, label, reason, next review"
    yield f"  Decisions    {len(plan.orders):,} orders: hold, split, substitute or cancel, each with its cost"
    yield f"  Notices      {len(plan.notices):,} messages, ready to send"
    yield f"  Items        {len(plan.items):,} SKUs: what may be listed where, and whether they may wait"
    yield f"  Allocations  {len(plan.allocations):,} times stock on hand tied to a line, and why"
    yield f"  Purchasing   {len(plan.purchasing):,} lots to chase, most waiting money first"
    yield f"  Problems     {len(planned.problems):,} rows left out or taken with a warning"


def _own() -> Iterator[str]:
    yield f"The shop's files lie in {near(shop.SHOP)}"
    files = "--orders orders.csv --stock stock.csv --inbound inbound.csv"
    yield f"Plan your own: {as_typed()} plan {files} --out plan.xlsx"
