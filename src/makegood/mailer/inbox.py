"""A mailbox by IMAP: what nobody has read yet, one mail at a time. Nothing is ever deleted or moved."""

from __future__ import annotations

import imaplib
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Timer
from typing import NamedTuple

from django.conf import settings

from makegood.domain.terms.errors import DomainError
from makegood.mailer.outcome import words

LARGEST = 512 * 1024
"""So many bytes of a mail are read at most: its head, its text, and what a report says; never a film."""
MANY = 100
"""So many mails are read in one go, the newest first: what lies there unread for years keeps nobody waiting."""
SESSION_SECONDS = 240
"""So long one go may take in all: the socket's own timeout counts from the last byte."""
SEEN, PUT_ASIDE = r"\Seen", "makegood"
_SPARE = 64 * 1024


class Found(NamedTuple):
    """A mail that nobody has read: its number in the mailbox, and its bytes, cut at `LARGEST`."""

    uid: bytes
    content: bytes


class Connection(imaplib.IMAP4):
    """A connection that reads no more in one piece than was asked for, whatever the server announces."""

    def read(self, size: int) -> bytes:
        """So many bytes. Raises IMAP4.abort for more than any answer of ours has."""
        if size > LARGEST + _SPARE:
            raise self.abort("more than was asked for")
        return super().read(size)


class TlsConnection(Connection, imaplib.IMAP4_SSL):
    """The same, in TLS from the first byte on."""


class Inbox:
    """An open mailbox. Its methods raise OSError or IMAP4.error; `opened` makes a DomainError of those."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        _, flags = connection.response("PERMANENTFLAGS")
        self._keeps_words = any(rb"\*" in each for each in flags if each)

    def unread(self) -> Iterator[Found]:
        """Mails that nobody has read and we did not put aside, the newest first, each as it is asked for."""
        asked = ["UNSEEN", "UNKEYWORD", PUT_ASIDE] if self._keeps_words else ["UNSEEN"]
        listed = b" ".join(each for each in self._did("SEARCH", *asked) if isinstance(each, bytes))
        numbers = [each for each in listed.split() if each.isdigit()]
        for uid in sorted(numbers, key=int, reverse=True)[:MANY]:
            content = self._content(uid)
            if content is not None:
                yield Found(uid, content)

    def read(self, found: Found) -> None:
        """What was in it is kept: nobody need read it here."""
        self._did("STORE", found.uid.decode(), "+FLAGS.SILENT", f"({SEEN})")

    def put_aside(self, found: Found) -> None:
        """It is none of ours: a person still sees it as unread. Where the server keeps no word beside a mail it is
        marked as read, or it would come again for ever."""
        flag = PUT_ASIDE if self._keeps_words else SEEN
        self._did("STORE", found.uid.decode(), "+FLAGS.SILENT", f"({flag})")

    def _content(self, uid: bytes) -> bytes | None:
        """The first bytes of a mail; None = somebody removed it meanwhile. It is not marked as read by that."""
        for part in self._did("FETCH", uid.decode(), f"(BODY.PEEK[]<0.{LARGEST}>)"):
            if isinstance(part, tuple) and re.search(rb"BODY\[\]", part[0]):
                return bytes(part[1])[:LARGEST]
        return None

    def _did(self, command: str, *args: str) -> list[bytes | tuple[bytes, bytes] | None]:
        answer, data = self._connection.uid(command, *args)
        if answer != "OK":
            raise self._connection.error(f"{command}: {answer}")
        return data


@contextmanager
def opened() -> Iterator[Inbox]:
    """The mailbox that MAKEGOOD_INBOX names.

    Raises DomainError('inbox_away') with what went wrong, never with a password; ('inbox_refused') where the
    server does not let us in.
    """
    try:
        connection = _connected()
    except (OSError, imaplib.IMAP4.error) as error:
        raise DomainError("inbox_away", {"found": words(error)}) from error
    watch = Timer(SESSION_SECONDS, _hang_up, (connection,))
    watch.daemon = True
    watch.start()
    try:
        _enter(connection)
        yield Inbox(connection)
    except (OSError, imaplib.IMAP4.error) as error:
        raise DomainError("inbox_away", {"found": words(error)}) from error
    finally:
        watch.cancel()
        _leave(connection)


def _connected() -> Connection:
    where, seconds = (settings.INBOX_HOST, settings.INBOX_PORT), settings.INBOX_TIMEOUT
    if settings.INBOX_TLS == "tls":
        return TlsConnection(*where, ssl_context=ssl.create_default_context(), timeout=seconds)
    connection = Connection(*where, timeout=seconds)
    if settings.INBOX_TLS == "starttls":
        try:
            connection.starttls(ssl.create_default_context())
        except BaseException:
            connection.shutdown()
            raise
    return connection


def _enter(connection: Connection) -> None:
    try:
        connection.login(settings.INBOX_USER, settings.INBOX_PASSWORD)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        # What the server says may repeat whom it refuses.
        raise DomainError("inbox_refused") from error
    folder = '"' + settings.INBOX_FOLDER.replace("\\", "\\\\").replace('"', '\\"') + '"'
    answer, said = connection.select(folder)
    if answer != "OK":
        raise connection.error(f"SELECT: {said!r}")


def _leave(connection: Connection) -> None:
    with suppress(OSError, imaplib.IMAP4.error):
        connection.logout()
        return
    with suppress(OSError):
        connection.shutdown()


def _hang_up(connection: Connection) -> None:
    with suppress(OSError):
        # Of the plain socket also below TLS: that one would first take itself apart under its reader.
        socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)
