"""The pages as Django knows them: where their templates and files lie, and what they hear of signing in."""

from __future__ import annotations

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """The team's pages."""

    name = "makegood.console"
    label = "console"

    def ready(self) -> None:
        """Hear who signs in and who changes their second factor."""
        from makegood.console import signed

        signed.hear()
