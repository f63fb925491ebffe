"""On SQLite a shop's file is its owner's alone from its first moment on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from typer.testing import CliRunner

from makegood.cli.app import app
from tests import live


@pytest.fixture(autouse=True)
def everybody_may_read() -> Iterator[None]:
    """What most computers say of new files."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def modes(file: Path) -> dict[str, str]:
    """Who may do what with it and what stands beside it, by the end of the name."""
    return {
        each.name.removeprefix(file.name): oct(each.stat().st_mode & 0o777)
        for each in file.parent.glob(f"{file.name}*")
    }


def test_what_migrate_makes_is_for_its_owner_alone_and_so_is_all_beside_it(
    fresh_database: str, tmp_path: Path
) -> None:
    with live.fresh_database(tmp_path, like=None) as address:
        file = Path(address.removeprefix("sqlite:///"))
        assert not file.exists()
        for words in (["migrate"], ["place", "main"]):
            ran = CliRunner().invoke(app, words)
            assert ran.exit_code == 0, ran.output
        assert modes(file) == dict.fromkeys(("", "-wal", "-shm", "-turn"), "0o600")


def test_who_may_read_a_file_that_is_there_stays_as_somebody_said(fresh_database: str) -> None:
    file = Path(fresh_database.removeprefix("sqlite:///"))
    connection.close()
    file.chmod(0o640)
    assert CliRunner().invoke(app, ["place", "main"]).exit_code == 0
    assert modes(file) == dict.fromkeys(("", "-wal", "-shm", "-turn"), "0o640")
