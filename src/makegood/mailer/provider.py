"""Mail through a provider's API (django-anymail), or through whatever other backend of Django is set."""

from __future__ import annotations

import ssl
from collections.abc import Iterator

from anymail.exceptions import (
    AnymailConfigurationError,
    AnymailError,
    AnymailInvalidAddress,
    AnymailRecipientsRefused,
    AnymailRequestsAPIError,
)
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from makegood.domain.notice.outcome import Handed
from makegood.mailer.hook import with_our_id
from makegood.mailer.outcome import Outcome, words

# About this mail. What is not in here, such as a key that is not taken, is about us.
_REFUSALS = frozenset({400, 413, 422})
_UNAVAILABLE = 503
# Found before the first byte of a request goes.
_NO_CONNECTION = (ConnectTimeoutError, NewConnectionError, ssl.SSLCertVerificationError)
_TAKEN = frozenset({"sent", "queued"})
_NEVER = frozenset({"invalid", "rejected"})


class Provider:
    """Carries mail by a backend of Django that has no state of its own worth keeping but a connection."""

    def __init__(self, backend: BaseEmailBackend) -> None:
        self._backend = backend

    def carry(self, message: EmailMessage) -> Outcome:
        """Hand the mail over."""
        if settings.MAIL_HOOK:
            with_our_id(message)
        try:
            self._backend.open()
            self._backend.send_messages([message])
        except Exception as error:  # whatever it is, the mail has an outcome
            return Outcome(handed_after(error), words(error))
        status = getattr(message, "anymail_status", None)
        if status is None:
            return Outcome(Handed.SENT, "")
        return Outcome(_handed_by(set(status.status or ())), str(status.message_id or ""))

    def let_go(self) -> None:
        """End the connection."""
        self._backend.close()


def handed_after(error: Exception) -> Handed:
    """What an error means for the mail; one that we do not know is unclear."""
    if isinstance(error, AnymailRecipientsRefused | AnymailInvalidAddress):
        return Handed.REFUSED
    if isinstance(error, AnymailRequestsAPIError):
        return _by_status(error)
    # Anything else of theirs is found out before they call anybody.
    return Handed.LATER if isinstance(error, AnymailConfigurationError | AnymailError) else Handed.UNCLEAR


def _by_status(error: AnymailRequestsAPIError) -> Handed:
    status = error.status_code
    if status is None:
        never_reached = any(isinstance(each, _NO_CONNECTION) for each in _causes(error))
        return Handed.LATER if never_reached else Handed.UNCLEAR
    if status in _REFUSALS:
        return Handed.REFUSED
    # They looked at it and said no. Other errors of theirs may come after it was taken.
    return Handed.LATER if status // 100 == 4 or status == _UNAVAILABLE else Handed.UNCLEAR


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error and all that it was made of, as far as their libraries tell: by cause, by context, as `reason`."""
    while error is not None:
        yield error
        reason = getattr(error, "reason", None)
        if isinstance(reason, BaseException):
            yield reason
        error = error.__cause__ or error.__context__


def _handed_by(states: set[str]) -> Handed:
    if states and states <= _TAKEN:
        return Handed.SENT
    return Handed.REFUSED if states and states <= _NEVER else Handed.UNCLEAR
