"""The worked tables of docs/rules, so that the numbers people read are the numbers the code gives."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from makegood.domain.terms.dates import Window

RULES = Path(__file__).resolve().parents[2] / "docs" / "rules"


def table(page: str, name: str) -> list[dict[str, str]]:
    """Rows of the table below `<!-- table: NAME -->` in docs/rules/PAGE.md: column -> cell, backticks stripped.

    Raises LookupError when there is no such table, when it has no rows, or one with more or fewer cells than columns.
    """
    lines = (RULES / f"{page}.md").read_text(encoding="utf-8").splitlines()
    marker = f"<!-- table: {name} -->"
    if marker not in lines:
        raise LookupError(f"docs/rules/{page}.md has no line {marker}")
    found: list[list[str]] = []
    for line in lines[lines.index(marker) + 1 :]:
        if line.startswith("|"):
            found.append([cell.strip().strip("`") for cell in line.strip().strip("|").split("|")])
        elif found:
            break
        elif line:
            raise LookupError(f"docs/rules/{page}.md has no table right below {marker}")
    if len(found) < 3:
        raise LookupError(f"docs/rules/{page}.md: table {name} has no rows")
    columns, _, *rows = found
    if any(len(row) != len(columns) for row in rows):
        raise LookupError(f"docs/rules/{page}.md: table {name} has a row with too many or too few cells")
    return [dict(zip(columns, row, strict=True)) for row in rows]


def date_in(cell: str) -> date | None:
    """The day in a cell; None when it is empty."""
    return date.fromisoformat(cell) if cell else None


def window_in(cell: str) -> Window:
    """The window in a cell: `first to last`."""
    return Window(*map(date.fromisoformat, cell.split(" to ")))
