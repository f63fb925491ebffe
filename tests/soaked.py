"""How large a soak is, and what its tests write down for the table at its end (scripts/soak.py)."""

from __future__ import annotations

import json
import os
from pathlib import Path

SCALE = float(os.environ.get("SOAK_SCALE", "1"))
"""1 = whole; 0.1 = a tenth of it."""


def note(what: str, **figures: int) -> None:
    """Write figures down; outside a soak nowhere."""
    if report := os.environ.get("SOAK_REPORT"):
        with Path(report).open("a", encoding="utf-8") as file:
            file.write(json.dumps({"what": what, **figures}) + "\n")
