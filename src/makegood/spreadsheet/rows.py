"""Rows of text become rows of values: the fast path for good rows, a second look that explains the bad ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import repeat
from operator import getitem, itemgetter
from typing import Any

from makegood.spreadsheet.cells import BadCellError, Cells, Converter, DoubtfulCellError
from makegood.spreadsheet.columns import Kind, Table
from makegood.spreadsheet.header import match
from makegood.spreadsheet.problems import Problems
from makegood.spreadsheet.source import Sheet

Progress = Callable[[str, int], None]
PROGRESS_ROWS = 20_000
# Row number, then one value per column. Any: a row is as many types as the table has columns.
Row = tuple[Any, ...]


class TableRows:
    """The good rows of one table; the others are in `problems`.

    `labels`: what the file calls our columns, where a preset renamed them. `checked`: columns with a converter of their
    own.
    """

    def __init__(
        self,
        table: Table,
        sheet: Sheet,
        *,
        converters: Mapping[Kind, Converter],
        problems: Problems,
        progress: Progress | None = None,
        labels: Mapping[str, str] | None = None,
        checked: Mapping[str, Converter] | None = None,
    ) -> None:
        self.file = sheet.file
        self._rows = sheet.rows
        self._problems = problems
        self._progress = progress
        self._labels = labels or {}
        self._width = len(sheet.header)
        places = match(sheet.header, table, file=sheet.file, problems=problems, below=sheet.rows)
        present = [column for column in table.columns if column.name in places]
        self._names = [column.name for column in present]
        self._places = [places[column.name] for column in present]
        own = checked or {}
        self._cells = [Cells(own.get(column.name) or converters[column.kind], column) for column in present]
        absent = [column for column in table.columns if column.name not in places]
        self._defaults = tuple(column.default for column in absent)
        order = {name: i for i, name in enumerate(["row", *self._names, *(column.name for column in absent)])}
        self._expand = itemgetter(0, *(order[column.name] for column in table.columns))

    def compact(self) -> Iterator[Row]:
        """Row number and the values of the columns the file has: small enough to keep a million of them."""
        pick, cells, width = itemgetter(*self._places), self._cells, self._width
        number = 1
        for number, row in enumerate(self._rows, start=2):
            if number % PROGRESS_ROWS == 0 and self._progress:
                self._progress(self.file, number)
            try:
                if len(row) > width:
                    self._check_width(row)
                yield (number, *map(getitem, cells, pick(row)))
            except (BadCellError, IndexError):
                if looked := self._second_look(number, row):
                    yield looked
        if self._progress:
            self._progress(self.file, number)

    def full(self, row: Row) -> Row:
        """A compact row with all columns of the table, defaults where the file lacks them."""
        found: Row = self._expand(row + self._defaults)
        return found

    def label(self, column: str) -> str:
        """What the file calls one of our columns."""
        return self._labels.get(column, column)

    def error(self, row: int, column: str, value: object, expected: str) -> None:
        """List a row that is left out."""
        self._problems.error(self.file, row, self.label(column), value, expected)

    def warn(self, row: int, column: str, value: object, expected: str) -> None:
        """List something that was taken differently."""
        self._problems.warn(self.file, row, self.label(column), value, expected)

    def _check_width(self, row: list[str]) -> None:
        if any(cell.strip() for cell in row[self._width :]):
            raise BadCellError("as many cells as there are columns")

    def _second_look(self, number: int, row: list[str]) -> Row | None:
        """Every bad cell of a row is listed; a blank row is nothing; a doubtful cell is a warning."""
        if not any(cell.strip() for cell in row):
            return None
        if any(cell.strip() for cell in row[self._width :]):
            expected = f"at most {self._width} cells, as in the header (is a delimiter not quoted?)"
            self._problems.error(self.file, number, None, len(row), expected)
            return None
        padded = [*row, *repeat("", self._width - len(row))]
        values: list[object] = [number]
        for name, cells, place in zip(self._names, self._cells, self._places, strict=True):
            try:
                values.append(cells[padded[place]])
            except DoubtfulCellError as doubt:
                self.warn(number, name, padded[place].strip(), doubt.expected)
                cells[padded[place]] = doubt.value
                values.append(doubt.value)
            except BadCellError as error:
                self.error(number, name, padded[place].strip() or None, error.expected)
        return tuple(values) if len(values) == len(self._cells) + 1 else None
