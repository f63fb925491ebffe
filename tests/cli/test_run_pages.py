"""What docs/run says to write down and to type works in a shell as it stands there, in folders of the test's own."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from makegood.config.env import VARIABLES

ROOT = Path(__file__).parents[2]
RUN = ROOT / "docs/run"


def blocks(page: str) -> list[str]:
    return re.findall(r"^```\n(.*?)^```", (RUN / page).read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


def block(page: str, word: str) -> str:
    """The first block of a page with that word in it."""
    return next(each for each in blocks(page) if word in each)


@pytest.fixture
def srv(tmp_path: Path) -> Path:
    """What stands for /srv: with the program where the pages say it is."""
    command = tmp_path / "makegood/venv/bin/makegood"
    command.parent.mkdir(parents=True)
    command.symlink_to(Path(sys.executable).with_name("makegood"))
    return tmp_path


def shell(srv: Path, text: str) -> str:
    """What a shell says that runs it, as cron does: with nearly nothing in its environment. It must end with 0."""
    ran = subprocess.run(
        ["sh", "-c", text.replace("/srv/", f"{srv}/")],
        env={"PATH": os.defpath, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    return ran.stdout


def written_down(srv: Path) -> Path:
    """The file `env`, as the page has it written, with the key."""
    env = srv / "makegood/env"
    env.write_text(block("one-host.md", "MAKEGOOD_MAIL_FROM").replace("/srv/", f"{srv}/"), encoding="utf-8")
    shell(srv, block("one-host.md", "token_urlsafe"))
    return env


def read_by_systemd(env: Path) -> dict[str, str]:
    """As systemd.exec(5) says of EnvironmentFile: a value in quotes, or all of the line."""
    found = dict(line.split("=", 1) for line in env.read_text(encoding="utf-8").splitlines())
    return {name: "".join(shlex.split(said)) if said[0] in "'\"" else said for name, said in found.items()}


def test_a_shell_and_systemd_read_the_same_in_the_file_of_settings(srv: Path) -> None:
    env = written_down(srv)
    tell = "import json, os; print(json.dumps(dict(os.environ)))"
    said = shell(srv, f"set -a; . {env}; {sys.executable} -c '{tell}'")
    heard = {name: value for name, value in json.loads(said).items() if name.startswith("MAKEGOOD_")}
    assert heard == read_by_systemd(env)
    assert heard["MAKEGOOD_MAIL_FROM"] == "Blue Door <orders@shop.example.org>"
    assert heard.keys() < set(VARIABLES)


def test_the_nightly_backup_is_there_in_the_morning(srv: Path) -> None:
    written_down(srv)
    first = block("one-host.md", "makegood migrate")
    shell(srv, "\n".join(line for line in first.splitlines() if re.search("export|migrate|add", line)))
    shell(srv, block("one-host.md", "people invite"))
    line = block("backup.md", "30 2 * * *").removeprefix("30 2 * * *")
    assert "%" not in line, "cron takes it for the end of the line"
    assert " holds " in shell(srv, line)
    (backup,) = srv.rglob("makegood-*.zip")
    assert backup.stat().st_mode & 0o777 == 0o600
