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


def page() -> str:
    """The whole page: one row per check."""
    from makegood.queries.audit import CHECKS

    return _TOP + "".join(f"| {each.code} | {each.says} | {each.how} |\n" for each in CHECKS)


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "makegood.config.settings"
    django.setup()
    PAGE.write_text(page(), encoding="utf-8")
    print(PAGE)
