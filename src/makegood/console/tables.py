"""A list, said once: its columns make the table on the screen, the CSV and the workbook."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import KW_ONLY, dataclass, field
from datetime import date, datetime
from typing import Any, Generic, TypeVar

import xlsxwriter
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from makegood.domain.terms.quantity import to_major
from makegood.queries.pages import Listing
from makegood.spreadsheet.writing.csv_folder import safe_text

Row = TypeVar("Row")
ROWS = 50
"""So many are shown at once; the next ones follow when they are asked for."""
MOST_SHEET_ROWS = 1_000_000
LONGEST_WORD = 16
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Money:
    """An amount as a cell: minor units and a currency."""

    minor: int | None
    currency: str


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """A column: its name in files, its heading on the screen, and what stands in it.

    `value` = text, number, day, moment, Money, or None for nothing; `link` = where its cell leads; `tone` = the colour
    of a tag round it (`late`, `bad`, `good`, `info`, `quiet`); `note` = a second, smaller line; `wide` = left out
    on a phone; `filed` = only in files, because another cell says it on the screen.
    """

    name: str
    title: str
    value: Callable[[Row], Any]
    _: KW_ONLY
    link: Callable[[Row], str] | None = None
    tone: Callable[[Row], str] | None = None
    note: Callable[[Row], str] | None = None
    wide: bool = False
    filed: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as the template shows it."""

    value: Any
    kind: str
    link: str = ""
    tone: str = ""
    note: str = ""
    wide: bool = False

    @property
    def long(self) -> bool:
        """Whether a phone has no room for one of its words, which may be broken then; shorter ones stay whole."""
        said = f"{self.value} {self.note}" if isinstance(self.value, str) else self.note
        return any(len(word) > LONGEST_WORD for word in said.replace("-", " ").split())


@dataclass(frozen=True, slots=True)
class Shown:
    """A row as the template shows it; `key` = what a form sends for it, empty where nothing is chosen."""

    key: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Generic[Row]):
    """A list's columns. `name` = of its files; `key` = what names a row when several are chosen."""

    name: str
    columns: Sequence[Column[Row]]
    key: Callable[[Row], str] | None = None

    def page(self, rows: Sequence[Row], **more: Any) -> Sheet:
        """Rows as they are shown."""
        columns = [each for each in self.columns if not each.filed]
        kinds = [_kind(each, rows) for each in columns]
        shown = [
            Shown(
                self.key(row) if self.key else "",
                [_cell(each, kind, row) for each, kind in zip(columns, kinds, strict=True)],
            )
            for row in rows
        ]
        heads = [Head(each.title, kind, each.wide) for each, kind in zip(columns, kinds, strict=True)]
        return Sheet(self.name, heads, shown, chosen=self.key is not None, **more)

    def listed(self, request: HttpRequest, found: Listing[Row], *, rows: int = ROWS) -> Sheet:
        """The page that the request asks for. Raises DomainError('cursor_invalid')."""
        page = found.page(limit=rows, cursor=request.GET.get("cursor") or None)
        asked = request.GET.copy()
        asked.pop("cursor", None)
        more = ""
        if page.next:
            asked["cursor"] = page.next
            more = f"?{asked.urlencode()}"
            del asked["cursor"]
        return self.page(page.rows, more=more, asked=asked.urlencode(), exports=True)

    def file(self, request: HttpRequest, rows: Iterable[Row]) -> HttpResponseBase | None:
        """All rows as the file that the request asks for with `as`; None when it asks for none."""
        wanted = request.GET.get("as")
        if wanted == "csv":
            return _named(
                StreamingHttpResponse(self._csv(rows), content_type="text/csv; charset=utf-8"),
                f"{self.name}.csv",
            )
        if wanted == "xlsx":
            return _named(HttpResponse(self._xlsx(rows), content_type=_XLSX), f"{self.name}.xlsx")
        return None

    def _csv(self, rows: Iterable[Row]) -> Iterator[str]:
        out = io.StringIO()
        write = csv.writer(out, lineterminator="\r\n").writerow
        write([each.name for each in self.columns])
        for row in rows:
            write([safe_text(_text(each.value(row))) for each in self.columns])
            yield out.getvalue()
            out.seek(0)
            out.truncate()
        yield out.getvalue()

    def _xlsx(self, rows: Iterable[Row]) -> bytes:
        out = io.BytesIO()
        # Rows go to a temporary file as they come: in memory, a long list takes half a gigabyte.
        options = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}
        with xlsxwriter.Workbook(out, options) as book:
            sheet = book.add_worksheet(self.name[:31])
            formats = _Formats(book)
            sheet.freeze_panes(1, 0)
            sheet.write_row(0, 0, [each.name for each in self.columns], book.add_format({"bold": True}))
            for number, row in enumerate(rows, start=1):
                if number > MOST_SHEET_ROWS:
                    break
                for at, each in enumerate(self.columns):
                    _write(sheet, number, at, each.value(row), formats)
        return out.getvalue()


