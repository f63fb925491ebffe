"""Which column of a file is which column of a table."""

from __future__ import annotations

from collections.abc import Sequence

from makegood.domain.terms.errors import DomainError
from makegood.spreadsheet.columns import Table
from makegood.spreadsheet.problems import Problems

_IGNORED = str.maketrans("", "", "_-*\u00a0\u200b\ufeff")
_MOST_NAMED = 60


def plain(name: str) -> str:
    """A column name as it is compared: case, spaces, underscores, hyphens and the * of our own tables do not matter."""
    return "".join(name.translate(_IGNORED).split()).casefold()


def match(header: Sequence[str], table: Table, *, file: str, problems: Problems) -> dict[str, int]:
    """Position of each of the table's columns that the file has. Unknown columns are named in one warning.

    Raises DomainError('file_columns_missing') or DomainError('file_columns_twice') with file, found and expected.
    """
    known = {plain(column.name): column.name for column in table.columns}
    places: dict[str, int] = {}
    unknown, twice = [], set()
    for position, written in enumerate(header):
        name = known.get(plain(written))
        if name is None:
            unknown.append(written.strip())
        elif name in places:
            twice.add(name)
        else:
            places[name] = position
    missing = [column.name for column in table.columns if column.required and column.name not in places]
    if missing:
        raise _columns_error("file_columns_missing", file, header, table, missing)
    if twice:
        raise _columns_error("file_columns_twice", file, header, table, sorted(twice))
    if names := sorted(filter(None, unknown)):
        problems.warn(file, 1, None, ", ".join(names), f"columns of {table.name}; these are not read")
    return places


def _columns_error(
    code: str, file: str, header: Sequence[str], table: Table, columns: list[str]
) -> DomainError:
    found = ", ".join(name.strip()[:_MOST_NAMED] for name in header[:_MOST_NAMED] if name.strip())
    expected = "each column once" if code == "file_columns_twice" else f"the columns {', '.join(columns)}"
    return DomainError(
        code,
        {
            "file": file,
            "table": table.name,
            "columns": columns,
            "found": f"the columns {found}",
            "expected": expected,
        },
    )
