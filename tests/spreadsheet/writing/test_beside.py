"""Half of the writing is done by a copy of the process, and nobody can tell from what is written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from makegood.spreadsheet.writing.beside import beside

FORKS = sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1
forks = pytest.mark.skipif(not FORKS, reason="needs Linux and two cores")

# In a process of its own: the one that runs the tests has threads, beside which nothing is copied.
START = """
import os
from pathlib import Path
from makegood.spreadsheet.writing.beside import beside

def work():
    with open("worked", "a") as file:
        file.write(f"{os.getpid()} ")
    FAULT

try:
    with beside(work, worth_it=True):
        BLOCK
except Exception as error:
    print("told", error)
print(os.getpid(), *Path("worked").read_text().split() if Path("worked").exists() else ())
"""


def run(folder: Path, *, fault: str = "pass", block: str = "pass") -> list[str]:
    """What the process says: the error it met, its own id, and the ids of those that did the work."""
    code = START.replace("FAULT", fault).replace("BLOCK", block)
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=folder, timeout=60
    )
    assert done.stderr == ""
    return done.stdout.split()


@forks
def test_the_work_is_done_once_and_by_another_process(tmp_path: Path) -> None:
    own, *workers = run(tmp_path)
    assert len(workers) == 1
    assert workers != [own]


@forks
def test_what_fails_in_the_copy_is_tried_again_here_and_its_error_told(tmp_path: Path) -> None:
    told, error, own, *workers = run(tmp_path, fault="raise OSError('full')")
    assert (told, error) == ("told", "full")
    assert len(workers) == 2
    assert workers[1] == own


@forks
def test_an_error_in_the_block_is_told_and_the_copy_ended(tmp_path: Path) -> None:
    told, error, own, *workers = run(
        tmp_path, fault="import signal; signal.pause()", block="raise OSError('stop')"
    )
    assert (told, error) == ("told", "stop")
    assert own not in workers


def test_where_it_is_not_worth_a_copy_the_work_is_done_after_the_block() -> None:
    done: list[str] = []
    with beside(lambda: done.append("work"), worth_it=False):
        done.append("block")
    assert done == ["block", "work"]


def test_nothing_is_done_after_a_block_that_failed() -> None:
    done: list[str] = []
    with pytest.raises(OSError, match="full"), beside(lambda: done.append("work"), worth_it=False):
        raise OSError("full")
    assert done == []
