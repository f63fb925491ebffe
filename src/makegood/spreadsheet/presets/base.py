"""What every preset is: how an export is recognised, and how one of its rows reads in our columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from typing import ClassVar

from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.quantity import minor_digits
from makegood.spreadsheet.header import plain
from makegood.spreadsheet.problems import Problems
from makegood.spreadsheet.source import Sheet

Line = Mapping[str, str]
# Columns every preset fills, whether or not the export has a column of its own for them.
ALWAYS = ("channel", "currency", "on_hold", "status", "shipped_quantity", "customer_type")


@dataclass(frozen=True, slots=True)
class Export:
    """A recognised export: its rows in our columns, and what it calls them."""

    name: str
    sheet: Sheet
    labels: Mapping[str, str]


class SkippedRowError(Exception):
    """This row is no line of ours to plan, for the reason given; the reason is listed once as a warning."""


class ExportRow:
    """One row of an export, by the name of the column; empty text where the export has no such column."""

    __slots__ = ("_places", "_row")

    def __init__(self, places: Mapping[str, int], row: Sequence[str]) -> None:
        self._places = places
        self._row = row

    def __getitem__(self, name: str) -> str:
        place = self._places.get(name)
        return "" if place is None or place >= len(self._row) else self._row[place].strip()


class Preset:
    """One kind of export. Subclasses fill the class variables and write `line`."""

    table: ClassVar[str] = "orders"
    name: ClassVar[str]
    title: ClassVar[str]
    # Ours -> theirs, first one found counts. Required ones decide whether a header fits.
    columns: ClassVar[Mapping[str, Sequence[str]]]
    required: ClassVar[Sequence[str]] = ("order_id", "placed_at", "sku", "quantity")
    # Further columns of theirs that `line` reads.
    also: ClassVar[Sequence[str]] = ()
    always: ClassVar[Sequence[str]] = ALWAYS

    def __init__(self, sheet: Sheet, *, zone: tzinfo, problems: Problems) -> None:
        self.sheet = sheet
        self.zone = zone
        self.problems = problems
        self._number = 1
        by_plain: dict[str, int] = {}
        for place, name in enumerate(sheet.header):
            by_plain.setdefault(plain(name), place)
        self._theirs = {
            ours: next((name for name in theirs if plain(name) in by_plain), "")
            for ours, theirs in self.columns.items()
        }
        read = [*(name for theirs in self.columns.values() for name in theirs), *self.also]
        self.places = {name: by_plain[plain(name)] for name in read if plain(name) in by_plain}

    @classmethod
    def fits(cls, names: set[str]) -> bool:
        """True when a header (plain names) is this export's."""
        return all(any(plain(name) in names for name in cls.columns[ours]) for ours in cls.required)

    def line(self, row: ExportRow) -> Line | None:
        """Our columns for one row; None for a row that says nothing. Raises SkippedRowError."""
        raise NotImplementedError

    def rows(self, rows: Iterable[list[str]]) -> Iterator[Line | None]:
        """One answer per row, so that rows keep their numbers. SkippedRowError rows are listed once per reason."""
        for number, cells in enumerate(rows, start=2):
            try:
                self._number = number
                yield self.line(ExportRow(self.places, cells)) if cells else None
            except SkippedRowError as reason:
                self.problems.warn(self.sheet.file, number, None, None, str(reason))
                yield None

    def doubt(self, ours: str, value: str, expected: str) -> None:
        """A warning about the row at hand; the row stays. The value names the row: equal warnings are told once."""
        self.problems.warn(self.sheet.file, self._number, self._theirs.get(ours) or ours, value, expected)

    def of(self, row: ExportRow, ours: str) -> str:
        """The cell of theirs that holds a column of ours."""
        return row[self._theirs[ours]]

    def export(self) -> Export:
        """The export in our columns. Raises DomainError('file_columns_missing') when required ones are not there."""
        missing = [self.columns[ours][0] for ours in self.required if not self._theirs[ours]]
        if missing:
            raise DomainError(
                "file_columns_missing",
                {
                    "file": self.sheet.file,
                    "table": self.table,
                    "columns": missing,
                    "found": f"the columns {', '.join(self.sheet.header[:60])}; {', '.join(missing)} missing",
                    "expected": f"a {self.title}",
                },
            )
        self._warn_unread()
        header = [*dict.fromkeys([*self.columns, *self.always])]
        rows = self._filled(header)
        labels = {ours: theirs for ours, theirs in self._theirs.items() if theirs}
        return Export(self.name, Sheet(self.sheet.file, header, rows), labels)

    def _warn_unread(self) -> None:
        read = set(self.places.values())
        unread = {name.strip() for place, name in enumerate(self.sheet.header) if place not in read} - {""}
        if unread:
            expected = f"what a plan needs of a {self.title}; these are not read"
            self.problems.warn(self.sheet.file, 1, None, ", ".join(sorted(unread)), expected)

    def _filled(self, header: Sequence[str]) -> Iterator[list[str]]:
        for line in self.rows(self.sheet.rows):
            yield [line.get(name, "") for name in header] if line else []


