"""Behind an https address nothing is said in the clear; without one nobody is sent anywhere."""

from __future__ import annotations

import json
import subprocess
import sys

SECRET = "kept by nobody but the one test that needs it, and never by a shop"
ASK = """
import json, django
from django.conf import settings
from django.core.checks import run_checks
django.setup()
found = [each.id for each in run_checks(include_deployment_checks=True)]
names = ("SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SESSION_COOKIE_SECURE",
         "CSRF_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "CSRF_COOKIE_HTTPONLY", "DEBUG")
silenced = set(settings.SILENCED_SYSTEM_CHECKS)
print(json.dumps([sorted(set(found) - silenced), {name: getattr(settings, name) for name in names}]))
"""


def settings_under(url: str) -> tuple[list[str], dict[str, object]]:
    """What Django has to say about the settings of such a shop, and some of them."""
    environment = {
        "DJANGO_SETTINGS_MODULE": "makegood.config.settings",
        "MAKEGOOD_DATABASE": "sqlite:///never-opened.db",
        "MAKEGOOD_SECRET_KEY": SECRET,
        "MAKEGOOD_URL": url,
        "PYTHONPATH": ":".join(sys.path),
    }
    ran = subprocess.run(
        [sys.executable, "-c", ASK], env=environment, capture_output=True, text=True, check=True
    )
    warnings, values = json.loads(ran.stdout)
    return warnings, values


def test_a_shop_over_tls_has_nothing_to_be_warned_of() -> None:
    warnings, values = settings_under("https://orders.example.org")
    assert warnings == []
    assert values == {
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        # Other names below the shop's are not ours to bind.
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": False,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_HTTPONLY": True,
        "DEBUG": False,
    }


def test_a_shop_on_this_computer_alone_is_reached_without() -> None:
    _, values = settings_under("http://127.0.0.1:8000")
    assert (values["SECURE_SSL_REDIRECT"], values["SECURE_HSTS_SECONDS"]) == (False, 0)
    assert (values["SESSION_COOKIE_SECURE"], values["CSRF_COOKIE_SECURE"]) == (False, False)
