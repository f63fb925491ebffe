"""A folder instead of a server, to try things out: each mail as `.eml`, and as `.html` for a browser."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from datetime import UTC
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from makegood.domain.notice.outcome import Handed
from makegood.mailer.outcome import Outcome, words


class Backend(BaseEmailBackend):
    """Writes mails to the folder of MAKEGOOD_MAIL, and makes it where it is missing."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write each of them. Raises OSError."""
        for message in email_messages:
            write(message, Path(settings.EMAIL_FILE_PATH))
        return len(email_messages)

    def carry(self, message: EmailMessage) -> Outcome:
        """Write the mail. The same one again replaces what it wrote."""
        try:
            written = write(message, Path(settings.EMAIL_FILE_PATH))
        except Exception as error:  # whatever it is, the mail has an outcome
            return Outcome(Handed.LATER, words(error))
        return Outcome(Handed.SENT, written.name)

    def let_go(self) -> None:
        """Nothing is open between two mails."""


def write(message: EmailMessage, folder: Path) -> Path:
    """The `.eml` of a mail, named by its moment and message id; its page, if it has one, lies beside it.

    A file is there whole or not at all, and the page before the mail.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = message.message()
    moment = parsedate_to_datetime(written["Date"]).astimezone(UTC)
    name = f"{moment:%Y%m%dT%H%M%SZ}-{re.sub(r'[^A-Za-z0-9.=+-]+', '_', written['Message-ID']).strip('_')}"
    for content, kind in message.alternatives if isinstance(message, EmailMultiAlternatives) else []:
        if kind == "text/html":
            _whole(folder / f"{name}.html", str(content).encode())
    _whole(folder / f"{name}.eml", written.as_bytes())
    return folder / f"{name}.eml"


def _whole(path: Path, content: bytes) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_bytes(content)
    draft.replace(path)
