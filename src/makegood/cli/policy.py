"""`makegood policy`: show every setting, check a file of them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from makegood.cli.failure import in_words
from makegood.cli.live import AsJson, print_json
from makegood.cli.run import read_calendars, read_policy
from makegood.domain.terms.policy.writing import to_toml, version

Shown = Annotated[
    Path | None, typer.Argument(help="Policy file (TOML); without one, the defaults.", show_default=False)
]
Checked = Annotated[Path, typer.Argument(help="Policy file (TOML).", show_default=False)]


def show(file: Shown = None) -> None:
    """Print the whole policy as TOML, every setting with what it does. A good start for your own file."""
    with in_words():
        typer.echo(to_toml(read_policy(file)), nl=False)


def check(file: Checked, as_json: AsJson = False) -> None:
    """Say whether a policy file holds; with 2 and every fault at once when it does not."""
    with in_words():
        policy = read_policy(file)
        read_calendars(policy, file=file, today=datetime.now(UTC).date())
        if as_json:
            print_json({"file": file.name, "version": version(policy)})
        else:
            typer.echo(f"{file.name} holds: policy {version(policy)}")
