"""What a mail server reports of a mail of ours: it did not arrive (RFC 3464), or somebody complained (RFC 5965)."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from email.message import Message
from typing import Literal

from makegood.mailer.heads import BOUNDED, address_in, header
from makegood.wording.clean import one_line

_ID = re.compile(r"<([^<>\s]{1,300})>")
_STATUS = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")
_REFUSED = re.compile(r"\b55\d[ -]|\b5\.\d{1,3}\.\d{1,3}\b")
_DAEMON = re.compile(r"(mailer-daemon|postmaster)@", re.IGNORECASE)
_LONGEST = 300
_MOST_PARTS = 40
_MOST_TEXT = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """`failed` = it will not arrive; `waiting` = it did not yet; `arrived` = it did, as far as a server says;
    `delivered` = it did, as our own provider says; `complaint` = whoever got it does not want such mail. `said` = what
    the other side said, one line. `recipients` = the addresses it is about, in lower case. `ids` = message ids of the
    mail it is about."""

    kind: Literal["failed", "waiting", "arrived", "delivered", "complaint"]
    said: str
    recipients: frozenset[str]
    ids: tuple[str, ...]


def report_of(message: Message) -> Report | None:
    """The report in a mail; None = it is none. Raises nothing, whatever is in it."""
    with suppress(Exception):  # reports are written by machines that nobody looks after
        parts = _parts(message)
        return _complaint(parts) or _delivery(parts) or _in_words(message, parts)
    return None


def _parts(message: Message) -> list[Message]:
    return [part for part, _ in zip(message.walk(), range(_MOST_PARTS), strict=False)]


def _delivery(parts: list[Message]) -> Report | None:
    fields = [
        block
        for part in parts
        if part.get_content_type() == "message/delivery-status"
        for block in _blocks(part)
    ]
    about = [block for block in fields if header(block, "Action") or header(block, "Status")]
    if not about:
        return None
    kinds = {_kind(header(block, "Action"), header(block, "Status")) for block in about}
    found: Literal["failed", "waiting", "arrived"] = (
        "failed" if "failed" in kinds else "waiting" if "waiting" in kinds else "arrived"
    )
    said = next(
        (text for block in about if (text := header(block, "Diagnostic-Code") or header(block, "Status"))), ""
    )
    named = {
        header(block, name).rpartition(";")[2].strip(" <>").lower()
        for block in fields
        for name in ("Original-Recipient", "Final-Recipient")
    }
    ids, to = _returned(parts)
    recipients = frozenset({*named, *to} - {""})
    return Report(kind=found, said=one_line(said, longest=_LONGEST), recipients=recipients, ids=ids)


def _kind(action: str, status: str) -> str:
    """A server that gives up says `failed`, whatever the status of its last try was."""
    asked = action.strip().lower()
    if asked in ("failed", "delayed"):
        return "failed" if asked == "failed" else "waiting"
    if asked:
        return "arrived"
    return {"5": "failed", "4": "waiting"}.get(status.strip()[:1], "arrived")


def _complaint(parts: list[Message]) -> Report | None:
    for part in parts:
        if part.get_content_type() == "message/feedback-report":
            block = next(_blocks(part), None)
            kind = header(block, "Feedback-Type").strip().lower() if block is not None else ""
            if kind in ("", "not-spam"):
                return None
            ids, to = _returned(parts)
            return Report(kind="complaint", said=one_line(kind, longest=_LONGEST), recipients=to, ids=ids)
    return None


def _in_words(message: Message, parts: list[Message]) -> Report | None:
    """A report in no form, as old servers write it: from the daemon, with the refusal and our mail in its text."""
    named = header(message, "X-Failed-Recipients")
    if not named and not _DAEMON.match(address_in(header(message, "From"))):
        return None
    text = "\n".join(_raw(part) for part in parts if part.get_content_maintype() == "text")[:_MOST_TEXT]
    refused = _REFUSED.search(text)
    if not named and not refused:
        return None
    ids, to = _returned(parts)
    quoted = tuple(_ID.findall(text))
    recipients = (
        {address_in(each) for each in named.split(",")}
        | to
        | {each.lower() for each in quoted if "@" in each}
    )
    said = next((line for line in text.splitlines() if _REFUSED.search(line)), named)
    return Report(
        kind="failed",
        said=one_line(said, longest=_LONGEST),
        recipients=frozenset(recipients - {""}),
        ids=(*ids, *quoted),
    )


def _returned(parts: list[Message]) -> tuple[tuple[str, ...], frozenset[str]]:
    """Message ids of the mail that came back, and whom it was for."""
    ids: list[str] = []
    to: set[str] = set()
    for head in _heads(parts):
        ids += _ID.findall(header(head, "Message-ID"))
        to.add(address_in(header(head, "To")))
    return tuple(ids), frozenset(to - {""})


def _heads(parts: list[Message]) -> Iterator[Message]:
    for part in parts:
        if part.get_content_type() == "message/rfc822":
            yield from _blocks(part)
        elif part.get_content_type() in ("text/rfc822-headers", "text/rfc822"):
            yield email.message_from_string(_raw(part)[:_MOST_TEXT], policy=BOUNDED)


def _blocks(part: Message) -> Iterator[Message]:
    payload = part.get_payload()
    if isinstance(payload, list):
        yield from (each for each in payload[:_MOST_PARTS] if isinstance(each, Message))
    elif isinstance(payload, str):
        yield email.message_from_string(payload[:_MOST_TEXT], policy=BOUNDED)


def _raw(part: Message) -> str:
    payload = part.get_payload(decode=True)
    return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
