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
    "orders",
    "proposals",
    "notices",
    "arrivals",
    "receipts",
    "releases",
    "evidence",
    "slip",
    "suppliers",
    "chase",
    "ask",
    "contact",
    "contacts",
    "unblock",
    "erase",
    "updates",
    "settle",
    "link",
    "place",
    "items",
    "keep",
    "take",
    "edit",
    "expect",
    "eta",
    "publish",
    "reject",
    "decide",
    "leaving",
    "receive",
    "count",
    "move",
    "undo",
    "allocate",
    "reallocate",
    "wish",
    "withdraw",
    "firm",
    "release",
    "pick",
    "ship",
    "unship",
    "recall",
    "return",
    "close",
    "confirm",
    "reopen",
    "assign",
    "undecide",
]
COMMANDS = [
    "plan",
    "explain",
    "demo",
    "status",
    "audit",
    "doctor",
    "migrate",
    "backup",
    "restore",
    "sending",
    "serve",
    "import",
    "handoffs",
    "review",
    "tasks",
    "worker",
    "jobs",
    "machine",
    "measures",
    *WORDS,
    "policy show",
    "policy logo",
    "policy check",
    "policy import",
    "policy export",
    "policy history",
    "policy diff",
    "policy restore",
    "cutover show",
    "cutover choose",
    "cutover approve",
    "people list",
    "people add",
    "people roles",
    "people password",
    "people invite",
    "people unpair",
    "people deactivate",
    "people activate",
    "people view",
    "people views",
    "template list",
    "template preview",
    "template restore",
    "template set",
    "template show",
    "tokens issue",
    "tokens list",
    "tokens revoke",
]
GROUPS = sorted({name.split()[0] for name in COMMANDS if " " in name})


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_and_option_is_documented(command: str) -> None:
    page = PAGE.read_text(encoding="utf-8")
    options = set(re.findall(r"^  (--[a-z]+)", makegood(*command.split(), "--help").out, re.MULTILINE))
    assert f"## `makegood {command}`" in page or f"| `makegood {command}` |" in page
    assert "--help" in options
    assert [option for option in options if option not in page] == []


def test_no_command_is_missing_from_this_list() -> None:
    top = re.findall(r"^  ([a-z]+)  ", makegood("--help").out, re.MULTILINE)
    within = [
        f"{group} {name}"
        for group in GROUPS
        for name in re.findall(r"^  ([a-z]+)  ", makegood(group, "--help").out, re.MULTILINE)
    ]
    assert sorted([*(name for name in top if name not in GROUPS), *within]) == sorted(COMMANDS)
