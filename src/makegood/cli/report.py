"""The end of a run in a few plain lines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from makegood.cli.run import Planned
from makegood.domain.terms.quantity import to_major
from makegood.spreadsheet.problems import Problem
from makegood.spreadsheet.writing.phrases import counted

SHOWN_PROBLEMS = 5


def report(planned: Planned, *, out: Path) -> Iterator[str]:
    """What the plan says, what was left out, and where it lies."""
    plan, totals = planned.plan, planned.plan.summary
    yield f"Backorder plan of {plan.today:%A} {plan.today.day} {plan.today:%B %Y}, policy {plan.policy_version}"
    if planned.preset:
        yield f"The orders were read as an export of {planned.preset}."
    yield ""
    yield f"  Open lines     {totals.open_lines:,}"
    lines, units = counted(totals.short_lines, "line"), counted(totals.short_units, "unit")
    short = f"{lines}, {units}, in {counted(totals.orders_touched, 'order')}"
    yield f"  Short          {short}"
    yield f"  Value waiting  {_money(totals.value_waiting)}"
    yield f"  Without a date {totals.without_date:,}"
    yield f"  Oversells      {totals.oversells:,}"
    yield f"  Notices owed   {totals.notices_owed:,}"
    yield ""
    yield from problems_in_words(planned, rest=_where_problems_are(out))
    yield f"Written to {out}"


def problems_in_words(planned: Planned, *, rest: str) -> Iterator[str]:
    """The first rows that were left out, and how many warnings there are."""
    errors = [problem for problem in planned.problems if problem.severity == "error"]
    warnings = len(planned.problems) - len(errors)
    if errors:
        left_out = planned.rows_left_out
        yield f"{counted(left_out, 'row')} {'was' if left_out == 1 else 'were'} left out:"
        yield from (f"  {_problem(problem)}" for problem in errors[:SHOWN_PROBLEMS])
        if len(errors) > SHOWN_PROBLEMS:
            yield f"  and {len(errors) - SHOWN_PROBLEMS:,} more: see {rest}"
        yield ""
    if warnings:
        yield f"{counted(warnings, 'warning')}: see {rest}"
        yield ""


def _where_problems_are(out: Path) -> str:
    match out.suffix.lower():
        case ".xlsx":
            return "the sheet Problems"
        case ".json":
            return "`problems`"
        case _:
            return "Problems.csv"


def _problem(problem: Problem) -> str:
    where = f"{problem.file} row {problem.row}" + (f", {problem.column}" if problem.column else "")
    found = f" found {problem.value!r};" if problem.value else ""
    return f"{where}:{found} expected {problem.expected}"


def _money(amounts: object) -> str:
    assert isinstance(amounts, dict)
    return (
        ", ".join(f"{to_major(minor, currency):,} {currency}" for currency, minor in amounts.items()) or "0"
    )
