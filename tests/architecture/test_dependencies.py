"""Few dependencies, each with its reason, pinned by hash and free of addresses."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

REQUIREMENTS = ROOT / "requirements"
LOCKS = sorted(REQUIREMENTS.glob("*.lock"))


def pins(lock: Path) -> set[str]:
    """`name==version` of every package in a lock."""
    return set(re.findall(r"^[a-z0-9.-]+==[^ ;\\]+", lock.read_text(encoding="utf-8"), re.MULTILINE))


def asked_for(name: str) -> set[str]:
    """The direct dependencies of a requirements/*.in file."""
    lines = (REQUIREMENTS / name).read_text(encoding="utf-8").splitlines()
    return {name_in(line) for line in lines if line.strip() and not line.startswith(("#", "-r"))}


def name_in(requirement: str) -> str:
    """The package alone, without extras and versions."""
    return re.split(r"[\[<>=!~ ]", requirement.strip())[0]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_holds_pins_and_hashes_and_nothing_else(lock: Path) -> None:
    strange = [
        line
        for line in lock.read_text(encoding="utf-8").splitlines()
        if not re.fullmatch(r"[a-z0-9.-]+==[^/@\\]+\\|    --hash=sha256:[0-9a-f]{64}( \\)?", line)
    ]
    assert strange == []
    assert len(LOCKS) == 3


def test_what_runs_in_production_is_what_was_tested() -> None:
    assert pins(REQUIREMENTS / "runtime.lock") < pins(REQUIREMENTS / "dev.lock")


def test_the_project_declares_exactly_its_runtime_dependencies() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert {name_in(line) for line in project["dependencies"]} == asked_for("runtime.in")


def test_what_an_extra_adds_is_tested_too() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = {name_in(line) for lines in project["optional-dependencies"].values() for line in lines}
    assert extras <= asked_for("dev.in")


def test_every_dependency_says_what_it_is_for_and_what_else_would_do() -> None:
    page = (ROOT / "docs" / "develop" / "dependencies.md").read_text(encoding="utf-8")
    explained = set(re.findall(r"^\| `([^`]+)` \| [^|]+ \| [^|]+ \|$", page, re.MULTILINE))
    assert explained == asked_for("runtime.in") | asked_for("dev.in") | asked_for("tools.in")
