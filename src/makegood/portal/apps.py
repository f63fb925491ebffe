"""The customer's page as Django knows it: where its templates and files lie."""

from __future__ import annotations

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The customers' pages."""

    name = "makegood.portal"
    label = "portal"
