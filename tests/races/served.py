"""A shop served over HTTP by a process of its own, and programs that use it at the same time."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, suppress
from typing import Any, NamedTuple

from tests import warm
from tests.soaked import moment
from tests.warm import ROOT, Forked

PATIENCE = 60
"""Seconds within which a server must be there."""


Line = http.client.HTTPConnection
"""A program's own connection, kept open."""


class Heard(NamedTuple):
    """An answer."""

    status: int
    data: Any


Running = subprocess.Popen[bytes] | Forked


class Served:
    """The server."""

    def __init__(self, process: Running, port: int) -> None:
        self.process = process
        self.port = port
        self.killed_at: float | None = None

    def kill(self) -> None:
        """End it at once, with all its processes, as a power cut does."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.killed_at = moment()

    def wait_until(self, come: Callable[[], bool]) -> None:
        """Until something has come, as long as the server lives."""
        for _ in range(PATIENCE * 20):
            if come():
                return
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(0.05)
                raise AssertionError("the server ended")
        raise AssertionError("it did not come")

    def connection(self) -> closing[Line]:
        """A program's own."""
        return closing(Line("127.0.0.1", self.port, timeout=PATIENCE))

    def at_once(self, clients: int, work: Callable[[Line, int], list[Heard]]) -> list[Heard]:
        """What all clients heard, each in a thread with a connection of its own."""
        return at_once([self], clients, lambda lines, client: work(lines[0], client))


def at_once(
    servers: Sequence[Served], clients: int, work: Callable[[list[Line], int], list[Heard]]
) -> list[Heard]:
    """What all clients heard, each in a thread with a connection of its own to every server."""

    def one(client: int) -> list[Heard]:
        with ExitStack() as open_lines:
            return work([open_lines.enter_context(each.connection()) for each in servers], client)

    with ThreadPoolExecutor(clients) as pool:
        return [heard for found in pool.map(one, range(clients)) for heard in found]


def send(line: Line, secret: str, address: str, body: Any, once: str = "") -> None:
    """A command, whose answer nobody waits for yet. `once` = its idempotency key."""
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
    if once:
        headers["Idempotency-Key"] = once
    line.request("POST", f"/api/v1/{address}", json.dumps(body), headers)


def heard(line: Line) -> Heard:
    """The answer to what was sent."""
    answer = line.getresponse()
    return Heard(answer.status, json.loads(answer.read()))


def post(line: Line, secret: str, address: str, body: Any, once: str = "") -> Heard:
    """A command and its answer."""
    send(line, secret, address, body, once)
    return heard(line)


@contextmanager
def taken_port() -> Iterator[int]:
    """A port of this computer on which somebody listens."""
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


@contextmanager
def served(*, worker: bool = False, as_typed: bool = False) -> Iterator[Served]:
    """The shop of MAKEGOOD_DATABASE, served; the server is ended afterwards. `as_typed` = by the command line itself,
    which loads everything first; else by a copy of a process that has."""
    with all_served(1, worker=worker, as_typed=as_typed) as (server,):
        yield server


@contextmanager
def all_served(count: int, *, worker: bool = False, as_typed: bool = False) -> Iterator[list[Served]]:
    """The same by so many servers, each with its own port."""
    words = ["serve", "--worker" if worker else "--no-worker", "--port"]
    with ExitStack() as free, ExitStack() as running:
        ports = [free.enter_context(taken_port()) for _ in range(count)]
        free.close()
        servers = [
            Served(running.enter_context(running_process(*words, str(port), as_typed=as_typed)), port)
            for port in ports
        ]
        for server in servers:
            wait(server.process, server.port)
        yield servers


@contextmanager
def running_process(*words: str, as_typed: bool = False) -> Iterator[Running]:
    """A command of makegood that goes on until it is asked to end."""
    environ = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "MAKEGOOD_API_RATE": "1000000/sec"}
    process: Running
    if as_typed:
        command = [sys.executable, "-m", "makegood", *words]
        process = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, start_new_session=True)
    else:
        process = warm.start(
            "makegood.cli", *words, environ=environ, imports=["granian", "makegood.config.urls"], apart=True
        )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(PATIENCE)
        if process.stdout:
            process.stdout.close()


def wait(process: Running, port: int) -> None:
    """Until it answers. Each try is refused at once as long as nobody listens."""
    for _ in range(PATIENCE * 20):
        try:
            with closing(Line("127.0.0.1", port, timeout=PATIENCE)) as line:
                line.request("GET", "/readyz")
                assert line.getresponse().status == 200
                return
        except ConnectionError:
            try:
                process.wait(0.05)
                raise AssertionError("the server ended")
            except subprocess.TimeoutExpired:
                continue
    raise AssertionError("the server did not come")
