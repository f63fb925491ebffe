"""What may be kept of an error: not all of it, and no secret."""

from __future__ import annotations

import re

LONGEST = 500
_HIDDEN = "…"
_SECRETS = (
    # A password in an address: postgresql://user:password@host.
    (re.compile(r"(?<=://)([^\s:/@]*):[^\s/@]+@"), rf"\1:{_HIDDEN}@"),
    # password=…, "token": …, Authorization: Bearer …
    (
        re.compile(
            r"""(?ix)\b([\w-]*(?:password|passwd|secret|token|api[_-]?key|authorization)["']?\s*[=:]\s*)
            (?:(?:bearer|basic)\s+)?(?:"[^"]*"|'[^']*'|[^\s,;&}\])]+)"""
        ),
        rf"\1{_HIDDEN}",
    ),
    (re.compile(r"(?i)\b(bearer|basic)\s+\S+"), rf"\1 {_HIDDEN}"),
    # Keys for programs, of ours and of channels.
    (re.compile(r"\b(mgt_|shp\w{2}_|ck_|cs_|sk_)[\w-]{8,}"), rf"\1{_HIDDEN}"),
)


def told(error: str) -> str:
    """An error as it is stored: passwords and keys hidden, on one line, cut to its beginning."""
    # Cut before it is searched: nobody knows how long an answer from outside is.
    text = " ".join(error.replace("\0", "")[: 4 * LONGEST].split())
    for secret, instead in _SECRETS:
        text = secret.sub(instead, text)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + _HIDDEN
