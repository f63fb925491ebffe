"""How often somebody may guess is counted under a hash: addresses of computers and codes of phones stand nowhere. A
code of a phone is remembered for as long as it would be taken."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from allauth.mfa import app_settings
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache

_USED = "allauth.mfa.totp.used?"
"""How the names begin by which allauth remembers codes of phones that were used."""


class Counts(DatabaseCache):
    """The table of counts."""

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """allauth remembers a code for its own half-minute only, and takes it in those around it too: it would be good
        twice."""
        if key.startswith(_USED):
            timeout = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
        return bool(super().add(key, value, timeout, version))


def kept_as(key: str, prefix: str, version: int) -> str:
    """The name of a count in its table."""
    return sha256(f"{prefix}:{version}:{key}".encode()).hexdigest()
