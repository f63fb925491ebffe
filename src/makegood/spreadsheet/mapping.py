"""Which of a file's columns is which of ours: said by a person, or guessed for one to look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from itertools import islice
from pathlib import Path

from makegood.domain.terms.errors import DomainError
from makegood.spreadsheet import presets
from makegood.spreadsheet.columns import TABLES, Table
from makegood.spreadsheet.header import plain
from makegood.spreadsheet.presets import Export
from makegood.spreadsheet.problems import Problems
from makegood.spreadsheet.source import Sheet, open_book, open_table

BY_HAND = "by hand"
"""The name of a table whose columns a person told apart."""
Columns = Mapping[str, str]
"""Our columns, each with the heading of theirs that holds it."""

_SAMPLES = 3
_ALIKE: Mapping[str, tuple[str, ...]] = {
    "order_id": ("order", "order no", "order number", "order nr", "number", "bestellnummer", "auftrag"),
    "placed_at": ("date", "order date", "placed", "placed on", "created", "created at", "ordered at", "bestelldatum"),
    "sku": ("item", "item no", "item number", "article", "article no", "article number", "artikelnummer", "artikel"),
    "quantity": ("qty", "units", "pieces", "ordered", "ordered qty", "menge", "anzahl"),
    "on_hand": ("stock", "in stock", "qty", "quantity", "available", "units", "bestand", "menge"),
    "po": ("purchase order", "po number", "po no", "order", "order no", "bestellung"),
    "supplier": ("vendor", "lieferant"),
    "eta": ("expected", "expected on", "arrival", "due", "due date", "delivery date", "liefertermin"),
    "ordered_on": ("order date", "date", "bestelldatum"),
    "location": ("warehouse", "place", "lager"),
    "channel": ("source", "shop", "kanal"),
    "email": ("e-mail", "customer email", "mail"),
    "customer": ("name", "customer name", "buyer", "kunde"),
    "unit_price": ("price", "preis"),
    "unit_cost": ("cost", "kosten"),
    "title": ("name", "description", "bezeichnung"),
    "country": ("ship to", "destination", "land"),
    "promised_to": ("promised", "promise", "ship by", "promised until"),
    "received_on": ("received", "arrived"),
    "shipped_quantity": ("shipped", "shipped qty"),
}  # fmt: skip
"""What others often call our columns. A guess: a person says yes to it."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A table's file before it is read. `preset` = the export it was recognised as, None = none; `columns` = ours with
    theirs, as they would be read; `guessed` = those of them that are guesses; `samples` = by heading, some cells."""

    table: str
    file: str
    header: tuple[str, ...]
    preset: str | None
    columns: Columns
    guessed: frozenset[str]
    samples: Mapping[str, tuple[str, ...]]

    @property
    def missing(self) -> tuple[str, ...]:
        """Our columns that must be there, and are not."""
        return tuple(
            each.name
            for each in TABLES[self.table].columns
            if each.required and each.name not in self.columns
        )


def mapped(sheet: Sheet, table: Table, columns: Columns) -> Export:
    """The sheet with our headings where a person said so; all its other columns are not read.

    Raises DomainError('column_unknown') for a column that is none of the table, or a heading the file has not.
    """
    ours = {each.name for each in table.columns}
    theirs = {plain(name): name for name in reversed(sheet.header) if name.strip()}
    for name, heading in columns.items():
        if name not in ours:
            raise _unknown(sheet, f"{table.name}.{name}", sorted(ours))
        if plain(heading) not in theirs:
            raise _unknown(sheet, heading, [each for each in sheet.header if each.strip()])
    places = {sheet.header.index(theirs[plain(heading)]): name for name, heading in columns.items()}
    kept = {plain(name) for name in ours}
    header = [
        # One of their headings may be one of ours that was meant for another column.
        places.get(at) or ("" if plain(heading) in kept else heading)
        for at, heading in enumerate(sheet.header)
    ]
    labels = {name: theirs[plain(heading)].strip() for name, heading in columns.items()}
    return Export(BY_HAND, Sheet(sheet.file, header, sheet.rows), labels)


def look(paths: Mapping[str, Path], book: Path | None = None) -> list[Looked]:
    """What the files look like, in the order of our tables. Raises DomainError('file_unreadable')."""
    problems = Problems()
    sheets = open_book(book) if book else {}
    sheets |= {table: open_table(path, table, problems) for table, path in paths.items()}
    return [_looked(TABLES[table], sheets[table]) for table in TABLES if table in sheets]


def _looked(table: Table, sheet: Sheet) -> Looked:
    header = [name.strip() for name in sheet.header]
    named = [name for name in dict.fromkeys(header) if name]
    rows = [row for row in islice(sheet.rows, 20) if any(cell.strip() for cell in row)][:_SAMPLES]
    samples = {
        name: tuple(
            cell.strip()[:60] for row in rows for cell in row[header.index(name) :][:1] if cell.strip()
        )
        for name in named
    }
    preset = _preset(table, sheet)
    if preset is not None:
        return Looked(
            table.name, sheet.file, tuple(named), preset.title, _of(preset, named), frozenset(), samples
        )
    columns, guessed = _guess(table, named)
    return Looked(table.name, sheet.file, tuple(named), None, columns, guessed, samples)


def _preset(table: Table, sheet: Sheet) -> presets.Preset | None:
    if table.name not in ("orders", "stock"):
        return None
    found = presets.preset_of(sheet, table)
    return found(sheet, zone=UTC, problems=Problems()) if found else None


def _of(preset: presets.Preset, named: Sequence[str]) -> Columns:
    by_plain = {plain(name): name for name in named}
    return {
        ours: by_plain[first]
        for ours, theirs in preset.columns.items()
        if (first := next((plain(name) for name in theirs if plain(name) in by_plain), ""))
    }


def _guess(table: Table, named: Sequence[str]) -> tuple[Columns, frozenset[str]]:
    """Headings that are ours; of the others those that others use for what is still missing."""
    left = {plain(name): name for name in reversed(named)}
    found: dict[str, str] = {}
    for column in table.columns:
        if plain(column.name) in left:
            found[column.name] = left.pop(plain(column.name))
    guessed = set()
    for column in table.columns:
        alike = (plain(name) for name in _ALIKE.get(column.name, ()))
        match = None if column.name in found else next((name for name in alike if name in left), None)
        if match is not None:
            found[column.name] = left.pop(match)
            guessed.add(column.name)
    return found, frozenset(guessed)


def _unknown(sheet: Sheet, found: str, expected: list[str]) -> DomainError:
    data = {"file": sheet.file, "found": found, "expected": f"one of {', '.join(expected[:60])}"}
    return DomainError("column_unknown", data)
