"""The PostgreSQL of `make test` is there for one command, and nothing of it stays."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import with_postgres
from tests.live import ROOT, on_sqlite

WRAPPED = [sys.executable, str(ROOT / "scripts" / "with_postgres.py"), "sh", "-c"]
NEEDS_PROGRAMS = pytest.mark.skipif(on_sqlite(), reason="SQLite needs no PostgreSQL")


def folder_in(address: str) -> Path:
    """Where the cluster of that address lies."""
    return Path(address.strip().partition("?host=")[2])


@NEEDS_PROGRAMS
def test_the_command_gets_an_address_and_its_exit_code_comes_back() -> None:
    ran = subprocess.run(
        [*WRAPPED, "echo $MAKEGOOD_DATABASE; echo $PGPORT; exit 3"],
        env={**os.environ, "PGPORT": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    address, port = ran.stdout.splitlines()
    assert ran.returncode == 3
    assert address.startswith("postgresql://makegood@:5432/makegood?host=/")
    assert port == ""
    assert not folder_in(address).exists()


@NEEDS_PROGRAMS
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_stopped_half_way_it_tidies_up_too(stop: signal.Signals) -> None:
    with subprocess.Popen(
        [*WRAPPED, "echo $MAKEGOOD_DATABASE; exec cat"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdout
        folder = folder_in(running.stdout.readline())
        assert (folder / "data" / "postmaster.pid").exists()
        running.send_signal(stop)
        assert running.wait() == 130  # and not the 1 of a server that could not be stopped
    assert not folder.exists()


def test_who_may_not_install_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(with_postgres, "newest_programs", lambda: None)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(SystemExit, match="needs the server programs of PostgreSQL 14 or later"):
        with_postgres.server_programs()


def test_installing_leaves_no_cluster_and_no_setting(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    setting, seen = tmp_path / "createcluster.d" / "ours.conf", []
    monkeypatch.setattr(with_postgres, "NO_CLUSTER", setting)
    monkeypatch.setattr(
        subprocess, "run", lambda command, **_: seen.append((command[1], setting.read_text()))
    )
    with_postgres.install()
    assert seen == [("update", "create_main_cluster = false\n"), ("install", "create_main_cluster = false\n")]
    assert not setting.exists()


def test_programs_that_are_too_old_or_not_all_there_are_passed_over(tmp_path: Path) -> None:
    assert with_postgres.version(tmp_path) == 0
    for name in ("initdb", "pg_ctl", "postgres"):
        (tmp_path / name).write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 13.4 (Debian 13.4-1)'\n")
        (tmp_path / name).chmod(0o755)
    assert with_postgres.version(tmp_path) == 13
