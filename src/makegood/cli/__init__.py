"""The command line: a face. It turns options into one call and outcomes into words; no rule lives here."""

from __future__ import annotations


def main() -> None:
    """The command `makegood`."""
    from makegood.cli.app import app

    app()
