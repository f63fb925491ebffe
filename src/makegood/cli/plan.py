"""`makegood plan`: files in, plan out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from makegood.cli import options
from makegood.cli.failure import in_words
from makegood.cli.progress import ProgressBar
from makegood.cli.report import report
from makegood.cli.run import Inputs, Planned, run
from makegood.domain.terms.errors import DomainError
from makegood.spreadsheet.writing import check_target, write

ROWS_LEFT_OUT = 1
Out = Annotated[
    Path,
    typer.Option(
        "--out", help="Where the plan goes: plan.xlsx, plan.json, or a folder (a CSV file per sheet)."
    ),
]


def plan(
    out: Out,
    orders: options.Orders = None,
    stock: options.Stock = None,
    inbound: options.Inbound = None,
    items: options.Items = None,
    book: options.Book = None,
    policy: options.PolicyFile = None,
    today: options.Today = None,
    preset: options.Preset = None,
    column: options.ColumnsOf = None,
) -> None:
    """Plan from files: what is short, who gets what, what may be promised, what to write to whom.

    Ends with 0; with 1 when at least one row was left out; with 2 when there is no plan.
    """
    with in_words():
        inputs = Inputs(
            orders=orders,
            stock=stock,
            inbound=inbound,
            items=items,
            book=book,
            policy=policy,
            today=options.day(today),
            preset=preset,
            columns=options.columns(column),
        )
        planned = plan_to(inputs, out)
        typer.echo("\n".join(report(planned, out=out)))
    if planned.rows_left_out:
        raise typer.Exit(ROWS_LEFT_OUT)


def plan_to(inputs: Inputs, out: Path) -> Planned:
    """Plan and write. What cannot work is refused before the first row is read."""
    check_target(out)
    for option, file in inputs.files.items():
        _check_apart(out, file, option)
    with ProgressBar() as progress:
        planned = run(inputs, progress=progress)
        progress(f"Writing {out}", 0)
        write(planned.output, to=out)
    return planned


def _check_apart(out: Path, file: Path, option: str) -> None:
    """The plan replaces what stands in its place: nothing that is read may be, or lie in, that place."""
    found = {"path": str(out), "option": option, "file": file.name}
    if _same(out, file):
        raise DomainError("output_is_input", found)
    if any(_same(out, folder) for folder in (file.parent, *file.resolve().parents)):
        raise DomainError("output_holds_input", found)


def _same(one: Path, other: Path) -> bool:
    """One place, however it is written: through links, or in other case where case does not matter."""
    try:
        return one.samefile(other)
    except OSError:
        return one.resolve() == other.resolve()
