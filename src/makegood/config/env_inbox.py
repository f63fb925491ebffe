"""Where answers to our mail are read, of MAKEGOOD_INBOX: a mailbox by IMAP, or nowhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import parse_qsl, unquote, urlsplit

from makegood.config.env import INBOX, invalid

Tls = Literal["tls", "starttls", "none"]
_PORTS = {"imaps": 993, "imap": 143}
_EXPECTED = "imaps://user:password@host:993/INBOX"


@dataclass(frozen=True, slots=True)
class Inbox:
    """A mailbox and how its server is spoken to. `host` empty = nothing is read."""

    host: str = ""
    port: int = 0
    user: str = ""
    password: str = field(default="", repr=False)
    folder: str = "INBOX"
    tls: Tls = "tls"


def inbox(environ: Mapping[str, str]) -> Inbox:
    """The mailbox that answers, bounces and complaints come to; not set = nothing is read."""
    address = environ.get(INBOX)
    if address is None:
        return Inbox()
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise invalid(INBOX, found="an address that cannot be read", expected=_EXPECTED) from None
    if parts.scheme not in _PORTS:
        found = f"the scheme {parts.scheme!r}" if "://" in address else "no scheme, such as imaps://"
        raise invalid(INBOX, found=found if address else "nothing", expected=_EXPECTED)
    if not parts.hostname or parts.fragment:
        raise invalid(INBOX, found="no host, or something after the folder", expected=_EXPECTED)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if not user or not password:
        raise invalid(INBOX, found="no user, or no password", expected=_EXPECTED)
    folder = unquote(parts.path.strip("/")) or "INBOX"
    if not all(each.isascii() and each.isprintable() for each in (user, password, folder)):
        # IMAP's own commands know no other signs; a quote or a line break would be read as one of them.
        raise invalid(INBOX, found="signs beyond ASCII", expected="user, password and folder in ASCII")
    return Inbox(
        host=parts.hostname,
        port=port or _PORTS[parts.scheme],
        user=user,
        password=password,
        folder=folder,
        tls=_tls(parts.scheme, parts.query),
    )


def _tls(scheme: str, query: str) -> Tls:
    options = dict(parse_qsl(query, keep_blank_values=True))
    if scheme == "imaps" and not options:
        return "tls"
    if scheme == "imap" and options in ({}, {"tls": "starttls"}):
        return "starttls"
    if scheme == "imap" and options == {"tls": "none"}:
        return "none"
    raise invalid(INBOX, found="an option that is none", expected="imap:// with tls=starttls or tls=none")
