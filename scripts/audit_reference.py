"""Writes docs/reference/audit.md from the table of checks: code, what each proves, and from which rows."""

from __future__ import annotations

import os
from pathlib import Path

import django

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "audit.md"
_TOP = """# The audit

What is always true of a live shop. [`makegood audit`](cli.md#makegood-audit) checks all of it over the whole database:
read only, as of one moment, while others go on working. Each finding names the code, the entity, what was expected and
what was found; a healthy database has none. Constraints in the database and the tests say the same, so a finding means
that something went around them. A shop with a million order lines and 600,000 events takes 42 seconds and 250 MB on two
slow cores with SQLite; it is read in long streams, never row by row.

The codes are those of the project's invariants; one that is missing here is proved by tests only. This page is made
from the checks themselves, in `src/makegood/queries/audit`, and a test keeps it so.

| Code | What it proves | How |
|---|---|---|
"""
_END = """
## What it lets pass

A check says nothing where the rows of today cannot prove a fault, so that a finding is always one:

- **I3, the caps**, count the units that have waited since their order came. Units that were served, cancelled or
  shipped since do not count any more, and where a cap follows the inbound every unit that was ever confirmed does: a
  gate that let too much through for a while may go unseen once they are gone. A cap is that of the policy in force
  when the order came: lowering it later says nothing of what was accepted before. An order that came before the family
  or the first day of sale of its item was last changed is not judged. That the gate itself holds under any load is
  what the races in `tests/races` prove.
- **I6, reviews**: `escalated_on` is compared with the day of the present review; what happened to earlier ones stands
  in the order's events.
- **I7, windows**: the place of a lot is not stored with a window. Where places process at different speed, or work on
  different days, the fastest of all counts.
- **I9, the queue**: each run keeps the first line it left short, and every line that was passed over by a rule. A
  second short line is compared only through the ranks of what was given; a line that has to leave whole, or that its
  customer wants no more, is not compared.
"""


def page() -> str:
    """The whole page: one row per check."""
    from makegood.queries.audit import CHECKS

    return _TOP + "".join(f"| {each.code} | {each.says} | {each.how} |\n" for each in CHECKS) + _END


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "makegood.config.settings"
    django.setup()
    PAGE.write_text(page(), encoding="utf-8")
    print(PAGE)
