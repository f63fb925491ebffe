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
    "faces": ["-m", "face and not soak"],
    "life": ["tests/life"],
    "races": ["-m", "soak", "tests/races/test_busy_day.py"],
    "http": ["-m", "soak", "tests/races/test_http.py"],
    "crashes": ["-m", "soak", "tests/races/test_crashes.py"],
    "kills": [
        *("-m", "soak", "tests/races/test_http_crash.py", "tests/worker/test_crashes.py"),
        "tests/archive/test_kills.py",
    ],
    "mail": ["-m", "soak", "tests/worker/test_mail_kills.py"],
    "links": ["-m", "soak", "tests/portal/test_forged.py"],
    "interleavings": ["-m", "soak", "tests/races/test_interleavings.py"],
}
WHOLE = {"rules": "sqlite", "faces": "postgresql"}
"""Parts that say the same on both databases run on one, and those that `make test` runs on one on the other."""
ALONE = ("races", "http")
"""Their actors fill the machine by themselves."""
HEAD = "what           database     seeds   commands  breaks  deadlocks  kills  longest back    duration"


class Row(NamedTuple):
    """One part on one database. `back_seconds` = the longest time between a kill and work that was done again."""

    what: str
    database: str
    seeds: int
    commands: int
    breaks: int
    deadlocks: int
    kills: int
    back_seconds: float
    seconds: float
    passed: bool

    def told(self) -> str:
        """As a line of the table."""
        end = "held" if self.passed else "BROKE"
        back = f"{self.back_seconds:.1f} s" if self.kills else ""
        return (
            f"{self.what:<14} {self.database:<11} {self.seeds:>6} {self.commands:>10,} {self.breaks:>7}"
            f" {self.deadlocks:>10} {self.kills:>6,} {back:>13} {self.seconds:>9,.0f} s  {end}"
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
    print(HEAD)
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
        at_once = "1" if part in ALONE else "2"
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
        total("kills"),
        max((each.get("back_ms", 0) for each in notes), default=0) / 1000,
        seconds,
        ended.returncode == 0,
    )


if __name__ == "__main__":
    sys.exit(main())