@dataclass(frozen=True, slots=True)
class Head:
    """A column's heading."""

    title: str
    kind: str
    wide: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as the template shows it: `more` = the address of the next rows, empty when there are none; `asked` =
    what the list was asked, for its files."""

    name: str
    heads: list[Head]
    rows: list[Shown]
    chosen: bool = False
    more: str = ""
    asked: str = ""
    exports: bool = False
    empty: str = field(default="")


def _cell(column: Column[Row], kind: str, row: Row) -> Cell:
    return Cell(
        column.value(row),
        kind,
        column.link(row) if column.link else "",
        column.tone(row) if column.tone else "",
        column.note(row) if column.note else "",
        column.wide,
    )


def _kind(column: Column[Row], rows: Sequence[Row]) -> str:
    """How the column's cells are written: by the first value there is."""
    values = (column.value(row) for row in rows)
    return kind_of(next((value for value in values if value is not None), ""))


def kind_of(value: object) -> str:
    """How a value is written."""
    kinds: list[tuple[type, str]] = [
        (bool, "flag"), (int, "number"), (float, "number"), (datetime, "moment"), (date, "day"), (Money, "money"),
    ]  # fmt: skip
    return next((kind for known, kind in kinds if isinstance(value, known)), "text")


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Money):
        return "" if value.minor is None else f"{to_major(value.minor, value.currency)} {value.currency}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)


class _Formats(dict[str, Any]):
    """How a workbook shows numbers, by pattern, each made when it is first needed."""

    def __init__(self, book: Any) -> None:
        super().__init__()
        self._book = book

    def __missing__(self, pattern: str) -> Any:
        made = self[pattern] = self._book.add_format({"num_format": pattern})
        return made


def _write(sheet: Any, row: int, at: int, value: object, formats: _Formats) -> None:
    if isinstance(value, Money) and value.minor is not None:
        major = to_major(value.minor, value.currency)
        digits = -int(major.as_tuple().exponent)
        pattern = f'#,##0{"." * bool(digits)}{"0" * digits} "{value.currency}"'
        sheet.write_number(row, at, float(major), formats[pattern])
    elif isinstance(value, datetime):
        # A workbook knows no zones: the time is the shop's, as on the screen.
        there = timezone.localtime(value).replace(tzinfo=None)
        sheet.write_datetime(row, at, there, formats["yyyy-mm-dd hh:mm"])
    elif isinstance(value, date):
        midnight = datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a day
        sheet.write_datetime(row, at, midnight, formats["yyyy-mm-dd"])
    elif isinstance(value, int | float) and not isinstance(value, bool):
        sheet.write_number(row, at, value)
    else:
        sheet.write_string(row, at, _text(value)[:32_767])


def _named(answer: HttpResponseBase, name: str) -> HttpResponseBase:
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
