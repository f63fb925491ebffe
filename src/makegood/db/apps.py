"""The one Django application: all tables of the shop."""

from __future__ import annotations

from django.apps import AppConfig


class DbConfig(AppConfig):
    """Tables are named makegood_*, whatever the package is called."""

    name = "makegood.db"
    label = "makegood"
    verbose_name = "Makegood"
