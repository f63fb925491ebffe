"""`makegood backup`, `restore` and `sending`, as people call them."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from pytest_django.plugin import DjangoDbBlocker
from typer.testing import CliRunner, Result

from makegood.cli.app import app
from makegood.db.models import Item, Switch
from tests import live
from tests.services.people.team import ADA, BOB, add
from tests.services.shop import goods

AT = "2026-11-23T09:00+00:00"


def typed(*words: object, **environment: str) -> Result:
    return CliRunner().invoke(app, list(map(str, words)), env=environment)


def heard(*words: object) -> Any:
    """What a command tells programs."""
    ran = typed(*words, "--json")
    assert ran.exit_code == 0, ran.output
    return json.loads(ran.stdout)


def test_a_shop_is_backed_up_checked_and_restored_with_its_audit(
    fresh_database: str, tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> None:
    goods("MUG")
    path = tmp_path / "shop.zip"
    ran = typed("backup", path)
    assert ran.exit_code == 0, ran.output
    assert ran.stdout.startswith(f"{path} holds Our shop, as of ")
    assert ran.stdout.endswith(f": 1 rows in {path.stat().st_size:,} bytes.\n")
    again = typed("backup", path)
    assert again.exit_code == 2
    assert again.stderr == f"{path} is there already, and stays as it is; expected a new name, or --force.\n"
    assert typed("backup", path, "--force").exit_code == 0
    assert typed("backup", "--check", path).stdout.startswith(f"{path} is whole and holds Our shop, as of ")
    with live.fresh_database(tmp_path, like=None):
        ran = typed("restore", path)
        assert ran.exit_code == 0, ran.output
        first, sending, audit = ran.stdout.splitlines()
        assert (first.startswith("Restored Our shop"), first.endswith(": 1 rows.")) == (True, True)
        assert sending == "Nothing is sent until somebody says: makegood sending --resume"
        assert audit.endswith(" checks over 3 rows found nothing wrong.")
        refused = typed("restore", path)
        assert refused.exit_code == 2
        assert "and it stays as it is; expected an empty database" in refused.stderr
        assert [each.sku for each in Item.objects.all()] == ["MUG"]


def test_programs_are_told_what_was_written_checked_restored_and_made_ready(
    fresh_database: str, tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> None:
    goods("MUG")
    path = tmp_path / "shop.zip"
    written = heard("backup", path)
    size = path.stat().st_size
    assert (written["file"], written["shop"], written["rows"], written["bytes"]) == (
        str(path),
        "Our shop",
        1,
        size,
    )
    assert datetime.fromisoformat(written["at"]).tzinfo is not None
    assert heard("backup", "--check", path) == written
    with live.fresh_database(tmp_path, like=None):
        restored = heard("restore", path)
        audit = restored.pop("audit")
        about = {name: each for name, each in written.items() if name not in ("file", "bytes")}
        assert (restored, audit["findings"]) == (about, [])
        assert heard("migrate")["findings"] == []
        Item.objects.update(backordered_qty=2)
        ran = typed("migrate", "--json")
        assert (ran.exit_code, ran.stderr) == (1, "")
        assert [each["code"] for each in json.loads(ran.stdout)["findings"]] == ["I2"]


def test_what_the_audit_finds_in_a_restored_shop_ends_with_1(
    fresh_database: str, tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> None:
    Item.objects.create(sku="MUG", backordered_qty=2)
    assert typed("backup", tmp_path / "shop.zip").exit_code == 0
    with live.fresh_database(tmp_path, like=None):
        ran = typed("restore", tmp_path / "shop.zip")
        assert ran.exit_code == 1
        assert "I2: item MUG: expected 0; found 2" in ran.stdout


def test_a_folder_gets_a_file_named_by_its_moment(fresh_database: str, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    assert typed("backup", folder).exit_code == 0
    (path,) = folder.iterdir()
    assert path.match("makegood-20??-??-??-??????Z.zip")
    assert typed("backup", "--check", path).exit_code == 0


def test_a_name_that_ends_in_a_stroke_is_a_folder_for_its_owner_alone(
    fresh_database: str, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    for there in (1, 2):
        ran = typed("backup", f"{folder}/")
        assert ran.exit_code == 0, ran.output
        assert folder.stat().st_mode & 0o777 == 0o700
        assert len(list(folder.iterdir())) == 1, f"time {there}"
        for each in folder.iterdir():
            each.unlink()
    taken = tmp_path / "taken"
    taken.write_text("mine", encoding="utf-8")
    assert typed("backup", f"{taken}/").exit_code == 2
    assert taken.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(("words", "said"), [(["--check"], "not what was written"), ([], "is there already")])
def test_a_damaged_file_ends_with_2_and_says_what_was_found(
    tmp_path: Path, words: list[str], said: str
) -> None:
    path = tmp_path / "shop.zip"
    path.write_bytes(b"no backup at all" * 10)
    ran = typed("backup", *words, path)
    assert (ran.exit_code, said in ran.stderr) == (2, True)
    assert typed("backup", "--check", tmp_path / "none.zip").exit_code == 2


def test_messages_are_paused_and_sent_again_by_whoever_may() -> None:
    add(ADA, "operations_lead")
    add(BOB, "support")
    assert typed("sending").stdout == "Messages are sent as they become due.\n"
    ran = typed("sending", "--pause", "a flood", "--at", AT, MAKEGOOD_AS=ADA)
    assert ran.stdout == "Nothing is sent since 2026-11-23 09:00 UTC, by ada@example.com: a flood\n"
    refused = typed("sending", "--resume", MAKEGOOD_AS=BOB)
    assert refused.exit_code == 2
    assert "ResumeSending is not for support" in refused.stderr
    assert typed("sending", MAKEGOOD_AS=BOB).stdout == ran.stdout
    assert typed("sending", "--pause", "more of it", "--at", AT).exit_code == 0
    shown = json.loads(typed("sending", "--json").stdout)
    assert shown == {
        "paused": True,
        "why": "more of it",
        "at": "2026-11-23T09:00:00+00:00",
        "actor": "cli",
        "parts": [],
    }
    ran = typed("sending", "--resume", "--at", AT)
    assert ran.stdout == (
        "Messages are sent as they become due, again since 2026-11-23 09:00 UTC, by somebody at the machine.\n"
    )
    # Who comes second changes nothing, and nothing is told of it.
    assert typed("sending", "--resume").stdout == ran.stdout
    told = json.loads(typed("machine", "--json").stdout)
    assert [(row["kind"], row["before"], row["after"], row["why"]) for row in told] == [
        ("machine.resumed", "off", "on", ""),
        ("machine.paused", "off", "off", "more of it"),
        ("machine.paused", "on", "off", "a flood"),
    ]
    assert "let go on" in typed("machine").stdout
    assert "machine is not for support" in typed("machine", MAKEGOOD_AS=BOB).stderr


def test_one_sku_is_paused_and_goes_on() -> None:
    goods("MUG")
    ran = typed("sending", "--pause", "a recall", "--sku", "MUG", "--at", AT)
    assert ran.stdout == (
        "Messages are sent as they become due.\n"
        "Nothing about orders with SKU MUG is sent since 2026-11-23 09:00 UTC, by somebody at the machine: a recall\n"
    )
    assert typed("sending", "--resume").stdout == ran.stdout, "that one was not paused as a whole"
    assert typed("sending", "--resume", "--sku", "MUG").stdout == "Messages are sent as they become due.\n"
    assert json.loads(typed("machine", "--json").stdout)[0]["about"] == "sending:sku:MUG"
    assert typed("sending", "--pause", "why", "--sku", "CUP").exit_code == 2
    assert typed("sending", "--pause", "why", "--channel", "moon").exit_code == 2


@pytest.mark.parametrize(
    "words", [["--pause", " "], ["--pause", "why", "--resume"], ["--sku", "MUG"], ["--channel", "moon"]]
)
def test_a_pause_needs_a_reason_and_nothing_else(words: list[str]) -> None:
    ran = typed("sending", *words)
    assert (ran.exit_code, Switch.objects.exists()) == (2, False)
    assert ran.stderr.startswith(f"{words[0]}: found ")


def test_a_backup_is_for_engineers(tmp_path: Path) -> None:
    add(BOB, "manager")
    ran = typed("backup", tmp_path / "a.zip", MAKEGOOD_AS=BOB)
    assert (ran.exit_code, list(tmp_path.iterdir())) == (2, [])
    assert ran.stderr == "backup is not for manager; it is for engineer.\n"
