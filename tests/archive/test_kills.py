"""Somebody pulls the plug in the middle: nothing half done is there, and the same command again does it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from makegood.db.archive.reading import opened
from tests import live
from tests.archive.conftest import BackedUp
from tests.archive.shop import back_up, but_the_machine, everything, restored, silent
from tests.archive.steps import BACKUP, RESTORE, die_in_a_backup, die_in_a_restore
from tests.live import Process, on_sqlite
from tests.services.shop import arrive, goods
from tests.soaked import back_at_work, times

POINT, IN_A_ROW = 1000, 10
"""So many kills of each point in a soak, and after so many of them the work is done."""


def killed(step: Callable[..., None], path: Path, point: str, **options: object) -> None:
    """A process that reached that point, and no further."""
    process = Process(step, path=str(path), point=point, **options)
    for checkpoint in ("start", point):
        process.reaches(checkpoint)
        if checkpoint == "start":
            process.go()
    process.kill()


def test_a_backup_that_was_killed_leaves_no_file_of_its_name(fresh_database: str, tmp_path: Path) -> None:
    for number in range(300):
        goods(f"S{number}")
    arrive("S1", 5)
    path = tmp_path / "backup" / "a.zip"
    path.parent.mkdir()
    for killed_before, point in enumerate(BACKUP):
        killed(die_in_a_backup, path, point)
        assert not path.exists()
        # What is left says by its name that it is none.
        assert [each.suffix for each in path.parent.iterdir()] == [".part"] * (killed_before + 1)
    manifest = back_up(path)
    assert list(path.parent.iterdir()) == [path]
    with opened(path, told=silent) as archive:
        assert archive.manifest == manifest


def test_a_killed_backup_leaves_the_one_that_was_there(fresh_database: str, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    back_up(path)
    before = path.read_bytes()
    killed(die_in_a_backup, path, "sealed", force=True)
    assert path.read_bytes() == before


def test_a_restore_that_was_killed_leaves_an_empty_database_or_none(
    backed_up: BackedUp, no_tables: str, database_template: str
) -> None:
    # On PostgreSQL making the tables is what takes time, and the next test has the other points.
    for point in RESTORE if on_sqlite() else ("migrated", "loaded"):
        connection.close()
        killed(die_in_a_restore, backed_up.path, point, like=database_template)
        assert connection.introspection.table_names() == []
    restored(backed_up.path, like=database_template)
    assert but_the_machine(everything()) == but_the_machine(backed_up.rows)


def test_a_migrated_empty_database_stays_so_and_then_takes_the_shop(
    backed_up: BackedUp, fresh_database: str, database_template: str
) -> None:
    for point in ("awake",) if on_sqlite() else ("open", "half", "loaded", "awake"):
        connection.close()
        killed(die_in_a_restore, backed_up.path, point, like=database_template)
        assert [name for name, rows in everything().items() if rows] == []
    connection.close()
    restored(backed_up.path, like=database_template)
    assert but_the_machine(everything()) == but_the_machine(backed_up.rows)
    call_command("migrate", verbosity=0, check_unapplied=True)


@pytest.mark.soak
@pytest.mark.parametrize("point", BACKUP)
def test_backups_that_are_killed_again_and_again_leave_nothing_in_the_way_of_the_next(
    fresh_database: str, tmp_path: Path, point: str
) -> None:
    for number in range(300):
        goods(f"S{number}")
    arrive("S1", 5)
    kills = times(POINT)
    path = tmp_path / "backup" / "a.zip"
    path.parent.mkdir()
    for first in range(0, kills, IN_A_ROW):
        in_a_row = min(IN_A_ROW, kills - first)
        for _ in range(in_a_row):
            killed(die_in_a_backup, path, point)
            assert not path.exists()
        with back_at_work(kills=in_a_row):
            manifest = back_up(path)
        assert list(path.parent.iterdir()) == [path]
        with opened(path, told=silent) as archive:
            assert archive.manifest == manifest
        path.unlink()


@pytest.mark.soak
@pytest.mark.parametrize("point", RESTORE if on_sqlite() else ("migrated", "half", "loaded", "awake"))
def test_restores_that_are_killed_again_and_again_leave_an_empty_database_or_none(
    backed_up: BackedUp,
    tmp_path: Path,
    database_template: str,
    django_db_blocker: DjangoDbBlocker,
    point: str,
) -> None:
    # On PostgreSQL making the tables is what takes time: there they are made only to be killed at it.
    like = None if on_sqlite() or point == "migrated" else database_template
    kills = times(POINT)
    for first in range(0, kills, IN_A_ROW):
        with django_db_blocker.unblock(), live.fresh_database(tmp_path, like=like):
            in_a_row = min(IN_A_ROW, kills - first)
            for _ in range(in_a_row):
                connection.close()
                killed(die_in_a_restore, backed_up.path, point, like=database_template)
                assert nothing_there()
            connection.close()
            with back_at_work(kills=in_a_row):
                restored(backed_up.path, like=database_template)
            assert but_the_machine(everything()) == but_the_machine(backed_up.rows)


def nothing_there() -> bool:
    """No table, or no row in any."""
    return not connection.introspection.table_names() or not any(everything().values())
