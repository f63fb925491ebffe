"""The command line: a face. It turns options into one call and outcomes into words; no rule lives here."""

from __future__ import annotations

import gc
import signal
import sys

NO_PLAN = 2
STOPPED = "Stopped. Nothing was written."


def main() -> None:
    """The command `makegood`."""
    # One short run whose millions of facts all live to its end: looking for garbage among them only costs time.
    gc.disable()
    # A container or a service manager stops a run like Ctrl-C does: it tidies up first.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        from makegood.cli.app import app

        app()
    except KeyboardInterrupt:
        sys.stderr.write(f"{STOPPED}\n")
        sys.exit(NO_PLAN)
