"""`makegood demo`: the sample shop, planned as any shop would be."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from makegood import demo as shop
from makegood.cli import options
from makegood.cli.failure import in_words
from makegood.cli.plan import plan_to
from makegood.cli.report import report
from makegood.cli.run import Inputs, Planned

BOOK = "plan.xlsx"
OutFolder = Annotated[Path, typer.Option("--out", help="Folder for the workbook.")]


def demo(out: OutFolder = Path("makegood-demo"), today: options.Today = None) -> None:
    """Plan the sample shop that comes with Makegood, and say what is in the workbook."""
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
        typer.echo("\n".join([*report(planned, out=out / BOOK), "", *_contents(planned), "", *_next()]))


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


def _next() -> Iterator[str]:
    yield f"The shop's files lie in {_near(shop.SHOP)}"
    files = "--orders orders.csv --stock stock.csv --inbound inbound.csv"
    yield f"Plan your own: {_command()} plan {files} --out plan.xlsx"


def _command() -> str:
    """The command as it can be typed here: `makegood` alone is not found unless it is installed for all to find."""
    called = sys.argv[0]
    return called if Path(called).stem == "makegood" and not shutil.which("makegood") else "makegood"


def _near(path: Path) -> Path:
    """A path as seen from the folder we stand in."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
