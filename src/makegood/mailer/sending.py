"""The one way to send a mail. It is asked by whoever has claimed it, and tells them what to note down."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from makegood.domain.notice.outcome import Handed
from makegood.domain.terms.errors import DomainError
from makegood.mailer.folder import Backend as Folder
from makegood.mailer.mail import Mail, message_of
from makegood.mailer.outcome import Outcome, without_address
from makegood.mailer.smtp import Backend as Smtp


class Carrier(Protocol):
    """Who takes mails from us. Neither raises."""

    def carry(self, message: EmailMessage) -> Outcome:
        """Hand one mail over."""

    def let_go(self) -> None:
        """End what is kept open."""


class Post:
    """An open way out, for several mails one after the other; of one thread."""

    def __init__(self, carrier: Carrier) -> None:
        self._carrier = carrier

    def send(self, mail: Mail) -> Outcome:
        """Hand one mail over, at most once, and say what became of it. Raises nothing.

        A mail that we refuse ourselves has a code in `said`: `mail_address_invalid`, `mail_invalid`.
        """
        try:
            message = message_of(mail)
        except DomainError as error:
            return Outcome(Handed.REFUSED, error.code)
        outcome = self._carrier.carry(message)
        return Outcome(outcome.handed, without_address(mail.to, outcome.said))


@contextmanager
def opened() -> Iterator[Post]:
    """A way out as MAKEGOOD_MAIL says; nothing is connected before the first mail.

    Raises DomainError('mail_not_set_up') where nothing is set: then nothing may be claimed either.
    """
    if not settings.DEFAULT_FROM_EMAIL:
        raise DomainError("mail_not_set_up")
    carrier = _carrier()
    try:
        yield Post(carrier)
    finally:
        carrier.let_go()


def _carrier() -> Carrier:
    backend = get_connection()
    if isinstance(backend, Smtp | Folder):
        return backend
    # Only who has a provider needs its libraries, and they take a while to load.
    from makegood.mailer.provider import Provider

    return Provider(backend)
