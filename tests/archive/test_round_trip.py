"""What comes back is what was there, row by row, on either database and from one to the other."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from makegood.db import bulk
from makegood.db.archive.reading import opened
from makegood.db.guards import missing_guards
from makegood.db.models import Channel, Item, Job, Switch
from makegood.db.rows import new
from makegood.domain.terms.errors import DomainError
from makegood.queries.audit import CHECKS, audit
from tests.archive.conftest import BackedUp
from tests.archive.shop import (
    EVENTS,
    JOBS,
    ODD,
    SWITCH,
    back_up,
    but_the_machine,
    digest,
    everything,
    restored,
    silent,
)
from tests.archive.steps import restore_and_back_up
from tests.live import Process, on_sqlite
from tests.services.shop import NOW, TODAY, take
from tests.services.sound import unsound


def test_every_row_comes_back_and_the_audit_finds_nothing(backed_up: BackedUp, back_again: str) -> None:
    assert but_the_machine(everything()) == but_the_machine(backed_up.rows)
    assert min(len(backed_up.rows[f"makegood_{name}"]) for name in ("event", "token", "backorder", "job")) > 1
    assert audit(today=TODAY, checks=CHECKS) == []
    assert missing_guards() == []


def test_the_shop_goes_on_and_no_number_is_given_twice(backed_up: BackedUp, back_again: str) -> None:
    item = new(Item, sku="NEW")
    bulk.assign_ids(Item, [item])
    assert item.pk > max(pk for pk, *_ in backed_up.rows["makegood_item"])
    assert Channel.objects.create(name="new").pk > max(pk for pk, *_ in backed_up.rows["makegood_channel"])
    take("after", ("MUG", 2))
    assert unsound() == []


def test_nothing_is_sent_and_nobody_holds_work(back_again: str) -> None:
    switch = Switch.objects.get()
    assert (switch.name, switch.at, switch.actor) == ("sending", NOW, "test")
    assert switch.why == "restored from shop.zip of 2026-11-23 09:00 UTC"
    held = Job.objects.get(key="held")
    assert (held.state, held.held_by, held.held_until, held.try_number) == ("waiting", "", None, 2)
    assert held.args == {"a": ODD}


@pytest.mark.skipif(on_sqlite(), reason="needs both databases")
def test_from_postgresql_to_sqlite_and_back_nothing_changes(
    backed_up: BackedUp, no_tables: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("MAKEGOOD_DATABASE", f"sqlite:///{tmp_path / 'moved.db'}")
        process = Process(restore_and_back_up, path=str(backed_up.path), again=str(tmp_path / "again.zip"))
        process.reaches("start")
        process.go()
        in_sqlite = process.ended().value
    restored(tmp_path / "again.zip")
    assert digest() == in_sqlite
    assert but_the_machine(everything()) == but_the_machine(backed_up.rows)


def test_the_same_shop_gives_the_same_rows_byte_by_byte(
    backed_up: BackedUp, back_again: str, tmp_path: Path
) -> None:
    with opened(backed_up.path, told=silent) as archive:
        first = archive.manifest
    assert first.rows == sum(map(len, backed_up.rows.values()))
    second = back_up(tmp_path / "second.zip")
    theirs = {table.name: table for table in first.tables}
    assert [table for table in second.tables if table != theirs[table.name]] == [
        table for table in second.tables if table.name in (EVENTS, JOBS, SWITCH)
    ]


def test_only_its_owner_may_read_it(backed_up: BackedUp) -> None:
    assert os.name != "posix" or stat.S_IMODE(backed_up.path.stat().st_mode) == 0o600


def test_a_backup_of_an_older_version_is_brought_up_to_this_one(no_tables: str, tmp_path: Path) -> None:
    call_command("migrate", "makegood", "0001", verbosity=0)
    Channel.objects.create(name="old")
    Switch.objects.create(name="sending", state="off", why="a flood of mail", at=NOW, actor="person:1")
    assert missing_guards() != []
    manifest = back_up(tmp_path / "old.zip")
    assert "makegood.0001_initial" in manifest.migrations
    Channel.objects.all().delete()
    Switch.objects.all().delete()
    restored(tmp_path / "old.zip")
    assert [each.name for each in Channel.objects.all()] == ["old"]
    assert missing_guards() == []
    # Why nothing was sent when it was made is not forgotten.
    assert Switch.objects.get().why.endswith("; before that: a flood of mail")


def test_a_database_of_a_later_version_is_not_backed_up(fresh_database: str, tmp_path: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('makegood', '9999_later', '2026-11-23')"
        )
    with pytest.raises(DomainError) as refused:
        back_up(tmp_path / "a.zip")
    assert (refused.value.code, refused.value.data["found"]) == ("database_newer", "makegood.9999_later")
    assert [each.name for each in tmp_path.glob("*a.zip*")] == []
