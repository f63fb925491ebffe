"""What the front page and the start pages say to type works as it stands, in the project's folder."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = ("README.md", "docs/start/sample-shop.md", "docs/start/own-shop.md")
COMMAND = Path(".venv/bin/makegood")


def blocks() -> Iterator[tuple[str, str]]:
    for page in PAGES:
        found = re.findall(
            r"^```\n(.*?)^```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
        )
        yield from ((page, block) for block in found if "makegood" in block)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The project's folder with somebody's exports in it: those of the sample shop."""
    (tmp_path / COMMAND).parent.mkdir(parents=True)
    (tmp_path / COMMAND).symlink_to(Path(sys.executable).with_name("makegood"))
    (tmp_path / "src").symlink_to(ROOT / "src")
    for name in ("orders", "stock", "inbound", "items"):
        shutil.copy(ROOT / "src/makegood/demo/shop" / f"{name}.csv", tmp_path)
    return tmp_path


def shell(folder: Path, text: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.defpath}
    return subprocess.run(
        ["sh", "-eu", "-c", text],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize(("page", "block"), list(blocks()))
def test_what_a_page_says_to_type_works(folder: Path, page: str, block: str) -> None:
    ran = shell(folder, block)
    assert (ran.returncode, ran.stderr) == (0, ""), page
    assert ran.stdout


def test_every_page_has_commands() -> None:
    assert {page for page, _ in blocks()} == set(PAGES)


def test_the_demo_names_a_command_and_files_that_are_there(folder: Path) -> None:
    ran = shell(folder, f"{COMMAND} demo --plan --out build/demo")
    hint = re.search(r"Plan your own: (.*)", ran.stdout)
    assert hint is not None
    planned = shell(folder, hint.group(1))
    assert (planned.returncode, planned.stderr) == (0, "")
    where = re.search(r"The shop's files lie in (.*)", ran.stdout)
    assert where is not None
    assert (folder / where.group(1) / "orders.csv").is_file()
