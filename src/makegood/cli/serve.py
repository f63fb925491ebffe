"""The shop's doors, open: the API and the pages over HTTP, and the worker beside them."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from contextlib import closing, nullcontext
from threading import Event, Thread
from typing import Annotated

import typer

from makegood.cli.live import Database, check_tables, live_shop
from makegood.domain.terms.errors import DomainError

THREADS = 16
"""Requests that one process works on at a time. They are for those who wait for the database: only one of them runs at
any moment, and whoever asks whether the process lives must find one that is free."""

IDLE_SECONDS = 30
"""After so long with nothing to do a thread ends, and its connection to the database with it; one of them stays."""

_PATIENCE_SECONDS = 20
_PAUSE_SECONDS = 2
"""So long after a worker ended by itself another one begins: one that cannot begin must not keep the machine busy."""


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
        check_tables()
        _check(processes)
        address = _free(host, port)
        from django.db import connections

        connections.close_all()
        with _Beside() if worker else nullcontext():
            typer.echo(f"Makegood answers at http://{host}:{port}/ ; Ctrl-C ends it.")
            _listen(address, port, processes)


def _check(processes: int) -> None:
    from django.db import connection

    if connection.vendor == "sqlite" and processes > 1:
        expected = "1: a SQLite file has one writer, who is shared best inside one process"
        raise DomainError(
            "option_invalid", {"option": "--processes", "found": processes, "expected": expected}
        )


def _free(host: str, port: int) -> str:
    """The address of the host. Somebody else may listen there already; then nothing of ours is started."""
    try:
        family, *_, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with closing(socket.socket(family)) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(place)
    except (OSError, UnicodeError) as error:
        found = f"{host}:{port} ({getattr(error, 'strerror', None) or error})"
        expected = "an address of this computer, and a port that is free and open to you"
        data = {"option": "--host, --port", "found": found, "expected": expected}
        raise DomainError("option_invalid", data) from None
    return str(place[0])


class _Beside:
    """A worker in a process of its own, as long as we serve. One that ends by itself is started anew; at the end it is
    asked to stop, and has time to finish its job. Should we be killed, it sees that and stops too."""

    def __init__(self) -> None:
        self._stopping = Event()
        self._process = self._started()
        self._watch = Thread(target=self._keep, daemon=True)

    def __enter__(self) -> None:
        self._watch.start()

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._process.terminate()
        self._watch.join(_PATIENCE_SECONDS)
        self._process.kill()

    def _started(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "makegood", "worker", "--beside", str(os.getpid())]
        return subprocess.Popen(command, env=dict(os.environ))  # noqa: S603 - our own program

    def _keep(self) -> None:
        while True:
            ended = self._process.wait()
            if self._stopping.wait(_PAUSE_SECONDS):
                return
            typer.echo(f"The worker ended with {ended}; another one begins.", err=True)
            self._process = self._started()


def _listen(host: str, port: int, processes: int) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        "makegood.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=THREADS,
        blocking_threads_idle_timeout=IDLE_SECONDS,
        log_access=False,
        # We have said ourselves where it listens; what it says besides is for those who build servers.
        log_level=LogLevels.error,
        workers_kill_timeout=_PATIENCE_SECONDS,
        respawn_failed_workers=True,
    ).serve()
