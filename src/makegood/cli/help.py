"""What `--help` of a group of commands says of each: one short sentence, whole, however narrow the terminal."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import typer

_END = re.compile(r"[.:;](?=\s|$)| …")


def add_commands(group: typer.Typer, commands: Mapping[str, Callable[..., Any]]) -> None:
    """Make functions commands of a group, each with the first sentence of what it does."""
    for name, command in commands.items():
        group.command(name, short_help=first_sentence(command.__doc__ or ""))(command)


def add_group(app: typer.Typer, name: str, group: typer.Typer) -> None:
    """Make a group of commands part of the app."""
    app.add_typer(group, name=name, short_help=first_sentence(str(group.info.help)))


def first_sentence(text: str) -> str:
    """The text to the end of its first sentence, or to where a list begins that only its own page needs."""
    whole = " ".join(text.split())
    end = _END.search(whole)
    return (whole[: end.start()] if end else whole) + "."
