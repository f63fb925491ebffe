"""A shop served over HTTP by a process of its own, and programs that use it at the same time."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from typing import Any, NamedTuple

from tests.live import ROOT

PATIENCE = 60
"""Seconds within which a server must be there."""


Line = http.client.HTTPConnection
"""A program's own connection, kept open."""


class Heard(NamedTuple):
    """An answer."""

    status: int
    data: Any


class Served:
    """The server."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process = process
        self.port = port
        self.killed = False

    def kill(self) -> None:
        """End it at once, with all its processes, as a power cut does."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.killed = True

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

        def one(client: int) -> list[Heard]:
            with self.connection() as line:
                return work(line, client)

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
def served(*, worker: bool = False) -> Iterator[Served]:
    """The shop of MAKEGOOD_DATABASE, served; the server is ended afterwards."""
    with taken_port() as free:
        port = free
    beside = "--worker" if worker else "--no-worker"
    command = [sys.executable, "-m", "makegood", "serve", beside, "--port", str(port)]
    environ = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "MAKEGOOD_API_RATE": "1000000/sec"}
    process = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        _wait(process, port)
        yield Served(process, port)
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
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
