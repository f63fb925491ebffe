"""`makegood audit`, as a person and as a program call it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from typer.testing import CliRunner

from makegood.cli.app import app
from makegood.db.models import Item
from makegood.queries.audit import CHECKS
from tests.queries.audit.shop import healthy_shop


def test_a_healthy_shop_ends_with_0_and_says_how_much_was_looked_at() -> None:
    healthy_shop()
    ran = CliRunner().invoke(app, ["audit", "--today", "2026-11-23"])
    assert ran.exit_code == 0
    assert ran.stdout.startswith(f"{len(CHECKS)} checks over ")
    assert ran.stdout.endswith(" rows found nothing wrong.\n")


def test_a_finding_ends_with_1_and_names_code_entity_expected_and_found() -> None:
    healthy_shop()
    Item.objects.filter(sku="MUG").update(backordered_qty=70)
    ran = CliRunner().invoke(app, ["audit", "--today", "2026-11-23"])
    assert ran.exit_code == 1
    found, said = ran.stdout.splitlines()
    waiting = Item.objects.get(sku="SET").backordered_qty
    assert found.startswith("I2: item MUG: expected ")
    assert found.endswith("; found 70")
    assert waiting > 0
    assert said.endswith(" rows found 1 that must not be.")


def test_programs_get_json() -> None:
    Item.objects.create(sku="MUG", backordered_qty=2)
    ran = CliRunner().invoke(app, ["audit", "--json", "--today", "2026-11-23"])
    assert ran.exit_code == 1
    assert json.loads(ran.stdout) == {
        "checks": len(CHECKS),
        "rows": 1,
        "findings": [{"code": "I2", "entity": "item MUG", "expected": "0", "found": "2"}],
    }


def test_a_database_that_is_not_there_ends_with_2_and_is_not_made(tmp_path: Path) -> None:
    missing = tmp_path / "shop.db"
    command = ["-c", "from makegood.cli import main; main()", "audit", "--database", f"sqlite:///{missing}"]
    ran = subprocess.run([sys.executable, *command], capture_output=True, text=True)
    assert ran.returncode == 2
    assert ran.stderr == (
        f"There is no database {missing}; expected the shop's, by --database or MAKEGOOD_DATABASE.\n"
    )
    assert not missing.exists()


def test_a_database_without_our_tables_ends_with_2_and_says_so(tmp_path: Path) -> None:
    empty = tmp_path / "shop.db"
    empty.touch()
    command = ["-c", "from makegood.cli import main; main()", "audit", "--database", f"sqlite:///{empty}"]
    ran = subprocess.run([sys.executable, *command], capture_output=True, text=True)
    assert ran.returncode == 2
    assert ran.stderr == (
        "The database refused: no such table: makegood_policyversion. `makegood doctor` looks for the cause.\n"
    )
