"""The plan as a workbook one would hand to one's boss."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from traceback import clear_frames

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from makegood.spreadsheet.writing.place import new_file
from makegood.spreadsheet.writing.records import Output
from makegood.spreadsheet.writing.workbook.columns import VIEWS
from makegood.spreadsheet.writing.workbook.style import Formats
from makegood.spreadsheet.writing.workbook.summary import write_summary
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
    with new_file(to) as part, _new_book(part) as book:
        made_at = datetime.combine(output.plan.today, time())
        book.set_properties({"title": "Backorder plan", "author": "Makegood", "created": made_at})
        formats = Formats(book, currency=output.shop.currency)
        write_summary(book, output, formats)
        for view in VIEWS:
            write_view(book, view, output, formats, most_rows=most_rows)
    return [to]


@contextmanager
def _new_book(path: Path) -> Iterator[xlsxwriter.Workbook]:
    """A workbook that becomes a file only when the block ends well. Raises OSError when it cannot be written."""
    # The rows wait in files of the library's own: in a folder of ours none of them outlives a failure.
    with TemporaryDirectory(prefix="makegood-", ignore_cleanup_errors=True) as rows:
        book = xlsxwriter.Workbook(str(path), _OPTIONS | {"tmpdir": rows})
        try:
            yield book
            book.close()
        except FileCreateError as error:
            refused: OSError = error.args[0]
            _let_go(refused)
            raise refused from None
        finally:
            for sheet in book.worksheets():
                with suppress(OSError):
                    sheet.row_data_fh.close()


def _let_go(refused: OSError) -> None:
    """Drops the half written archive now: it tries once more to end its file, and complains that it cannot."""
    told, sys.unraisablehook = sys.unraisablehook, lambda _: None
    try:
        clear_frames(refused.__traceback__)
    finally:
        sys.unraisablehook = told
