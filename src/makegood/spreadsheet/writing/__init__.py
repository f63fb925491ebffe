"""The plan as files: a workbook, JSON, or a folder with a CSV file per sheet."""

from __future__ import annotations

from pathlib import Path

from makegood.domain.terms.errors import DomainError
from makegood.spreadsheet.writing.place import OTHER_FILES
from makegood.spreadsheet.writing.records import Output

__all__ = ["Output", "check_target", "write"]


def check_target(to: Path) -> None:
    """Raise DomainError('output_kind_unknown') for a file we do not write; cheap, so ask before planning."""
    if to.suffix.lower() in OTHER_FILES and not to.is_dir():
        raise DomainError("output_kind_unknown", {"path": str(to), "expected": ".xlsx, .json or a folder"})


def write(output: Output, *, to: Path) -> list[Path]:
    """Write the plan: `.xlsx` a workbook, `.json` JSON, anything else a folder of CSV files. Returns the files written.

    What stood there before is replaced only when everything is written. Raises DomainError with a code `output_...`.
    """
    check_target(to)
    # Imported when asked for: the workbook's library costs a tenth of a second that a CSV folder need not pay.
    match to.suffix.lower():
        case ".xlsx":
            from makegood.spreadsheet.writing.workbook import write_workbook

            return write_workbook(output, to=to)
        case ".json":
            from makegood.spreadsheet.writing.json_file import write_json

            return write_json(output, to=to)
        case _:
            from makegood.spreadsheet.writing.csv_folder import write_folder

            return write_folder(output, to=to)
