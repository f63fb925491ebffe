"""The end of a run in a few plain lines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from makegood.cli.problems import problems_in_words
from makegood.cli.run import Planned
from makegood.spreadsheet.writing.phrases import counted, money


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
    waiting = [money(minor, currency) for currency, minor in totals.value_waiting.items()]
    yield f"  Value waiting  {', '.join(waiting) or 0}"
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
