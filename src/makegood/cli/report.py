"""The end of a run in a few plain lines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from makegood.cli.problems import problems_in_words
from makegood.cli.run import Planned
from makegood.domain.terms.quantity import to_major
from makegood.spreadsheet.writing.phrases import counted


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
    yield from problems_in_words(
        planned.problems, rows_left_out=planned.rows_left_out, rest=_where_problems_are(out)
    )
    yield f"Written to {out}"


def _where_problems_are(out: Path) -> str:
    match out.suffix.lower():
        case ".xlsx":
            return "the sheet Problems"
        case ".json":
            return "`problems`"
        case _:
            return "Problems.csv"


def _money(amounts: object) -> str:
    assert isinstance(amounts, dict)
    return (
        ", ".join(f"{to_major(minor, currency):,} {currency}" for currency, minor in amounts.items()) or "0"
    )
