"""`makegood worker` and `makegood jobs`, as somebody types them."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from typer.testing import CliRunner, Result

from makegood.cli.app import app
from makegood.db import jobs
from makegood.db.jobs import NewJob
from makegood.db.models import Backorder, Job
from tests.services.shop import NOW, goods, take

LEASE = timedelta(minutes=5)


def makegood(*words: str) -> Result:
    """What the command prints, and how it ends."""
    return CliRunner().invoke(app, list(words))


def give_up(key: str, error: str) -> int:
    """A job that nobody tries again; its number."""
    jobs.queue([NewJob(key, "review", NOW)], now=NOW)
    (held,), _ = jobs.claim(worker="w1", now=NOW, lease=LEASE, limit=1, kinds=("review",))
    jobs.failed(held, error=error, now=NOW, last=True)
    return held.pk


def test_once_does_what_is_due_and_the_next_time_nothing() -> None:
    ended = makegood("worker", "--once", "--name", "w1")
    assert ended.exit_code == 0, ended.output
    said = sorted(line.partition("UTC  ")[2] for line in ended.output.splitlines())
    assert [line.partition(":")[0] for line in said] == [
        "audit",
        "forget",
        "review",
        "stuck_releases",
        "updates",
    ]
    assert all(line.endswith(": done") for line in said)
    assert set(Job.objects.values_list("state", "held_by")) == {("done", "w1")}
    assert makegood("jobs").output == "0 jobs: 0 waiting, 0 held, 0 given up.\n"


@pytest.mark.unaudited
def test_an_audit_that_finds_something_ends_with_1_and_is_seen_until_it_is_mended() -> None:
    goods("A")
    take("1001", ("A", 2))
    Backorder.objects.update(qty=3)
    ended = makegood("worker", "--once")
    assert ended.exit_code == 1
    assert "given up; `makegood jobs` says why" in ended.stderr
    listed = makegood("jobs", "--json")
    assert listed.exit_code == 1
    (row,) = json.loads(listed.output)["jobs"]
    assert (row["state"], row["error"].partition(":")[0]) == ("dead", "audit_found")
    Backorder.objects.update(qty=2)
    again = makegood("jobs", "--revive", str(row["job"]))
    assert (again.exit_code, again.output) == (0, f"Due again: {row['key']}.\n")
    assert makegood("worker", "--once").exit_code == 0
    assert makegood("jobs").exit_code == 0


def test_jobs_are_listed_with_what_was_given_up_on_top_and_how_late_the_oldest_is() -> None:
    number = give_up("review:2026-11-23", "busy: the table")
    jobs.queue([NewJob("review:2026-11-24", "review", NOW - timedelta(hours=2))], now=NOW)
    at = ("--at", NOW.isoformat())
    ended = makegood("jobs", *at)
    assert ended.exit_code == 1
    assert " ".join(ended.output.split()) == (
        "2 jobs: 1 waiting, 0 held, 1 given up; the oldest has been due for 2 hours."
        f" job state tries due what {number} given up 1 2026-11-23 09:00 UTC"
        " review:2026-11-23; held by w1; last error: busy: the table"
        f" {number + 1} waiting 0 2026-11-23 07:00 UTC review:2026-11-24"
    )
    assert max(map(len, ended.output.splitlines())) <= 80
    found = json.loads(makegood("jobs", "--json", *at).output)
    numbers = {name: found[name] for name in ("waiting", "held", "dead", "oldest_seconds")}
    assert numbers == {"waiting": 1, "held": 0, "dead": 1, "oldest_seconds": 7200}


def test_what_was_not_given_up_is_not_revived() -> None:
    jobs.queue([NewJob("a", "review", NOW)], now=NOW)
    number = Job.objects.get().pk
    ended = makegood("jobs", "--revive", str(number), "--revive", "999999999")
    assert ended.exit_code == 2
    assert ended.stderr == (
        f"Jobs {number}, 999999999: found none of that number that was given up; `makegood jobs` lists them.\n"
    )


def test_missed_days_are_told() -> None:
    now = datetime.now(UTC)
    long_ago = now.date() - timedelta(days=9)
    jobs.queue([NewJob(f"review:{long_ago}", "review", now)], now=now)
    ended = makegood("worker", "--once")
    assert "before it were missed, for no worker ran: only the newest is done" in ended.output
    assert f"review:{long_ago}: not done, because a newer one does it too" in ended.output


def test_a_worker_goes_on_until_it_is_told_to_stop_and_ends_well(fresh_database: str) -> None:
    command = [sys.executable, "-c", "from makegood.cli import main; main()", "worker", "--name", "w1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout
        said = [running.stdout.readline() for _ in range(6)]
        running.send_signal(signal.SIGTERM)
        assert running.wait(30) == 0
    assert said[0] == "w1 does what is due; SIGTERM or Ctrl-C ends it after the job it is at.\n"
    assert all(line.endswith(": done\n") for line in said[1:])
    assert not Job.objects.exclude(state="done").exists()
