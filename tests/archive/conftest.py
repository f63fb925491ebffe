"""One shop and its backup, made once for all tests of a worker."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests import live
from tests.archive.shop import back_up, everything, full_shop, restored


class BackedUp(NamedTuple):
    """A shop by its address, its backup, and the rows that must be in it."""

    address: str
    path: Path
    rows: dict[str, list[tuple[Any, ...]]]


@pytest.fixture(scope="session")
def backed_up(
    tmp_path_factory: pytest.TempPathFactory, database_template: str, django_db_blocker: DjangoDbBlocker
) -> Iterator[BackedUp]:
    """Nobody changes it."""
    folder, found = tmp_path_factory.mktemp("backed-up"), {}

    def stage() -> None:
        full_shop()
        found.update(everything())
        back_up(folder / "shop.zip")

    with (
        django_db_blocker.unblock(),
        live.staged(tmp_path_factory.mktemp("shop"), stage, like=database_template) as address,
    ):
        yield BackedUp(address, folder / "shop.zip", found)


@pytest.fixture(scope="session")
def come_back(
    tmp_path_factory: pytest.TempPathFactory, backed_up: BackedUp, django_db_blocker: DjangoDbBlocker
) -> Iterator[str]:
    """The address of what was restored from that backup."""
    folder = tmp_path_factory.mktemp("come-back")
    with (
        django_db_blocker.unblock(),
        live.staged(folder, lambda: restored(backed_up.path), like=None) as address,
    ):
        yield address


@pytest.fixture
def back_again(tmp_path: Path, come_back: str, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A copy of it for this test alone."""
    with django_db_blocker.unblock(), live.fresh_database(tmp_path, like=come_back) as address:
        yield address


@pytest.fixture
def no_tables(tmp_path: Path, database_template: str, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A database without tables; on SQLite there is not even a file."""
    with django_db_blocker.unblock(), live.fresh_database(tmp_path, like=None) as address:
        yield address
