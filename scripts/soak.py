"""The long tests, part by part and on both databases, with one table at the end: `make soak`.

SOAK=races,life takes only these parts; SOAK_SCALE=0.1 a tenth of each. Exit 1 when anything failed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

PARTS = {
    "rules": ["--ignore=tests/architecture", "--ignore=tests/life", "--ignore=tests/races"],
    "life": ["tests/life"],
    "races": ["-m", "soak", "tests/races/test_busy_day.py"],
    "crashes": ["-m", "soak", "tests/races/test_crashes.py"],
    "interleavings": ["-m", "soak", "tests/races/test_interleavings.py"],
}
WHOLE = {"rules": "sqlite"}
"""Parts that say the same on both databases run on one."""


class Row(NamedTuple):
    """One part on one database."""

    what: str
    database: str
    seeds: int
    commands: int
    breaks: int
    deadlocks: int
    seconds: float
    passed: bool

    def told(self) -> str:
        """As a line of the table."""
        end = "held" if self.passed else "BROKE"
        return (
            f"{self.what:<14} {self.database:<11} {self.seeds:>6} {self.commands:>10,} {self.breaks:>7}"
            f" {self.deadlocks:>10} {self.seconds:>9,.0f} s  {end}"
        )


def main() -> int:
    """Run the parts, print the table."""
    wanted = os.environ.get("SOAK") or ",".join(PARTS)
    unknown = sorted(set(wanted.split(",")) - set(PARTS))
    if unknown:
        sys.exit(f"soak: no part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    rows = list(_rows(wanted.split(",")))
    scale = os.environ.get("SOAK_SCALE", "1")
    print(f"\nScale {scale}")
    print("what           database     seeds   commands  breaks  deadlocks    duration")
    for row in rows:
        print(row.told())
    return 0 if all(row.passed for row in rows) else 1


def _rows(parts: list[str]) -> Iterator[Row]:
    for part in parts:
        for database in ("sqlite", "postgresql"):
            if WHOLE.get(part, database) == database:
                row = _run(part, database)
                print(row.told(), flush=True)
                yield row


def _run(part: str, database: str) -> Row:
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report"
        before = [] if database == "sqlite" else [sys.executable, "scripts/with_postgres.py"]
        # Actors of a race fill the machine by themselves.
        at_once = "1" if part == "races" else "2"
        pytest = [sys.executable, "-m", "pytest", "-q", "-n", at_once, *PARTS[part]]
        environment = {**os.environ, "HYPOTHESIS_PROFILE": "soak", "SOAK_REPORT": str(report)}
        begun = time.monotonic()
        ended = subprocess.run([*before, *pytest], env=environment, check=False)
        seconds = time.monotonic() - begun
        lines = report.read_text(encoding="utf-8").splitlines() if report.exists() else []
    notes: list[dict[str, Any]] = [json.loads(line) for line in lines]

    def total(name: str) -> int:
        return sum(each.get(name, 0) for each in notes)

    return Row(
        part,
        database,
        len({each["seed"] for each in notes if "seed" in each}),
        total("commands"),
        total("breaks"),
        total("deadlocks"),
        seconds,
        ended.returncode == 0,
    )


if __name__ == "__main__":
    sys.exit(main())
