"""How people come in, where allauth asks us: nobody makes an account of their own; whoever lets people in adds them."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]  # allauth publishes no types
    """Sign-in as allauth does it, without sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - the name is allauth's
        """Never: an account without a person who vouches for it would be a door for anybody."""
        return False
