"""How people come in, where allauth asks us: nobody makes an account of their own; whoever lets people in adds them."""

from __future__ import annotations

import base64
import secrets

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from makegood.config.sealed import seal, unseal
from makegood.console.clock import shop_today

_FACTOR = "second factor"


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]  # allauth publishes no types
    """Sign-in as allauth does it, without sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - the name is allauth's
        """Never: an account without a person who vouches for it would be a door for anybody."""
        return False


class SecondFactor(DefaultMFAAdapter):  # type: ignore[misc]  # allauth publishes no types
    """What an app on a phone and recovery codes are made from, sealed in the database (I25)."""

    def encrypt(self, text: str) -> str:
        """As it is kept."""
        return seal(text, of=_FACTOR)

    def decrypt(self, encrypted_text: str) -> str:
        """What was kept; of what another secret key sealed, something that no code fits: an engineer takes the second
        factor away then, and its person sets up another."""
        found = unseal(encrypted_text, of=_FACTOR)
        return base64.b32encode(secrets.token_bytes(20)).decode() if found is None else found

    def get_totp_issuer(self) -> str:
        """What the app on the phone calls us."""
        return shop_today()[0].policy.shop.name
