"""A mail that came in, read: who wrote, what it answers, what it says, and whether a machine wrote it.

Whatever the bytes are, something comes out. Nothing of HTML is executed or kept; what is quoted is cut off.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage, Message
from hashlib import sha256

from makegood.domain.terms.limits import LONGEST_TEXT
from makegood.mailer.heads import address_in, header, message_of, whole
from makegood.mailer.html_text import text_of_html
from makegood.mailer.quoted import without_quoted
from makegood.mailer.report import Report, report_of
from makegood.wording.clean import one_line

LONGEST_REF = 320
_LONGEST_SUBJECT = 300
_MOST_IDS = 50
_ID = re.compile(r"<([^<>\s]{1,300})>")
_AUTOMATIC_SUBJECT = re.compile(
    r"^\s*(automatic reply|auto(matic)?[- ]?(reply|response)|out of (the )?office|automatische antwort|abwesenheit\w*"
    r"|abwesend|réponse automatique|respuesta automática)\b",
    re.IGNORECASE,
)
_LISTS = frozenset({"bulk", "junk", "list", "auto_reply"})
_MACHINES = re.compile(r"(mailer-daemon|postmaster|no-?reply|donotreply)@", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """`ref` = its message id, or a digest of its bytes where it has none. `sender` = an address in lower case, "" =
    none that can be read. `ids` = message ids it answers or returns, without brackets, the nearest first. `text` =
    its own words, at most 2,000 characters. `automatic` = why no person wrote it; "" = one did. `report` =
    what a mail server reports with it."""

    ref: str
    sender: str
    subject: str
    ids: tuple[str, ...]
    text: str
    automatic: str
    report: Report | None


def parsed(content: bytes) -> Parsed:
    """Read a mail. Raises nothing, whatever the bytes."""
    message = message_of(content)
    own = _ID.search(header(message, "Message-ID"))
    ref = own[0] if own and len(own[0]) <= LONGEST_REF else f"sha256:{sha256(content).hexdigest()}"
    report = report_of(message)
    answered = [header(message, "In-Reply-To"), *reversed(header(message, "References").split())]
    ids = [*(report.ids if report else ()), *(found for each in answered for found in _ID.findall(each))]
    return Parsed(
        ref=ref,
        sender=address_in(header(message, "From")),
        subject=one_line(header(message, "Subject"), longest=_LONGEST_SUBJECT),
        ids=tuple(dict.fromkeys(ids))[:_MOST_IDS],
        text=_cut(without_quoted(_text(message))),
        automatic=_automatic(message),
        report=report,
    )


def _automatic(message: Message) -> str:
    if header(message, "Auto-Submitted").partition(";")[0].strip().lower() not in ("", "no"):
        return "auto_submitted"
    if any(header(message, name) for name in ("X-Autoreply", "X-Autorespond", "X-Failed-Recipients")):
        return "auto_submitted"
    if header(message, "Precedence").strip().lower() in _LISTS or header(message, "List-Id"):
        return "bulk"
    if header(message, "Return-Path").strip() == "<>" or _MACHINES.match(address_in(header(message, "From"))):
        return "machine"
    return "automatic_subject" if _AUTOMATIC_SUBJECT.match(header(message, "Subject")) else ""


def _text(message: Message) -> str:
    """Its words: of the plain part, else of the HTML."""
    body: Message | None = None
    with suppress(Exception):  # a tree of parts that contradicts itself
        body = message.get_body(("plain", "html")) if isinstance(message, EmailMessage) else None
    if body is None:
        return ""
    text = _decoded(body)
    return text_of_html(text) if body.get_content_type() == "text/html" else text


def _decoded(part: Message) -> str:
    with suppress(Exception):  # an alphabet that nobody knows, or that is not what it says
        content = part.get_content() if isinstance(part, EmailMessage) else None
        if isinstance(content, str):
            return content
    with suppress(Exception):
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes):
            return payload.decode("utf-8", "replace")
    return ""


def _cut(text: str) -> str:
    """What a note may hold: lines without control characters, so many characters."""
    lines = [one_line(line, longest=LONGEST_TEXT) for line in whole(text).splitlines()]
    said = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return said if len(said) <= LONGEST_TEXT else said[: LONGEST_TEXT - 1].rstrip() + "…"
