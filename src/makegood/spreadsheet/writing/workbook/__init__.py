"""The plan as a workbook one would hand to one's boss."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path

import xlsxwriter

from makegood.spreadsheet.writing.place import new_file
from makegood.spreadsheet.writing.records import Output
from makegood.spreadsheet.writing.workbook.columns import VIEWS
from makegood.spreadsheet.writing.workbook.style import Formats
from makegood.spreadsheet.writing.workbook.summary import SummarySheet
from makegood.spreadsheet.writing.workbook.tables import MOST_ROWS, write_view

# Constant memory: a row is on disk before the next begins, so a million rows need no more than one.
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_workbook(output: Output, *, to: Path, most_rows: int = MOST_ROWS) -> list[Path]:
    """Write the plan to an .xlsx file, whole or not at all; the same plan, the same bytes. Returns what it wrote."""
    with new_file(to) as part, xlsxwriter.Workbook(str(part), _OPTIONS) as book:
        made_at = datetime.combine(output.plan.today, time())
        book.set_properties({"title": "Backorder plan", "author": "Makegood", "created": made_at})
        formats = Formats(book, currency=output.shop.currency)
        SummarySheet(book, output, formats).write()
        for view in VIEWS:
            write_view(book, view, output, formats, most_rows=most_rows)
    return [to]
