"""Where a plan cannot be written, the same plain words for a workbook, JSON and a folder; nothing is left behind."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.shop import files, makegood

KINDS = [".xlsx", ".json", ""]
# A stop of the kind a container is given, at the last step of the writing.
STOPPED_WHILE_WRITING = """
import os, pathlib, signal, sys
from makegood.cli import main

def stop(*_):
    os.kill(os.getpid(), signal.SIGTERM)

pathlib.Path.rename = pathlib.Path.replace = stop
main()
"""
# The shell's way to a disk that is full: no file may grow beyond so many blocks of 1,024 bytes.
SMALL_DISK = 'ulimit -f 1; exec "$@"'


@pytest.mark.parametrize("kind", KINDS)
def test_a_place_that_cannot_be_written_is_named_as_it_was_given(tmp_path: Path, kind: str) -> None:
    inputs = files(tmp_path)
    out = tmp_path / ("x" * 250 + kind)
    before = sorted(tmp_path.iterdir())
    ran = makegood("plan", *inputs, "--out", str(out))
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"--out {out}: cannot be written (") and ".part" not in ran.err
    assert len(ran.err.splitlines()) == 1
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.skipif(sys.platform == "win32", reason="a limit on the size of files is the shell's, on Unix")
@pytest.mark.parametrize("kind", KINDS)
def test_a_full_disk_is_not_called_a_fault_of_ours(tmp_path: Path, kind: str) -> None:
    inputs, out = files(tmp_path), tmp_path / f"plan{kind}"
    before = sorted(tmp_path.iterdir())
    rows = tmp_path.parent / f"{tmp_path.name}-rows"
    rows.mkdir()
    command = [str(Path(sys.executable).with_name("makegood")), "plan", *inputs, "--out", str(out)]
    ran = subprocess.run(
        ["sh", "-c", SMALL_DISK, "sh", *command],
        capture_output=True,
        text=True,
        check=False,
        # The limit holds for every file: Python must not leave half a compiled module where it is installed.
        env={"PATH": "/usr/bin:/bin", "TMPDIR": str(rows), "PYTHONDONTWRITEBYTECODE": "1"},
        timeout=60,
    )
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith(f"--out {out}: cannot be written (")
    assert len(ran.stderr.splitlines()) == 1
    assert sorted(tmp_path.iterdir()) == before
    assert list(rows.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process without telling it")
@pytest.mark.parametrize("kind", KINDS)
def test_a_run_that_is_told_to_end_leaves_nothing_behind(tmp_path: Path, kind: str) -> None:
    inputs, out = files(tmp_path), tmp_path / f"plan{kind}"
    before = sorted(tmp_path.iterdir())
    ran = subprocess.run(
        [sys.executable, "-c", STOPPED_WHILE_WRITING, "plan", *inputs, "--out", str(out)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (2, "", "Stopped. Nothing was written.\n")
    assert sorted(tmp_path.iterdir()) == before
