"""Every command answers programs too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer

from makegood.cli.app import app

OTHERWISE = {
    "plan": "writes the file that --out names, JSON among others",
    "serve": "runs until somebody ends it",
    "worker": "runs until somebody ends it",
    "evidence": "prints the file itself, which is JSON",
    "policy show": "prints a document, TOML",
    "policy export": "prints a document, TOML",
    "template show": "prints a document, as `template set` takes it",
}
"""What has no --json, and why."""


def leaves(command: Any, *path: str) -> Iterator[tuple[str, Any]]:
    """The commands below one, by what is typed."""
    if hasattr(command, "commands"):
        for name, each in command.commands.items():
            yield from leaves(each, *path, name)
    else:
        yield " ".join(path), command


def test_every_command_has_json_or_says_why_not() -> None:
    found = dict(leaves(typer.main.get_command(app)))
    without = {
        name for name, each in found.items() if not any("--json" in option.opts for option in each.params)
    }
    assert without == set(OTHERWISE)
    assert len(found) > 80
