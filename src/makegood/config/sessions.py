"""Who is signed in, as rows: under the hash of the key that the browser has, and sealed, so that no row opens or tells
anything (I25)."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as Stored
from django.utils import timezone

from makegood.config.sealed import seal, unseal

_SESSION = "session"


class SessionStore(Stored):
    """Django's, with another name for each row."""

    def _get_session_from_db(self) -> Any:
        found = self.model.objects.filter(
            session_key=_kept_as(self.session_key), expire_date__gt=timezone.now()
        ).first()
        if found is None:
            self._session_key = None
        return found

    def exists(self, session_key: str) -> bool:
        """Whether somebody has this key."""
        return bool(super().exists(_kept_as(session_key)))

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """The row that is written."""
        row = super().create_model_instance(data)
        row.session_key = _kept_as(row.session_key)
        return row

    def encode(self, session_dict: dict[str, Any]) -> str:
        """As it is kept: for a while it holds what a second factor is made from."""
        return seal(super().encode(session_dict), of=_SESSION)

    def decode(self, session_data: str | bytes) -> dict[str, Any]:
        """What was kept; nothing of what another secret key sealed."""
        text = session_data if isinstance(session_data, str) else session_data.decode()
        found = unseal(text, of=_SESSION)
        return {} if found is None else super().decode(found)

    def delete(self, session_key: str | None = None) -> None:
        """End it; None = this one."""
        key = session_key or self.session_key
        if key is not None:
            super().delete(_kept_as(key))


def _kept_as(key: str | None) -> str:
    # The column holds 40 characters: 160 bits of the hash, of a key of 165 random ones.
    return sha256((key or "").encode()).hexdigest()[:40]
