"""What was wrong with the files: nothing is lost silently."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]
LONGEST_VALUE = 100


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding. An error left its row out, a warning left nothing out. `row` is 1-based with the header as 1."""

    file: str
    row: int
    column: str | None
    value: str | None
    expected: str
    severity: Severity


class Problems:
    """Collects findings. The same warning about the same value is kept once, at its first row."""

    def __init__(self) -> None:
        self._found: list[Problem] = []
        self._warned: dict[tuple[str, str | None, str | None, str], int] = {}
        self._left_out: set[tuple[str, int]] = set()

    def error(self, file: str, row: int, column: str | None, value: object, expected: str) -> None:
        """A row that is left out, and why."""
        self._left_out.add((file, row))
        self._found.append(Problem(file, row, column, _shown(value), expected, "error"))

    def warn(self, file: str, row: int, column: str | None, value: object, expected: str) -> None:
        """Something taken differently from how it was written; the row stays."""
        key = (file, column, _shown(value), expected)
        self._warned[key] = min(row, self._warned.get(key, row))

    @property
    def rows_left_out(self) -> int:
        """How many rows no part of the plan knows of."""
        return len(self._left_out)

    def listed(self) -> tuple[Problem, ...]:
        """All findings, in an order that does not depend on the order of rows."""
        warned = [
            Problem(file, row, column, value, expected, "warning")
            for (file, column, value, expected), row in self._warned.items()
        ]
        return tuple(sorted([*self._found, *warned], key=_place))


def _place(problem: Problem) -> tuple[str, str, str, str, str, int]:
    # The row comes last: shuffled rows must give the same list but for the row numbers.
    return (
        problem.severity,
        problem.file,
        problem.column or "",
        problem.value or "",
        problem.expected,
        problem.row,
    )


def _shown(value: object) -> str | None:
    if value is None:
        return None
    text = str(value)
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"
