"""How often somebody may guess is counted under a hash: addresses of computers and codes of phones stand nowhere."""

from __future__ import annotations

from hashlib import sha256


def kept_as(key: str, prefix: str, version: int) -> str:
    """The name of a count in its table."""
    return sha256(f"{prefix}:{version}:{key}".encode()).hexdigest()
