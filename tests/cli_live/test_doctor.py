"""`makegood doctor` says what is the matter, and what to do about it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.db import connection
from django.test import override_settings
from typer.testing import CliRunner

from makegood.cli.app import app
from makegood.db import jobs
from makegood.db.jobs import NewJob
from makegood.db.models import Job, PolicyVersion
from tests import live
from tests.live import Process, on_sqlite
from tests.queries.audit.corrupt import unguarded
from tests.services.shop import NOW

__all__ = ["unguarded"]

ON_BOTH = ["database", "migrations", "tables", "triggers", "durability"]
ON_SQLITE = ["file", "disk", "writing", "readers", "processes"]


def said() -> tuple[int, dict[str, tuple[str, str]]]:
    """The exit code, and of each part its state and what was found."""
    ran = CliRunner().invoke(app, ["doctor", "--json"])
    found = {each["part"]: (each["state"], each["found"]) for each in json.loads(ran.stdout)}
    return ran.exit_code, found


def a_worker_runs() -> None:
    """One has just ended a job."""
    at = datetime.now(UTC)
    Job.objects.create(key="x", kind="review", due_at=at, queued_at=at, state="done", ended_at=at)


def test_a_shop_for_which_no_worker_ever_did_anything_is_told_so(fresh_database: str) -> None:
    assert said()[1]["jobs"] == ("warn", "no worker has done anything yet")


def test_a_healthy_database_is_in_order_part_by_part(fresh_database: str) -> None:
    a_worker_runs()
    code, found = said()
    assert list(found) == [
        *ON_BOTH,
        *(ON_SQLITE if on_sqlite() else []),
        "mail",
        "inbox",
        "zones",
        "policy",
        "jobs",
    ]
    assert found.pop("mail") == ("warn", "none leaves this shop")
    # How full the disk is and how the server of the tests writes is not ours to say.
    ours = found.keys() - {"disk"} - (set() if on_sqlite() else {"durability"})
    assert {part: found[part][0] for part in ours} == dict.fromkeys(ours, "ok")
    assert code == any(state == "fail" for state, _ in found.values())
    assert found["policy"] == ("ok", "revision 0, zone UTC")


def test_a_shop_that_sends_mail_is_told_from_whom(fresh_database: str) -> None:
    with override_settings(DEFAULT_FROM_EMAIL="Blue Door <orders@shop.example>"):
        assert said()[1]["mail"] == ("ok", "from Blue Door <orders@shop.example>")


def test_people_read_one_line_for_each_part_and_what_to_do(fresh_database: str) -> None:
    a_worker_runs()
    PolicyVersion.objects.create(
        revision=1, area="shop", document='[shop]\nzone = "Nowhere"\n', digest="x", author="test", at=NOW
    )
    ran = CliRunner().invoke(app, ["doctor"])
    assert ran.exit_code == 1
    *_, zones, policy, to_do, _ = ran.stdout.splitlines()
    assert zones == "ok    zones       time zones known"
    assert policy == "fail  policy      revision 1: policy_invalid"
    assert (
        to_do.strip() == "Import a policy that holds; `makegood policy check` says what is wrong with a file."
    )


def test_missing_triggers_and_constraints_fail_by_name(unguarded: Callable[[], None]) -> None:
    unguarded()
    code, found = said()
    assert code == 1
    state, missing = found["triggers"]
    assert (state, "makegood_event" in missing) == ("fail", True)
    assert found["tables"][0] == ("ok" if on_sqlite() else "fail")


def test_a_migration_that_was_not_applied_fails() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'makegood' AND name = '0020_receipt_parts'")
    code, found = said()
    assert (code, found["migrations"]) == (
        1,
        ("fail", "not applied: makegood.0020_receipt_parts"),
    )


@pytest.mark.skipif(not on_sqlite(), reason="SQLite only")
def test_a_sqlite_file_that_could_lose_a_commit_fails(fresh_database: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=NORMAL")
    code, found = said()
    assert (code, found["durability"]) == (1, ("fail", "journal wal, synchronous 1"))


@pytest.mark.skipif(not on_sqlite(), reason="SQLite only")
def test_other_processes_on_the_file_are_counted(fresh_database: str) -> None:
    assert said()[1]["processes"] == ("ok", "0 other processes on this file")
    process = Process(nothing)
    process.reaches("start")
    assert said()[1]["processes"] == ("ok", "1 other process on this file")
    process.go()
    process.ended()


@pytest.mark.skipif(not on_sqlite(), reason="SQLite only")
def test_a_file_that_everybody_on_the_computer_may_read_is_named_with_a_warning(
    fresh_database: str, database_template: str
) -> None:
    with (
        TemporaryDirectory(dir="/tmp") as folder,
        live.fresh_database(Path(folder), like=database_template) as address,
    ):
        file = Path(address.removeprefix("sqlite:///")).resolve()
        Path(folder).chmod(0o755)
        assert said()[1]["readers"] == ("ok", "not for everybody on this computer")
        file.chmod(0o644)
        assert said()[1]["readers"] == ("warn", f"everybody on this computer may read {file}")
        Path(folder).chmod(0o750)
        assert said()[1]["readers"][0] == "ok", "nobody else gets as far as it"


@pytest.mark.skipif(on_sqlite(), reason="PostgreSQL's driver is wanted")
def test_a_server_that_does_not_answer_is_told_without_a_traceback() -> None:
    address = "postgresql://nobody:hidden@127.0.0.1:1/none"
    command = ["-c", "from makegood.cli import main; main()", "doctor", "--database", address]
    ran = subprocess.run([sys.executable, *command], capture_output=True, text=True)
    assert (ran.returncode, ran.stderr) == (1, "")
    assert ran.stdout.startswith("fail  database    ")
    assert "hidden" not in ran.stdout


def nothing(number: int) -> None:
    """Only connects."""


def test_work_that_was_given_up_fails_and_work_that_nobody_does_warns() -> None:
    long_ago = datetime(2020, 2, 3, 9, tzinfo=UTC)
    jobs.queue([NewJob("a", "review", long_ago)], now=long_ago)
    state, found = said()[1]["jobs"]
    assert (state, found) == ("warn", "due since 2020-02-03 09:00 UTC and not done")
    (held,), _ = jobs.claim(worker="w", now=long_ago, lease=timedelta(minutes=5), limit=1, kinds=("review",))
    jobs.failed(held, error="audit_found", now=long_ago, last=True)
    code, parts = said()
    assert (code, parts["jobs"]) == (1, ("fail", "1 given up"))
