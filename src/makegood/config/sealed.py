"""What must be read again and yet not be readable in the database (I25): sealed with a key made of the secret key."""

from __future__ import annotations

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def seal(text: str, *, of: str) -> str:
    """The text, closed. `of` = what kind of thing it is: each kind has a key of its own."""
    return _key(settings.SECRET_KEY, of).encrypt(text.encode()).decode()


def unseal(sealed: str, *, of: str) -> str | None:
    """What was sealed; None when another secret key did so, or nobody."""
    try:
        return _key(settings.SECRET_KEY, of).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


@lru_cache(maxsize=8)
def _key(secret: str, of: str) -> Fernet:
    made = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"makegood {of}".encode())
    return Fernet(base64.urlsafe_b64encode(made.derive(secret.encode())))
