"""`makegood doctor` names a disk on which SQLite cannot write, also when the database does not open for it."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.live import ROOT, on_sqlite

_FILL = "cat /dev/zero > disk/more 2> /dev/null"
_MOUNT = "mkdir disk; mount -t tmpfs -o size=4m none disk"

pytestmark = pytest.mark.skipif(not on_sqlite(), reason="SQLite only")


@pytest.fixture(autouse=True)
def own_disks() -> None:
    """Linux lets whoever asks have disks that nobody else sees, mostly."""
    if not shutil.which("unshare") or subprocess.run(["unshare", "-rm", "true"], check=False).returncode:
        pytest.skip("no disks of one's own here")


def doctor_says(shop: str, folder: Path, then: str) -> dict[str, tuple[str, str]]:
    """Of each part its state and what was found, of a shop on a disk of its own to which that happened."""
    file = Path(shop.removeprefix("sqlite:///"))
    command = f"{shlex.quote(sys.executable)} -m makegood doctor --json --database sqlite:///disk/shop.db"
    ran = subprocess.run(
        [
            "unshare",
            "-rm",
            "sh",
            "-c",
            f"{_MOUNT}; cp {shlex.quote(str(file))} disk/shop.db; {then}; {command}",
        ],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (ran.returncode, ran.stderr) == (1, "")
    return {each["part"]: (each["state"], each["found"]) for each in json.loads(ran.stdout)}


def test_a_full_disk_is_the_cause_that_is_named(fresh_database: str, tmp_path: Path) -> None:
    found = doctor_says(fresh_database, tmp_path, _FILL)
    assert found["database"][0] == "fail"
    state, said = found["disk"]
    assert (state, said.startswith("0.0 GB free")) == ("fail", True)
    assert found["writing"][0] == "ok"


def test_a_read_only_disk_is_the_cause_that_is_named(fresh_database: str, tmp_path: Path) -> None:
    found = doctor_says(fresh_database, tmp_path, "mount -o remount,ro none disk")
    assert found["database"][0] == "fail"
    assert found["writing"] == ("fail", "disk, disk/shop.db cannot be written: the disk is read-only")
