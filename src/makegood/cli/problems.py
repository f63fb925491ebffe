"""What was wrong with the files, in a few lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from makegood.spreadsheet.problems import Problem
from makegood.spreadsheet.writing.phrases import counted

SHOWN = 5


def problems_in_words(
    problems: Sequence[Problem], *, rows_left_out: int, rest: str | None = None
) -> Iterator[str]:
    """The first rows that were left out, as they stand in the files, and how many warnings there are.

    `rest` = where all of them are written; None = nowhere.
    """
    see = f": see {rest}" if rest else ""
    errors = sorted((problem for problem in problems if problem.severity == "error"), key=_place)
    warnings = len(problems) - len(errors)
    if errors:
        yield f"{counted(rows_left_out, 'row')} {'was' if rows_left_out == 1 else 'were'} left out:"
        yield from (f"  {_in_words(problem)}" for problem in errors[:SHOWN])
        if len(errors) > SHOWN:
            yield f"  and {len(errors) - SHOWN:,} more{see}"
        yield ""
    if warnings:
        yield f"{counted(warnings, 'warning')}{see}"
        yield ""


def _place(problem: Problem) -> tuple[str, int]:
    return problem.file, problem.row


def _in_words(problem: Problem) -> str:
    where = f"{problem.file} row {problem.row:,}" + (f", {problem.column}" if problem.column else "")
    found = f" found {problem.value!r};" if problem.value else ""
    return f"{where}:{found} expected {problem.expected}"
