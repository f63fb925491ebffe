"""Whoever has a session, read at each request."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from makegood.queries.people import signed_in


class TeamBackend(AuthenticationBackend):  # type: ignore[misc]
    """Sign-in by e-mail address; a person of the team comes with their roles, in one statement."""

    def get_user(self, user_id: Any) -> Any:
        """The person of a session; None = they are not active, or not there."""
        return signed_in(int(user_id))
