"""SMTP that knows how far it came: only a mail whose data never began to go may be sent again."""

from __future__ import annotations

import smtplib
import socket
from contextlib import suppress
from threading import Event, Timer

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from makegood.domain.notice.outcome import Handed
from makegood.mailer.outcome import Outcome, answer, words

_GO_AHEAD = 354
_CLOSING = 421
_WHO_ARE_YOU = 530
_REFUSALS = (4, 5)


class Connection(smtplib.SMTP):
    """A connection that remembers whether a mail's data began to go, and waits for no answer longer than its timeout.

    The socket's own timeout counts from the last byte: a server that sends one byte now and then would never end.
    """

    data_begun = False
    last_answer = ""

    def getreply(self) -> tuple[int, bytes]:
        """The next answer. Raises SMTPServerDisconnected when it is not whole in time."""
        too_late = Event()
        watch = Timer(self.timeout, self._hang_up, (too_late,))
        watch.daemon = True
        watch.start()
        try:
            code, said = super().getreply()
        finally:
            watch.cancel()
        if too_late.is_set():
            # Half a line may look like an answer.
            self.close()
            raise smtplib.SMTPServerDisconnected("no whole answer in time")
        # The body goes at once after this: whatever happens from here on, they may have it.
        self.data_begun = self.data_begun or code == _GO_AHEAD
        self.last_answer = answer(code, said)
        return code, said

    def _hang_up(self, too_late: Event) -> None:
        too_late.set()
        if self.sock is not None:
            with suppress(OSError):
                # Of the plain socket also below TLS: that one would first take itself apart under its reader.
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


class TlsConnection(Connection, smtplib.SMTP_SSL):
    """The same, in TLS from the first byte on."""


class Backend(EmailBackend):
    """Django's backend over such a connection, which is kept over several mails."""

    connection: Connection | None

    @property
    def connection_class(self) -> type[Connection]:
        """What Django's backend opens."""
        return TlsConnection if self.use_ssl else Connection

    def carry(self, message: EmailMessage) -> Outcome:
        """Hand the mail over. A server that hung up between two mails is called once more."""
        kept = self.connection is not None
        outcome, hung_up = self._try(message)
        return self._try(message)[0] if kept and hung_up else outcome

    def _try(self, message: EmailMessage) -> tuple[Outcome, bool]:
        """What became of the mail, and whether the server had hung up before it got any of it."""
        if self.connection is not None:
            self.connection.data_begun = False
        try:
            self.open()
            self.send_messages([message])
        except Exception as error:  # whatever it is, the mail has an outcome
            begun = self.connection is not None and self.connection.data_begun
            hung_up = not begun and _hung_up(error)
            if hung_up or _code(error) // 100 not in _REFUSALS:
                # Who answers strangely may go on to answer what was asked before.
                self.let_go()
            return outcome_of(error, data_begun=begun), hung_up
        said = self.connection.last_answer if self.connection is not None else ""
        return Outcome(Handed.SENT, said), False

    def let_go(self) -> None:
        """End the connection, whatever state it is in."""
        with suppress(OSError):
            self.close()


def _hung_up(error: Exception) -> bool:
    closing = isinstance(error, smtplib.SMTPSenderRefused) and error.smtp_code == _CLOSING
    return closing or isinstance(error, smtplib.SMTPServerDisconnected)


def _code(error: Exception) -> int:
    """What the server answered; 0 = it did not."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return int(next(iter(error.recipients.values()))[0])
    return error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else 0


def outcome_of(error: Exception, *, data_begun: bool) -> Outcome:
    """What an error means for the mail. Only answers about the mail or its addressee refuse it.

    A server that does not let us in, or not under our sender's address, says so to every mail: that is to be mended,
    and the mails wait for it.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
        return _answered(code, said, data_begun=False)
    if isinstance(error, smtplib.SMTPDataError):
        return _answered(error.smtp_code, error.smtp_error, data_begun=data_begun)
    handed = Handed.UNCLEAR if data_begun else Handed.LATER
    if isinstance(error, smtplib.SMTPResponseException):
        return Outcome(handed, answer(error.smtp_code, error.smtp_error))
    return Outcome(handed, words(error))


def _answered(code: int, said: bytes | str, *, data_begun: bool) -> Outcome:
    kind = code // 100
    if kind == 4 or code == _WHO_ARE_YOU:
        handed = Handed.LATER
    elif kind == 5:
        handed = Handed.REFUSED
    elif kind == 2 and data_begun:
        handed = Handed.SENT
    else:
        handed = Handed.UNCLEAR if data_begun else Handed.LATER
    return Outcome(handed, answer(code, said))
