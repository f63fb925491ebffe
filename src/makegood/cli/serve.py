"""The shop's doors, open: the API and the pages over HTTP, and the worker beside them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from makegood.cli.live import Database, live_shop

THREADS = 4
"""Requests that one process works on at a time: while one waits for the database the others go on."""

_PATIENCE_SECONDS = 20


def serve(
    host: Annotated[str, typer.Option("--host", help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="On which port.", min=1, max=65535)] = 8000,
    processes: Annotated[
        int,
        typer.Option("--processes", help="How many serve; more than one needs PostgreSQL.", min=1, max=64),
    ] = 1,
    worker: Annotated[
        bool, typer.Option("--worker/--no-worker", help="Run a worker beside the server.")
    ] = True,
    database: Database = None,
) -> None:
    """Serve the API and the pages, with a worker beside them. Ends with Ctrl-C, or when a service manager says so."""
    with live_shop(database):
        _check(processes)
        from django.db import connections

        connections.close_all()
        with _beside(worker):
            typer.echo(f"Makegood answers at http://{host}:{port}/ ; Ctrl-C ends it.")
            _listen(host, port, processes)


def _check(processes: int) -> None:
    from django.db import connection

    from makegood.domain.terms.errors import DomainError

    if connection.vendor == "sqlite" and processes > 1:
        expected = "1: a SQLite file has one writer, who is shared best inside one process"
        raise DomainError(
            "option_invalid", {"option": "--processes", "found": processes, "expected": expected}
        )


@contextmanager
def _beside(wanted: bool) -> Iterator[None]:
    """A worker in a process of its own, as long as we serve. It is asked to end, and has time to finish its job."""
    if not wanted:
        yield
        return
    process = subprocess.Popen([sys.executable, "-m", "makegood", "worker"], env=dict(os.environ))
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(_PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()


def _listen(host: str, port: int, processes: int) -> None:
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        "makegood.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=THREADS,
        log_access=False,
        workers_kill_timeout=_PATIENCE_SECONDS,
        respawn_failed_workers=True,
    ).serve()
