"""What all commands on a live shop share: when they happen, how they are done, and how their outcome is told."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, TypedDict

import typer

from makegood.cli.failure import shown
from makegood.cli.live import now, print_json
from makegood.domain.terms.errors import DomainError

File = Annotated[Path, typer.Argument(help="JSON: one object or a list of them; - = standard input.")]
At = Annotated[
    str | None,
    typer.Option("--at", help="As of this moment (ISO 8601, with its zone).", show_default="now"),
]
PreviewOnly = Annotated[bool, typer.Option("--preview", help="Show who would get what; write nothing.")]

AS, TOKEN = "MAKEGOOD_AS", "MAKEGOOD_TOKEN"


class Acting(TypedDict):
    """Who does it, and in which roles; None = in all."""

    actor: str
    roles: Collection[str] | None


def acting() -> Acting:
    """Whose key MAKEGOOD_TOKEN is, or whom MAKEGOOD_AS names; else whoever works at the machine itself, who may do
    everything. Raises DomainError('token_refused'), ('person_unknown'), ('environment_invalid').
    """
    secret, email = os.environ.get(TOKEN), os.environ.get(AS)
    if secret is None and email is None:
        return {"actor": "cli", "roles": None}
    if secret is not None and email is not None:
        found = {"variable": AS, "found": f"a person, and {TOKEN} besides", "expected": "one of the two"}
        raise DomainError("environment_invalid", found)
    from makegood.queries.people import who_is, who_signs_in

    # As of now, whatever moment the command is for: a key that has expired opens no past either.
    who = who_signs_in(email) if email is not None else who_is(secret or "", now=now())
    if who is None:
        raise (
            DomainError("token_refused")
            if email is None
            else DomainError("person_unknown", {"people": [email]})
        )
    return {"actor": who.actor, "roles": who.roles}


def may_ask(question: str) -> None:
    """Raises DomainError('not_allowed') when it is not for whoever asks."""
    from makegood.queries import access

    access.check(question, acting()["roles"])


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
    rows = [*gets, *({"waits": each.qty, **each._asdict()} for each in found.waits)]
    if rows or as_json:
        print_rows(rows, as_json)
    else:
        typer.echo("Nobody would get any of these units, and nobody would still wait for them.")


def plain(found: Sequence[Any]) -> list[dict[str, Any]]:
    """Outcomes as rows."""
    return [dataclasses.asdict(each) for each in found]


def print_rows(rows: Sequence[Mapping[str, Any]], as_json: bool) -> None:
    """Rows for people, one a line, or as JSON for programs."""
    if as_json:
        print_json(rows)
        return
    for row in rows:
        typer.echo(shown("  ".join(f"{name}: {_said(value)}" for name, value in row.items())))


def print_table(rows: Sequence[Mapping[str, Any]], as_json: bool) -> None:
    """Rows that people compare: under each other, numbers to the right; or as JSON for programs."""
    if as_json or not rows:
        print_rows(rows, as_json)
        return
    names = list(rows[0])
    cells = [
        [name.replace("_", " ") for name in names],
        *([_said(row[name]) for name in names] for row in rows),
    ]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    right = [
        all(isinstance(row[name], int | None) and not isinstance(row[name], bool) for row in rows)
        for name in names
    ]
    for line in cells:
        parts = zip(line, widths, right, strict=True)
        said = "  ".join(cell.rjust(width) if number else cell.ljust(width) for cell, width, number in parts)
        typer.echo(shown(said.rstrip()))


def _said(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_said(each)}" for name, each in value.items()) or "none"
    if isinstance(value, (list, tuple)):
        return "; ".join(_said(each) for each in value) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value is None else str(value)
