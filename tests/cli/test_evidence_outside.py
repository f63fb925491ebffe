"""An order's file is proved anywhere: whoever gets it in a dispute has no shop."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from makegood.db.chain import canonical, link
from makegood.db.sealed import seal_of
from tests.cli.test_without_django import LOADED


def a_file(path: Path) -> dict[str, Any]:
    """The file of an order with one event and no message, as `makegood evidence` writes it."""
    told = {"seq": 1, "kind": "intake.taken", "actor": "cli", "cause": "TakeOrders", "data": "{}"}
    at = datetime(2026, 11, 23, 9, tzinfo=UTC)
    right = link(before="", stream="order", ref=1, at=at, **told)  # type: ignore[arg-type]
    events = [{**told, "at": at.isoformat(), "hash": right}]
    found: dict[str, Any] = {
        "order": {"id": 1, "number": "1001", "channel": "store"},
        "made_at": at.isoformat(),
    }
    found |= {"story": ["Order 1001."], "events": events, "typed": [], "letters": [], "contacts": []}
    found["seal"] = seal_of(found)
    path.write_text(json.dumps(found), encoding="utf-8")
    return found


def check(path: Path) -> subprocess.CompletedProcess[str]:
    """In a process of its own, where nothing was set up for a shop."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("MAKEGOOD_", "DJANGO_"))
    }
    return subprocess.run(
        [sys.executable, "-m", "makegood", "evidence", str(path), "--check"],
        capture_output=True,
        text=True,
        env=environment,
        cwd=path.parent,
        check=False,
    )


def test_a_file_is_proved_where_there_is_no_shop(tmp_path: Path) -> None:
    found = a_file(tmp_path / "order.json")
    ran = check(tmp_path / "order.json")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.splitlines() == [
        "It is as it was sealed: 1 events, 0 messages.",
        f"The last event's hash is {found['events'][0]['hash']}; the shop's own history must have it too.",
    ]


def test_a_changed_byte_shows_there_too(tmp_path: Path) -> None:
    found = a_file(tmp_path / "order.json")
    found["events"][0]["actor"] = "cla"
    (tmp_path / "order.json").write_text(canonical(found), encoding="utf-8")
    ran = check(tmp_path / "order.json")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.splitlines() == [
        "event 1 (intake.taken) was changed",
        "the file was changed since it was sealed",
    ]


@pytest.mark.parametrize(
    ("written", "found"),
    [("[]", "something else"), ("{}", "no 'events'"), ("Order 1001.", "no JSON")],
)
def test_what_is_no_such_file_is_named_in_words(tmp_path: Path, written: str, found: str) -> None:
    (tmp_path / "order.json").write_text(written, encoding="utf-8")
    ran = check(tmp_path / "order.json")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == f"This proves nothing: found {found}; expected a file of `makegood evidence`.\n"


def test_proving_a_file_never_loads_django(tmp_path: Path) -> None:
    a_file(tmp_path / "order.json")
    arguments = ["evidence", str(tmp_path / "order.json"), "--check"]
    ran = subprocess.run(
        [sys.executable, "-c", LOADED.format(arguments=arguments)], capture_output=True, text=True, check=True
    )
    loaded = ran.stderr.splitlines()
    assert "makegood.db.sealed" in loaded
    assert [
        name for name in loaded if name.startswith(("django", "makegood.db.models", "makegood.queries"))
    ] == []
