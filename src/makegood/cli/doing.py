"""What all commands on a live shop share: when they happen, how they are done, and how their outcome is told."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from makegood.cli.failure import shown
from makegood.cli.live import acting, now, print_json
from makegood.cli.tables import table
from makegood.domain.terms.errors import DomainError
from makegood.wording import words
from makegood.wording.failures import said

File = Annotated[Path, typer.Argument(help="JSON: one object or a list of them; - = standard input.")]
At = Annotated[
    str | None,
    typer.Option("--at", help="As of this moment (ISO 8601, with its zone).", show_default="now"),
]
PreviewOnly = Annotated[bool, typer.Option("--preview", help="Show who would get what; write nothing.")]


def moment(text: str | None) -> datetime:
    """The moment a command is for. Raises DomainError('option_invalid')."""
    if text is None:
        return now()
    expected = "a moment with its zone, 2026-11-23T09:00+01:00"
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise DomainError("option_invalid", {"option": "--at", "found": text, "expected": expected}) from None
    if found.tzinfo is None:
        raise DomainError("option_invalid", {"option": "--at", "found": text, "expected": expected})
    return found


def run(command: Any, at: str | None) -> Any:
    """Do it; its outcome."""
    from makegood import flow

    return flow.run(command, now=moment(at), **acting())


def run_each(commands: Sequence[Any], at: str | None) -> list[Any]:
    """Do all of them or none; their outcomes, which are lists, as one."""
    from makegood import flow

    return [each for found in flow.run_each(commands, now=moment(at), **acting()) for each in found or ()]


def preview(command: Any, at: str | None) -> Any:
    """What it would do, taken back."""
    from makegood import flow

    return flow.preview(command, now=moment(at), **acting())


def run_or_preview(command: Any, at: str | None, only_show: bool, as_json: bool) -> None:
    """Do it and print the outcome; or print who would get what, and who would still wait."""
    if not only_show:
        print_rows(plain(run(command, at)), as_json)
        return
    found = preview(command, at)
    gets = [{"gets": each.qty, **each._asdict()} for each in found.gains]
    gives = [{"gives_back": each.qty, **each._asdict()} for each in found.losses]
    rows = [*gets, *gives, *({"waits": each.qty, **each._asdict()} for each in found.waits)]
    if as_json:
        print_json(rows)
        return
    typer.echo("Would get units:" if found.gains else "Nobody would get any of these units.")
    if found.gains:
        print_table([each._asdict() | {"why": words(each.why)} for each in found.gains], as_json)
    if found.losses:
        typer.echo("Would give back:")
        print_table([each._asdict() for each in found.losses], as_json)
    typer.echo("Would still wait:" if found.waits else "Nobody would still wait for them.")
    if found.waits:
        print_table([each._asdict() | {"why": each.why and words(each.why)} for each in found.waits], as_json)


def plain(found: Iterable[Any]) -> list[dict[str, Any]]:
    """Outcomes as rows."""
    return [dataclasses.asdict(each) for each in found]


def print_rows(rows: Sequence[Mapping[str, Any]], as_json: bool) -> None:
    """Rows for people, one a line, or as JSON for programs."""
    if as_json:
        print_json(rows)
        return
    if not rows:
        typer.echo("Nothing.")
    for row in rows:
        typer.echo(
            shown("  ".join(f"{name.replace('_', ' ')}: {said(value)}" for name, value in row.items()))
        )


def print_table(
    rows: Sequence[Mapping[str, Any]],
    as_json: bool,
    *,
    people: Callable[[Mapping[str, Any]], Mapping[str, Any]] | None = None,
) -> None:
    """Rows that people compare, under each other, or as JSON for programs. `people` = a row as people read it."""
    if as_json or not rows:
        print_rows(rows, as_json)
        return
    for line in table([people(row) for row in rows] if people else rows):
        typer.echo(shown(line))
