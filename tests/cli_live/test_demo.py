"""The demo shop at the command line: built as `make run` builds it; what it says to type next works as it stands."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path
from threading import Event

import pytest

from makegood.demo import PASSWORD
from tests.life.told import KINDS
from tests.live import on_sqlite

TODAY = "2026-11-23"
SCREEN = 80

# Each builds its own file, whatever database is under test.
pytestmark = pytest.mark.skipif(not on_sqlite(), reason="the demo's own file is SQLite")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder in which the command lies where the project has it."""
    command = tmp_path / ".venv" / "bin" / "makegood"
    command.parent.mkdir(parents=True)
    command.symlink_to(Path(sys.executable).with_name("makegood"))
    return tmp_path


def shell(folder: Path, text: str) -> subprocess.CompletedProcess[str]:
    """Typed in that folder."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKEGOOD")}
    return subprocess.run(
        ["sh", "-eu", "-c", text],
        cwd=folder,
        env={**environment, "PATH": os.defpath, "COLUMNS": str(SCREEN)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def half_built(folder: Path) -> None:
    """Somebody began to build it the day before, and had no patience."""
    command = [str(folder / ".venv/bin/makegood"), "demo", "--out", "build/demo", "--today", "2026-11-22"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKEGOOD")}
    with subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None and not begun(folder / "build/demo/shop.db"):
            Event().wait(0.02)
        process.kill()
    assert process.returncode < 0


def begun(file: Path) -> bool:
    """Whether anything has happened in it."""
    with (
        suppress(sqlite3.OperationalError),
        closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as shop,
    ):
        return bool(shop.execute("SELECT COUNT(*) FROM makegood_event").fetchone()[0])
    return False


@pytest.mark.parametrize("days", [21, pytest.param(90, marks=pytest.mark.soak)])
@pytest.mark.long
def test_it_is_built_anew_shown_and_goes_on_as_printed(folder: Path, days: int) -> None:
    half_built(folder)
    ran = shell(folder, f".venv/bin/makegood demo --out build/demo --days {days} --today {TODAY}")
    assert (ran.returncode, ran.stderr) == (0, "")
    state, _, after = ran.stdout.partition("Try next")
    assert state.startswith("Hearth & Trail, Monday 23 November 2026\n")
    assert re.search(r"^Waiting +\d{2,3} backorders", state, re.MULTILINE)
    assert max(map(len, state.splitlines())) <= SCREEN
    assert "\x1b" not in ran.stdout
    after, _, who = after.partition("\n\n")
    assert f"everybody's password is: {PASSWORD}" in who
    named, *commands = [line.strip() for line in after.splitlines()[1:]]
    assert named == "export MAKEGOOD_DATABASE=sqlite:///build/demo/shop.db"
    assert [re.findall(r"makegood (\w+)", line)[0] for line in commands] == [
        "explain",
        "decide",
        "publish",
        "availability",
        "receive",
        "tokens",
        "tasks",
        "audit",
        "status",
    ]
    for line in commands:
        done = shell(folder, f"{named}\n{line}")
        assert (done.returncode, done.stderr) == (0, ""), line
        assert done.stdout
    again = shell(folder, f"{named}\n.venv/bin/makegood status --today {TODAY} --json")
    told = json.loads(again.stdout)
    assert f"Proposed       {len(told['proposals']) + 3} windows" in state
    assert told["lines"] == sum(each["lines"] for each in told["ages"])
    with closing(sqlite3.connect(folder / "build/demo/shop.db")) as shop:
        assert {kind for (kind,) in shop.execute("SELECT kind FROM makegood_event")} >= KINDS


def test_another_shop_is_left_alone(folder: Path) -> None:
    own = "export MAKEGOOD_DATABASE=sqlite:///own.db\n.venv/bin/makegood migrate\n.venv/bin/makegood items -"
    item = '[{"sku": "MUG"}]'
    assert shell(folder, f"{own} <<'E'\n{item}\nE").returncode == 0
    before = (folder / "own.db").read_bytes()
    refused = shell(folder, ".venv/bin/makegood demo --database sqlite:///own.db")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr == (
        "There is another shop in sqlite:///own.db, and it stays as it is; expected an empty database, or a file "
        "with a demo shop.\n"
    )
    assert (folder / "own.db").read_bytes() == before
