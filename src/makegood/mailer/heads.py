"""Headers of mails that came in: whatever stands in them, text comes out."""

from __future__ import annotations

import re
from contextlib import suppress
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.parser import BytesHeaderParser
from email.policy import EmailPolicy
from email.utils import parseaddr

# No database keeps the first of them, and no text means the others.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")

_LONGEST = 8_000
_MOST_PARTS = 1_000


class _Bounded(EmailPolicy):
    """How mails are read: each header only so far. Python's own reading of one takes minutes for what spam may hold."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_LONGEST]


BOUNDED = _Bounded()


def message_of(content: bytes) -> Message:
    """A mail and its parts; of one that no reader of mails gets through only its head, or nothing of it."""
    if content.count(b"\n--") <= _MOST_PARTS:
        with suppress(Exception):  # parts in parts in parts, until there is no end of them
            return message_from_bytes(content, policy=BOUNDED)
    with suppress(Exception):
        return BytesHeaderParser(policy=BOUNDED).parsebytes(content)
    return EmailMessage()


def header(message: Message, name: str) -> str:
    """A header as text, "" = there is none. What cannot be decoded is given as it stands."""
    with suppress(Exception):  # the parser of headers fails on some that only spam has
        return whole(str(message.get(name, "")))
    with suppress(Exception):
        raw = next(value for key, value in message._headers if key.lower() == name.lower())  # type: ignore[attr-defined]  # noqa: SLF001 - unparsed, nowhere else
        return whole(str(raw))
    return ""


def address_in(text: str) -> str:
    """The address in a From or To, in lower case; "" = none that can be read."""
    with suppress(Exception):
        return parseaddr(text)[1].strip().lower()
    return ""


def whole(text: str) -> str:
    """Half characters, as broken mails hold them, become question marks; control characters are left out."""
    return _CONTROL.sub("", text).encode("utf-8", "replace").decode("utf-8")