_MONTHS = {
    month: number
    for number, month in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1)
}
_DAY_MONTH_YEAR = re.compile(r"(\d{1,2})-([A-Za-z]{3})-(\d{2}|\d{4})", re.ASCII)
_MONTH_DAY_YEAR = re.compile(r"([A-Za-z]{3})-(\d{1,2})-(\d{2}|\d{4})", re.ASCII)
_NOT_AMOUNT = re.compile(r"[^0-9.,\-]")
_SYMBOLS = {
    "£": "GBP",
    "€": "EUR",
    "AU$": "AUD",
    "C$": "CAD",
    "CA$": "CAD",
    "US$": "USD",
    "$": "USD",
    "¥": "JPY",
}
_COUNTRIES = {
    "australia": "AU", "austria": "AT", "belgium": "BE", "brazil": "BR", "canada": "CA", "china": "CN",
    "czech republic": "CZ", "denmark": "DK", "finland": "FI", "france": "FR", "germany": "DE", "greece": "GR",
    "hong kong": "HK", "hungary": "HU", "ireland": "IE", "israel": "IL", "italy": "IT", "japan": "JP",
    "luxembourg": "LU", "mexico": "MX", "netherlands": "NL", "new zealand": "NZ", "norway": "NO", "poland": "PL",
    "portugal": "PT", "romania": "RO", "singapore": "SG", "slovakia": "SK", "slovenia": "SI", "south korea": "KR",
    "spain": "ES", "sweden": "SE", "switzerland": "CH", "united kingdom": "GB", "great britain": "GB",
    "united states": "US", "united states of america": "US",
}  # fmt: skip


def iso_day(text: str) -> str:
    """Sep-18-26 and 26-May-26 as YYYY-MM-DD; any other text as it is."""
    if found := _DAY_MONTH_YEAR.fullmatch(text):
        day, month, year = found.groups()
    elif found := _MONTH_DAY_YEAR.fullmatch(text):
        month, day, year = found.groups()
    else:
        return text
    number = _MONTHS.get(month.lower())
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), number or 0, int(day)).isoformat()
    except ValueError:
        return text


def earlier_day(text: str, zone: tzinfo) -> str:
    """A deadline's day: as written or in the shop's zone, whichever is earlier, as their clock decides."""
    try:
        moment = datetime.fromisoformat(text)
        return min(moment.date(), moment.astimezone(zone).date()).isoformat() if moment.tzinfo else text
    except (ValueError, OverflowError):
        return text


def amount(text: str) -> str:
    """AU $3,000.00 as 3000.00 and EUR 90,00 as 90.00; text that is no amount stays as it is."""
    digits = _NOT_AMOUNT.sub("", text)
    comma, dot = digits.rfind(","), digits.rfind(".")
    decimal_comma = comma > dot and len(digits) - comma - 1 == 2
    digits = digits.replace(".", "").replace(",", ".") if decimal_comma else digits.replace(",", "")
    return digits or text


def currency_of(text: str) -> str:
    """AUD for AU $3,000.00; empty when the text does not say."""
    words = re.sub(r"[0-9.,\-\s]", "", text)
    if len(words) == 3 and words.isascii() and words.isalpha():
        return words.upper()
    return _SYMBOLS.get(words.upper(), "")


def country_code(text: str) -> str:
    """DE for Germany; a name we do not know stays as it is."""
    return _COUNTRIES.get(text.lower(), text)


def per_unit(total: str, quantity: str, currency: str) -> str:
    """A line's amount divided by its units, rounded half to even; the text itself when either is no number."""
    try:
        units = Decimal(quantity)
        each = Decimal(total) / units
        return str(
            each.quantize(Decimal(1).scaleb(-minor_digits(currency or "USD")), rounding=ROUND_HALF_EVEN)
        )
    except (InvalidOperation, ZeroDivisionError):
        return total
