"""A disk on which SQLite cannot write is named: by `makegood doctor`, also when the database does not open for it, and
by a server that runs."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.live import ROOT

FILL = "cat /dev/zero > disk/more 2> /dev/null"
READ_ONLY = "mount -o remount,ro none disk"
_MOUNT = "mkdir disk; mount -t tmpfs -o size=16m none disk"
ASK_A_SERVER = f"""
import subprocess
from tests.races.served import served
with served(as_typed=True) as server, server.connection() as line:
    for then in ("true", {FILL!r}, "rm disk/more"):
        subprocess.run(then, shell=True)
        line.request("GET", "/readyz")
        answer = line.getresponse()
        print(answer.status, answer.read().decode())
"""


@pytest.fixture(autouse=True)
def own_disks() -> None:
    """Linux lets whoever asks have disks that nobody else sees, mostly."""
    alone = ["unshare", "-rm", "mount", "-t", "tmpfs", "none", "/mnt"]
    if not shutil.which("unshare") or subprocess.run(alone, capture_output=True, check=False).returncode:
        pytest.skip("no disks of one's own here")


def on_a_disk(shop: str, folder: Path, *commands: str) -> subprocess.CompletedProcess[str]:
    """What a shell says that has the shop on a disk of its own."""
    file = Path(shop.removeprefix("sqlite:///"))
    return subprocess.run(
        [
            "unshare",
            "-rm",
            "sh",
            "-c",
            "; ".join((_MOUNT, f"cp {shlex.quote(str(file))} disk/shop.db", *commands)),
        ],
        cwd=folder,
        env={
            **os.environ,
            "MAKEGOOD_DATABASE": "sqlite:///disk/shop.db",
            "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT))),
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def doctor_says(shop: str, folder: Path, then: str) -> dict[str, tuple[str, str]]:
    """Of each part its state and what was found, of a shop to whose disk that happened."""
    ran = on_a_disk(shop, folder, then, f"{shlex.quote(sys.executable)} -m makegood doctor --json")
    assert (ran.returncode, ran.stderr) == (1, "")
    return {each["part"]: (each["state"], each["found"]) for each in json.loads(ran.stdout)}


def test_a_full_disk_is_the_cause_that_is_named(fresh_database: str, tmp_path: Path) -> None:
    found = doctor_says(fresh_database, tmp_path, FILL)
    assert found["database"][0] == "fail"
    state, said = found["disk"]
    assert (state, said.startswith("0.0 GB free")) == ("fail", True)
    assert found["writing"][0] == "ok"


def test_a_read_only_disk_is_the_cause_that_is_named(fresh_database: str, tmp_path: Path) -> None:
    found = doctor_says(fresh_database, tmp_path, READ_ONLY)
    assert found["database"][0] == "fail"
    assert found["writing"] == ("fail", "disk, disk/shop.db cannot be written: the disk is read-only")


def test_a_server_is_not_ready_while_its_disk_is_full(fresh_database: str, tmp_path: Path) -> None:
    ran = on_a_disk(fresh_database, tmp_path, f"{shlex.quote(sys.executable)} -c {shlex.quote(ASK_A_SERVER)}")
    assert ran.stdout.splitlines() == [
        '200 {"state": "ready"}',
        '503 {"state": "the disk is full"}',
        '200 {"state": "ready"}',
    ], ran.stderr
