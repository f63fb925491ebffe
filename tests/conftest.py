"""How properties run (200 examples, thousands in `make soak`), and which database the tests get.

docs/develop/testing.md tells how to use it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import django
import pytest
import typer.testing
from django.conf import settings as django_settings
from hypothesis import HealthCheck, settings
from pytest_django.plugin import DjangoDbBlocker

from tests import live
from tests.soaked import SCALE

# No deadline: a slow, busy machine must not make a true property fail.
_COMMON = settings(deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow])

# On PostgreSQL a step takes several times as long, and the rules are the same: there the suite looks at fewer examples.
_EXAMPLES = 40 if "MAKEGOOD_TEST_DATABASE" in os.environ else 200
settings.register_profile("ci", _COMMON, max_examples=_EXAMPLES)
settings.register_profile("soak", _COMMON, max_examples=max(200, round(5000 * SCALE)))
# A request costs as much as a hundred calls of a rule, and every endpoint has a property of its own.
_REQUESTS = settings(_COMMON, suppress_health_check=list(HealthCheck))
settings.register_profile("ci-requests", _REQUESTS, max_examples=5)
settings.register_profile("soak-requests", _REQUESTS, max_examples=max(8, round(1000 * SCALE)))
# A season is weeks of a shop, each day with its audit.
settings.register_profile("ci-seasons", _REQUESTS, max_examples=3)
settings.register_profile("soak-seasons", _REQUESTS, max_examples=max(3, round(200 * SCALE)))
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

# Whatever shop the caller's shell names, tests never open it: a variable of their own picks their database.
os.environ["MAKEGOOD_DATABASE"] = os.environ.get(
    "MAKEGOOD_TEST_DATABASE", "sqlite:///no-such-folder/never-opened.db"
)
# Nor do they, or a process that they start, send mail from there.
for variable in ("MAKEGOOD_MAIL", "MAKEGOOD_MAIL_FROM"):
    os.environ.pop(variable, None)
os.environ["DJANGO_SETTINGS_MODULE"] = "makegood.config.settings"
django.setup()
# Passwords are made and tried by the hundred here; how long a real one takes to try is a test's own subject.
_REAL = django_settings.PASSWORD_HASHERS
django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *_REAL]
# A client of a test starts the whole door anew: it looks for a file of ours when one is asked for, not for all before.
django_settings.WHITENOISE_AUTOREFRESH = True
# The command line is put together once, not for each command that a test types: that takes as long as most commands.
vars(typer.testing)["_get_command"] = cache(typer.main.get_command)

HERE = Path(__file__).parent


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """On PostgreSQL only the folders that touch the database: the others have run already and would say the same."""
    within = collection_path.relative_to(HERE).parts if collection_path.is_relative_to(HERE) else ()
    elsewhere = within and (within[0] not in live.LIVE or "/".join(within) in live.SAME)
    return True if elsewhere and not live.on_sqlite() else None


def pytest_itemcollected(item: pytest.Item) -> None:
    """In those folders a test may use the database without saying so, and everything it wrote is undone after it; a
    face is marked as one."""
    within = item.path.relative_to(HERE).parts
    if within[0] in live.FACES and "/".join(within) not in live.ASKING:
        item.add_marker(pytest.mark.face)
    if within[0] in live.LIVE and "database_template" not in getattr(item, "fixturenames", ()):
        item.add_marker(pytest.mark.django_db)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever the order, what is long begins first: nobody waits for it at the end."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture(autouse=True)
def audited(request: pytest.FixtureRequest) -> Iterator[None]:
    """Where use-cases are tested the shop that is left holds: the audit follows each test, before its rows are undone.

    `unaudited` marks a test that breaks a shop on purpose.
    """
    folder = request.path.relative_to(HERE).parts[0]
    if folder not in live.audited() or request.node.get_closest_marker("unaudited"):
        yield
        return
    from tests.audited import assert_audited

    request.getfixturevalue("fresh_database" if "fresh_database" in request.fixturenames else "db")
    yield
    assert_audited()


@pytest.fixture(scope="session")
def database_template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Migrated once for each worker; every other database is a copy."""
    with live.template(tmp_path_factory.mktemp("template")) as address:
        yield address


@pytest.fixture(scope="session")
def django_db_setup(
    tmp_path_factory: pytest.TempPathFactory,
    django_test_environment: None,
    database_template: str,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """The database of all tests that want none of their own. On SQLite a file, as in a shop: what is in memory knows
    neither WAL nor a second process."""
    with django_db_blocker.unblock(), live.copy(tmp_path_factory.mktemp("database"), like=database_template):
        yield


@pytest.fixture
def fresh_database(
    tmp_path: Path, database_template: str, django_db_blocker: DjangoDbBlocker
) -> Iterator[str]:
    """The address of a migrated, empty database for this test alone, which other processes may open too.

    What is committed stays until the end of the test. MAKEGOOD_DATABASE names it, and `django.db` leads to it.
    """
    with django_db_blocker.unblock(), live.fresh_database(tmp_path, like=database_template) as address:
        yield address
