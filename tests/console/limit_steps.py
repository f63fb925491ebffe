"""What somebody does who guesses in several processes at once."""

from __future__ import annotations

from django.core.cache import caches
from django.test import Client

from makegood.config.accounts import SecondFactor


def guess(number: int, *, email: str, times: int, alone: bool = False) -> int:
    """Wrong passwords; how many of them were looked at. `alone` = this process counts for itself."""
    if alone:
        caches.settings["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    looked = 0
    for each in range(times):
        answer = Client(SERVER_NAME="127.0.0.1").post(
            "/account/sign-in", {"login": email, "password": f"wrong {number} {each}"}
        )
        looked += b"Too many" not in answer.content and answer.status_code != 429
    return looked


def use_code(number: int, *, person: int, secret: str, code: str) -> bool:
    """Whether a code of the phone was taken; each process seals what the phone holds with a key of its own."""
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP

    del number
    data = {"secret": SecondFactor().encrypt(secret)}
    return bool(TOTP(Authenticator(user_id=person, type="totp", data=data)).validate_code(code))
