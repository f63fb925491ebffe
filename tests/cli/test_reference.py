"""docs/reference/cli.md names every command and every option."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.shop import makegood

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "cli.md"
WORDS = [
    "availability",
    "sales",
    "readiness",
    "maysell",
    "place",
    "items",
    "keep",
    "take",
    "expect",
    "eta",
    "publish",
    "decide",
    "receive",
    "count",
    "move",
    "undo",
    "allocate",
    "reallocate",
    "withdraw",
    "firm",
    "release",
    "ship",
    "close",
]
COMMANDS = [
    "plan",
    "explain",
    "demo",
    "audit",
    "doctor",
    "migrate",
    "import",
    *WORDS,
    "policy show",
    "policy check",
    "policy import",
    "policy export",
    "policy history",
    "policy diff",
    "policy restore",
]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_and_option_is_documented(command: str) -> None:
    page = PAGE.read_text(encoding="utf-8")
    options = set(re.findall(r"^  (--[a-z]+)", makegood(*command.split(), "--help").out, re.MULTILINE))
    assert f"## `makegood {command}`" in page or f"| `makegood {command}` |" in page
    assert "--help" in options
    assert [option for option in options if option not in page] == []


def test_no_command_is_missing_from_this_list() -> None:
    listed = [*re.findall(r"^  ([a-z]+)  ", makegood("--help").out, re.MULTILINE)]
    within = re.findall(r"^  ([a-z]+)  ", makegood("policy", "--help").out, re.MULTILINE)
    assert sorted(
        [*(name for name in listed if name != "policy"), *(f"policy {name}" for name in within)]
    ) == sorted(COMMANDS)
