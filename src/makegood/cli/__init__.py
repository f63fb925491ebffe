"""The command line: a face. It turns options into one call and outcomes into words; no rule lives here."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """The command `makegood`."""
    # One short run whose millions of facts all live to its end: looking for garbage among them only costs time.
    gc.disable()
    try:
        from makegood.cli.app import app

        app()
    except KeyboardInterrupt:
        sys.exit(2)
