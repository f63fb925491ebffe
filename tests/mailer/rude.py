"""A mail server that answers each step as it was told: it refuses, hangs up, keeps silent or answers in drops."""

from __future__ import annotations

import select
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from enum import Enum, auto
from typing import BinaryIO

_PATIENCE = 10


class Act(Enum):
    """What it does instead of an answer."""

    NOTHING = auto()
    HANG_UP = auto()
    SILENCE = auto()
    DRIP = auto()


Told = Mapping[str, str | Act]
POLITE: Told = {
    "CONNECT": "220 hello",
    "EHLO": "250 hello",
    "MAIL": "250 ok",
    "RCPT": "250 ok",
    "DATA": "354 go on",
    "END": "250 queued as 1",
    "RSET": "250 ok",
    "QUIT": "221 bye",
}
"""The steps of a conversation. `BODY`, where it is told, comes with the first bytes of a mail's data."""


class Rude:
    """`conversations` = what it was told for each connection in turn; the last holds for all that follow. `silent` is
    set once it says nothing whole any more.

    Where a conversation tells nothing it is polite, and a step told as `MAIL 2` is the second of its kind.
    """

    def __init__(self, conversations: tuple[Told, ...]) -> None:
        self._conversations = conversations
        self.silent = threading.Event()
        self.connections = 0
        self.mails = 0
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]

    def serve(self) -> None:
        """Take one connection after the other, until the server is closed."""
        with suppress(OSError):
            while True:
                caller, _ = self._server.accept()
                caller.settimeout(_PATIENCE)
                told = self._conversations[min(self.connections, len(self._conversations) - 1)]
                self.connections += 1
                with suppress(OSError, _GoneError), caller, caller.makefile("rb") as lines:
                    self._talk(caller, lines, told)

    def close(self) -> None:
        """Take no more calls."""
        with suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()

    def _talk(self, caller: socket.socket, lines: BinaryIO, told: Told) -> None:
        seen: dict[str, int] = {}
        self._answer(caller, told.get("CONNECT", POLITE["CONNECT"]))
        while True:
            line = lines.readline()
            if not line:
                return
            step = line.split(maxsplit=1)[0].decode("ascii", "replace").upper() if line.strip() else ""
            seen[step] = seen.get(step, 0) + 1
            answer = told.get(f"{step} {seen[step]}") or told.get(step) or POLITE.get(step, "500 what?")
            self._answer(caller, answer)
            if step == "QUIT":
                return
            if isinstance(answer, str) and answer.startswith("354"):
                if "BODY" in told:
                    caller.recv(1)
                    self._answer(caller, told["BODY"])
                while lines.readline() not in (b".\r\n", b""):
                    pass
                self.mails += 1
                self._answer(caller, told.get("END", POLITE["END"]))

    def _answer(self, caller: socket.socket, answer: str | Act) -> None:
        if isinstance(answer, str):
            caller.sendall(answer.encode() + b"\r\n")
            return
        if answer is Act.NOTHING:
            return
        if answer is Act.DRIP:
            # It looks like an answer, and there is no end of it.
            caller.sendall(b"250 ")
        if answer is not Act.HANG_UP:
            self.silent.set()
        if answer is Act.DRIP:
            while not select.select([caller], [], [], 0.02)[0]:
                caller.sendall(b"2")
        elif answer is Act.SILENCE:
            select.select([caller], [], [], _PATIENCE)
        raise _GoneError


class _GoneError(Exception):
    """The conversation is over."""


@contextmanager
def rude(*conversations: Told) -> Iterator[Rude]:
    """Such a server on this computer, in a thread of its own."""
    server = Rude(conversations or (POLITE,))
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.close()
        thread.join(_PATIENCE)
