"""Mail addresses: which ones any server takes, in the form that all of them know."""

from __future__ import annotations

import re

import idna

_LONGEST = 254  # RFC 5321, 4.5.3.1.3, less the brackets
_LONGEST_LOCAL = 64
# RFC 5322, dot-atom. Quoted local parts are legal, and no customer of a shop has one.
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LETTER = re.compile(r"[a-z]")


def plain_address(address: str) -> str | None:
    """The address with its domain as servers know it (`xn--…`); None = no mail can be sent to it.

    An international domain follows IDNA 2008, where `straße` is not `strasse`. A local part beyond ASCII is refused:
    few servers take one, and none of ours would be told before it is too late.
    """
    local, _, domain = address.strip().rpartition("@")
    if len(address) > _LONGEST or len(local) > _LONGEST_LOCAL or not _LOCAL.fullmatch(local) or "=?" in local:
        return None
    try:
        known = idna.encode(domain, uts46=True, std3_rules=True).decode("ascii").lower()
    except UnicodeError:
        return None
    if (
        "." not in known
        or not _LETTER.search(known.rpartition(".")[2])
        or len(local) + len(known) >= _LONGEST
    ):
        return None
    return f"{local}@{known}"
