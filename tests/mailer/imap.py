"""A mailbox on this computer: a small IMAP server that keeps mails and flags, and is rude where it is told to be."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

_PATIENCE = 10
FLAGS = rb"\Seen \Answered \Flagged \Deleted \Draft"


class Mailbox:
    """`mails` by number, and their `flags`. Lets in who says `ann` and `secret`. `rude` = what it does at a step
    instead of answering: `cut`, `half`, `silence`, `drip`, `endless`. `keywords` = it keeps words beside a mail."""

    def __init__(self, *mails: bytes, keywords: bool = True, rude: Mapping[str, str] | None = None) -> None:
        self.mails = dict(enumerate(mails, 1))
        self.flags: dict[int, set[str]] = {number: set() for number in self.mails}
        self.keywords, self.rude = keywords, dict(rude or {})
        self.over = threading.Event()
        self.port = 0
        self.asked: list[str] = []

    def put(self, mail: bytes) -> int:
        """Another mail comes in; its number."""
        number = len(self.mails) + 1
        self.mails[number], self.flags[number] = mail, set()
        return number

    def unseen(self) -> list[int]:
        """What a person sees as unread."""
        return [number for number in self.mails if r"\Seen" not in self.flags[number]]


class _CutError(Exception):
    """The conversation is over."""


class _Talk(socketserver.StreamRequestHandler):
    timeout = _PATIENCE

    @property
    def box(self) -> Mailbox:
        box: Mailbox = self.server.box  # type: ignore[attr-defined]
        return box

    def handle(self) -> None:
        with suppress(_CutError, OSError):
            self._step("CONNECT", b"* OK hello\r\n")
            for line in self.rfile:
                tag, _, rest = line.strip().decode().partition(" ")
                name = " ".join(rest.split(" ")[: 2 if rest.upper().startswith("UID") else 1]).upper()
                self.box.asked.append(name)
                self._step(name, self._answer(name, rest).replace(b"TAG", tag.encode()))
                if name == "LOGOUT":
                    return

    def _step(self, name: str, answer: bytes) -> None:
        how = self.box.rude.get(name)
        if how in ("cut", "half"):
            self._send(answer[: len(answer) // 2] if how == "half" else b"")
            raise _CutError
        if how == "silence":
            self.box.over.wait(_PATIENCE)
            raise _CutError
        while how == "drip" and not self.box.over.wait(0.02):
            self._send(b"*")
        self._send(answer)

    def _send(self, answer: bytes) -> None:
        self.wfile.write(answer)

    def _answer(self, name: str, rest: str) -> bytes:
        box = self.box
        if name == "CAPABILITY":
            return b"* CAPABILITY IMAP4rev1\r\nTAG OK done\r\n"
        if name == "LOGIN":
            right = rest.split(" ", 1)[1] == 'ann "secret"'
            return b"TAG OK done\r\n" if right else b"TAG NO [AUTHENTICATIONFAILED] not ann\r\n"
        if name == "SELECT":
            there = rest.split(" ", 1)[1] == '"INBOX"'
            kept = FLAGS + (rb" \*" if box.keywords else b"")
            return (
                b"* OK [PERMANENTFLAGS (" + kept + b")]\r\nTAG OK done\r\n"
                if there
                else b"TAG NO no such folder\r\n"
            )
        if name == "UID SEARCH":
            aside = "UNKEYWORD makegood" in rest
            found = [n for n in box.unseen() if not (aside and "makegood" in box.flags[n])]
            return f"* SEARCH {' '.join(map(str, found))}\r\nTAG OK done\r\n".encode()
        if name == "UID FETCH":
            return self._fetched(int(rest.split()[2]), int(rest.split("<0.")[1].split(">")[0]))
        if name == "UID STORE":
            number, flag = int(rest.split()[2]), rest.split("(")[1].rstrip(")")
            box.flags[number].add(flag)
            return b"TAG OK done\r\n"
        return b"* BYE bye\r\nTAG OK done\r\n" if name == "LOGOUT" else b"TAG BAD what now?\r\n"

    def _fetched(self, number: int, most: int) -> bytes:
        if number not in self.box.mails:
            return b"TAG OK done\r\n"
        content = self.box.mails[number][:most]
        size = 10**9 if self.box.rude.get("UID FETCH") == "endless" else len(content)
        return b"* %d FETCH (UID %d BODY[]<0> {%d}\r\n%s)\r\nTAG OK done\r\n" % (
            number,
            number,
            size,
            content,
        )


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


@contextmanager
def mailbox(*mails: bytes, keywords: bool = True, rude: Mapping[str, str] | None = None) -> Iterator[Mailbox]:
    """Such a server, in a thread of its own."""
    box = Mailbox(*mails, keywords=keywords, rude=rude)
    with _Server(("127.0.0.1", 0), _Talk) as server:
        server.box = box  # type: ignore[attr-defined]
        box.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield box
        finally:
            box.over.set()
            server.shutdown()
            thread.join(_PATIENCE)
