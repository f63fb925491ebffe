"""One mail to one person, and how it is written down for those who carry it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email.charset import QP, Charset
from email.headerregistry import Address
from email.utils import format_datetime, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from makegood.domain.terms.errors import DomainError
from makegood.mailer.address import plain_address
from makegood.wording.clean import one_line

_LONGEST_NAME = 78
_LONGEST_SUBJECT = 200
_MESSAGE_ID = re.compile(r"<[A-Za-z0-9._=+-]{1,120}@[A-Za-z0-9.-]{1,120}>")
# Seven bits a character, so that no server on the way has to write the mail anew, and no signature breaks.
_SEVEN_BITS = Charset("utf-8")
_SEVEN_BITS.body_encoding = QP


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """What is sent to whom. `message_id` = `<…@…>`, the same at every try; `at` = the moment in its Date, with a zone.

    `html` may be empty. `language` = a tag such as `de`. `reply_to` = an address; None = answers go to the sender.
    """

    message_id: str
    at: datetime
    to: str
    to_name: str
    subject: str
    text: str
    html: str
    language: str
    reply_to: str | None = None


def domain() -> str:
    """What our message ids end with: the domain that our mail is from; "" = no mail leaves this shop."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]


def message_of(mail: Mail) -> EmailMultiAlternatives:
    """The mail as Django's backends take it. No text of it, whatever it holds, adds a header or an addressee.

    Raises DomainError('mail_address_invalid') with the `field`, ('mail_invalid') for a message id or moment that
    nobody could be told.
    """
    if not _MESSAGE_ID.fullmatch(mail.message_id) or mail.at.tzinfo is None:
        raise DomainError("mail_invalid", {"message_id": mail.message_id, "at": str(mail.at)})
    message = EmailMultiAlternatives(
        subject=_header(mail.subject, longest=_LONGEST_SUBJECT),
        body=_encodable(mail.text),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[str(Address(_header(mail.to_name, longest=_LONGEST_NAME), addr_spec=_address(mail.to, "to")))],
        reply_to=[_address(mail.reply_to, "reply_to")] if mail.reply_to is not None else None,
        headers={
            "Message-ID": mail.message_id,
            "Date": format_datetime(mail.at),
            "Content-Language": _header(mail.language, longest=35),
            "Auto-Submitted": "auto-generated",
            # Holiday answers and read receipts stay away; that it could not be delivered is told.
            "X-Auto-Response-Suppress": "OOF, AutoReply, RN, NRN",
        },
    )
    message.encoding = _SEVEN_BITS
    if mail.html:
        message.attach_alternative(_encodable(mail.html), "text/html")
    return message


def _address(address: str, field: str) -> str:
    known = plain_address(address)
    if known is None:
        raise DomainError("mail_address_invalid", {"field": field})
    return known


def _header(text: str, *, longest: int) -> str:
    """One line, in which nothing poses as an encoded word that a reader would decode into something else."""
    return one_line(text, longest=longest).replace("=?", "= ?")


def _encodable(text: str) -> str:
    """Half a character, as broken files hold them, becomes a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")
