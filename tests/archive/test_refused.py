"""A restore never writes into a shop, and never takes the place of a database that somebody uses."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection

from makegood.db.models import Channel
from makegood.domain.terms.errors import DomainError
from tests.archive.conftest import BackedUp
from tests.archive.shop import back_up, everything, restored
from tests.live import Process, on_sqlite
from tests.races import steps


def test_a_shop_with_rows_stays_as_it_is(backed_up: BackedUp, fresh_database: str) -> None:
    Channel.objects.create(name="ours")
    before = everything()
    with pytest.raises(DomainError) as refused:
        restored(backed_up.path)
    assert refused.value.code == "shop_not_empty"
    assert everything() == before


def test_somebody_elses_tables_stay_alone(backed_up: BackedUp, no_tables: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE theirs (id integer)")
    with pytest.raises(DomainError) as refused:
        restored(backed_up.path)
    assert refused.value.code == "shop_not_empty"
    assert connection.introspection.table_names() == ["theirs"]


@pytest.mark.skipif(not on_sqlite(), reason="PostgreSQL lets nobody write meanwhile")
def test_an_empty_database_that_somebody_has_open_is_not_replaced(
    backed_up: BackedUp, fresh_database: str, database_template: str
) -> None:
    process = Process(steps.meet)
    process.reaches("start")
    with pytest.raises(DomainError) as refused:
        restored(backed_up.path)
    assert refused.value.code == "database_in_use"
    process.kill()
    restored(backed_up.path, like=database_template)
    assert Channel.objects.exists()


@pytest.mark.skipif(not on_sqlite(), reason="PostgreSQL has no such files")
def test_what_another_database_left_beside_its_place_is_not_taken_for_its_own(
    backed_up: BackedUp, no_tables: str
) -> None:
    left = Path(f"{connection.settings_dict['NAME']}-wal")
    left.write_bytes(b"changes of another")
    with pytest.raises(DomainError) as refused:
        restored(backed_up.path)
    assert (refused.value.code, refused.value.data["database"]) == ("shop_not_empty", str(left))
    assert left.read_bytes() == b"changes of another"


def test_a_backup_is_not_written_over_unless_that_is_said(fresh_database: str, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    back_up(path)
    before = path.read_bytes()
    Channel.objects.create(name="more")
    with pytest.raises(DomainError) as refused:
        back_up(path)
    assert (refused.value.code, path.read_bytes()) == ("backup_exists", before)
    assert back_up(path, force=True).rows == 1
    assert path.read_bytes() != before


def test_a_database_without_tables_is_no_shop_to_back_up(no_tables: str, tmp_path: Path) -> None:
    with pytest.raises(DomainError) as refused:
        back_up(tmp_path / "a.zip")
    assert refused.value.code == "database_refused"
    assert list(tmp_path.glob("*.zip*")) == []
