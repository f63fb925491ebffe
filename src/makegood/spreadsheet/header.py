"""Which column of a file is which column of a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from makegood.domain.terms.errors import DomainError
from makegood.spreadsheet.columns import Table
from makegood.spreadsheet.problems import Problems

_IGNORED = str.maketrans("", "", "_-*\u00a0\u200b\ufeff")
_MOST_NAMED = 60
_ROWS_ABOVE_HEADER = 20


def plain(name: str) -> str:
    """A column name as it is compared: case, spaces, underscores, hyphens and the * of our own tables do not matter."""
    return "".join(name.translate(_IGNORED).split()).casefold()


def match(
    header: Sequence[str],
    table: Table,
    *,
    file: str,
    problems: Problems,
    below: Iterable[Sequence[str]] = (),
) -> dict[str, int]:
    """Position of each of the table's columns that the file has. Unknown columns are named in one warning.

    `below`: the rows after the header; they are looked at only to explain why it does not fit.

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
        found = f"{_found(header)}; {', '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing"
        needed = [column.name for column in table.columns if column.required]
        expected = f"the columns {', '.join(needed)}{_advice(header, needed, below)}"
        raise _columns_error("file_columns_missing", file, table, missing, found, expected)
    if twice:
        raise _columns_error(
            "file_columns_twice", file, table, sorted(twice), _found(header), "each column once"
        )
    if names := sorted(filter(None, unknown)):
        problems.warn(file, 1, None, ", ".join(names), f"columns of {table.name}; these are not read")
    return places


def _columns_error(
    code: str, file: str, table: Table, columns: list[str], found: str, expected: str
) -> DomainError:
    data = {"file": file, "table": table.name, "columns": columns, "found": found, "expected": expected}
    return DomainError(code, data)


def _found(header: Sequence[str]) -> str:
    names = [name.strip()[:_MOST_NAMED] for name in header[:_MOST_NAMED] if name.strip()]
    return f"the columns {', '.join(names)}"


def _advice(header: Sequence[str], needed: Sequence[str], below: Iterable[Sequence[str]]) -> str:
    """What to do about titles above the header."""
    wanted = set(map(plain, needed))
    for row in islice(below, _ROWS_ABOVE_HEADER):
        if wanted <= set(map(plain, row)):
            return "; they stand further down: delete what is above them"
    if sum(bool(name.strip()) for name in header) == 1:
        return " in the first row; if it holds a title, delete it"
    return ""
