"""How properties run (200 examples, thousands in `make soak`), and which database the tests get."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

# No deadline: a slow, busy machine must not make a true property fail.
_COMMON = settings(deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow])

settings.register_profile("ci", _COMMON, max_examples=200)
settings.register_profile("soak", _COMMON, max_examples=5000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

# Whatever shop the caller's shell names, tests never open it: a variable of their own picks their database.
os.environ["MAKEGOOD_DATABASE"] = os.environ.get(
    "MAKEGOOD_TEST_DATABASE", "sqlite:///no-such-folder/never-opened.db"
)
os.environ["DJANGO_SETTINGS_MODULE"] = "makegood.config.settings"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    tmp_path_factory: pytest.TempPathFactory, django_db_modify_db_settings_parallel_suffix: None
) -> None:
    """On SQLite a file, as in a shop: what is in memory knows neither WAL nor a second process."""
    from django.conf import settings as django

    default = django.DATABASES["default"]
    if default["ENGINE"].endswith("sqlite3"):
        default["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.db")
