"""The plan of files as a workbook, the same as `makegood plan` writes."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from makegood.domain.plan.compute import plan
from makegood.domain.terms.errors import DomainError
from makegood.spreadsheet.reading import Reading
from makegood.spreadsheet.writing import Output, write


def workbook(reading: Reading) -> bytes:
    """Its bytes. Raises DomainError('nothing_to_plan')."""
    facts = reading.snapshot
    if not facts.lines:
        data = {"file": "orders", "problems": reading.problems, "rows_left_out": reading.rows_left_out}
        raise DomainError("nothing_to_plan", data)
    output = Output(plan=plan(facts), problems=reading.problems, shop=facts.policy.shop, items=facts.items)
    with TemporaryDirectory(prefix="makegood-") as folder:
        (path,) = write(output, to=Path(folder) / "plan.xlsx")
        return path.read_bytes()
