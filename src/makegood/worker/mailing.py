"""Messages as mails: what the worker hands to the mailer, and what it hears of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime

from makegood.domain.notice.outcome import Handed
from makegood.domain.terms.errors import DomainError
from makegood.mailer.mail import Mail, domain
from makegood.mailer.sending import Post as Way
from makegood.mailer.sending import opened
from makegood.services.notice import Ready
from makegood.worker.posting import Post


@contextmanager
def by_mail(clock: Callable[[], datetime]) -> Iterator[Post | None]:
    """A way out for messages, as MAKEGOOD_MAIL says; None where nothing is set: then nothing is claimed either."""
    with ExitStack() as stack:
        try:
            way = stack.enter_context(opened())
        except DomainError:
            yield None
        else:
            yield _sender(way, clock)


def _sender(way: Way, clock: Callable[[], datetime]) -> Post:
    def send(ready: Ready) -> tuple[Handed, str]:
        outcome = way.send(mail_of(ready, at=clock()))
        return outcome.handed, outcome.said

    return send


def mail_of(ready: Ready, *, at: datetime) -> Mail:
    """The message as a mail. Its id is the same whenever it is made of the same letter."""
    return Mail(
        message_id=f"<{ready.message_id}@{domain()}>",
        at=at,
        to=ready.to,
        to_name=ready.to_name,
        subject=ready.subject,
        text=ready.text,
        html=ready.html,
        language=ready.language,
    )
