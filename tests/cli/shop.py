"""A shop of three files, and the command run on them in this process or through the shell."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner

from makegood.cli.app import app

ORDERS = """order_id,line_id,placed_at,sku,quantity,unit_price,email,country
1001,1,2026-11-02,MUG,4,18.00,ann@example.com,US
1002,1,2026-11-03,MUG,3,18.00,ben@example.com,US
1003,1,2026-11-20,POT,1,119.00,eve@example.com,DE
"""
STOCK = "sku,on_hand\nMUG,5\nPOT,2\n"
INBOUND = "po,sku,quantity,supplier,eta,confirmed\nPO-7,MUG,24,Acme,2026-12-01,yes\n"


@dataclass(frozen=True)
class Ran:
    """What a command left: exit code and both outputs."""

    code: int
    out: str
    err: str


def files(folder: Path, *, orders: str = ORDERS) -> list[str]:
    """Writes the three files; returns the options that name them."""
    options = []
    for name, text in (("orders", orders), ("stock", STOCK), ("inbound", INBOUND)):
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        options += [f"--{name}", str(folder / f"{name}.csv")]
    return [*options, "--today", "2026-11-23"]


def makegood(*arguments: str) -> Ran:
    """The command in this process."""
    result = CliRunner().invoke(app, list(arguments))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return Ran(result.exit_code, result.stdout, result.stderr)


def through_the_shell(*arguments: str) -> Ran:
    """The installed command in a process of its own."""
    command = Path(sys.executable).with_name("makegood")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKEGOOD")}
    done = subprocess.run(
        [str(command), *arguments], capture_output=True, text=True, check=False, env=environment, timeout=60
    )
    return Ran(done.returncode, done.stdout, done.stderr)
