"""The pages as Django knows them: where their templates and files lie."""

from __future__ import annotations

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """The team's pages."""

    name = "makegood.console"
    label = "console"
