"""All tables of one day: files in, a snapshot and what was wrong with them out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from makegood.collector import without_collector
from makegood.domain.plan.snapshot import Snapshot
from makegood.domain.terms.calendar import WorkCalendar
from makegood.domain.terms.demand import Item
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.policy import Policy
from makegood.domain.terms.stock import IncomingLot, StockPosition
from makegood.spreadsheet import between, catalogue, presets, supply, unmatched
from makegood.spreadsheet.cells import Converter, converters
from makegood.spreadsheet.columns import INBOUND, ITEMS, ORDERS, STOCK, TABLES, Table
from makegood.spreadsheet.mapping import Columns, mapped
from makegood.spreadsheet.orders import OrderReader
from makegood.spreadsheet.problems import Problem, Problems
from makegood.spreadsheet.rows import Progress, TableRows
from makegood.spreadsheet.source import Sheet, open_book, open_table


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Accepted rows as facts, and every finding. `preset` names the export that was recognised, if any."""

    snapshot: Snapshot
    problems: tuple[Problem, ...]
    rows_left_out: int
    preset: str | None


def read(
    *,
    orders: Path | None = None,
    stock: Path | None = None,
    inbound: Path | None = None,
    items: Path | None = None,
    book: Path | None = None,
    policy: Policy,
    today: date,
    calendars: Mapping[str, WorkCalendar],
    preset: str | None = None,
    columns: Mapping[str, Columns] | None = None,
    bundles: Mapping[str, Item] | None = None,
    progress: Progress | None = None,
) -> Reading:
    """Reads the tables. A file goes before the sheet of `book`; `progress(file, rows)` is called as rows are read.

    `columns` = of tables by name, which heading of theirs is which column of ours: then no export is looked for.
    `bundles` = those that the shop which the files are brought to has already, by SKU.

    Raises DomainError 'file_unreadable', 'file_columns_missing', 'file_columns_twice' or 'file_missing', each with
    file, found and expected; 'column_unknown'; 'preset_unknown'; 'zone_unknown'.
    """
    paths = {"orders": orders, "stock": stock, "inbound": inbound, "items": items}
    with without_collector():
        reader = _Reader(policy, today, calendars, columns or {}, bundles or {}, progress)
        return reader.read(paths, book, preset)


class _Reader:
    def __init__(
        self,
        policy: Policy,
        today: date,
        calendars: Mapping[str, WorkCalendar],
        columns: Mapping[str, Columns],
        bundles: Mapping[str, Item],
        progress: Progress | None,
    ) -> None:
        self._policy = policy
        self._today = today
        self._calendars = calendars
        self._columns = columns
        self._bundles = bundles
        self._progress = progress
        self._problems = Problems()
        self._zone = _zone(policy.shop.zone)

    def read(self, paths: Mapping[str, Path | None], book: Path | None, preset: str | None) -> Reading:
        sheets = self._sheets(paths, book)
        positions, items, lots = self._supply(sheets)
        stocked = {position.sku for position in positions}
        export = self._mapped(ORDERS, sheets) or presets.recognised(
            sheets["orders"], preset, zone=self._zone, problems=self._problems
        )
        locations = {place.location for place in positions} | {lot.location for lot in lots}
        checked = unmatched.order_checks(self._policy, locations=locations)
        rows = self._rows(ORDERS, sheets["orders"], export, checked)
        currency = self._policy.shop.currency
        reader = OrderReader(rows, items=items, shop_currency=currency, today=self._today)
        lines = reader.lines()
        between.warn_of_missing_stock(rows, reader.first_rows, items=items, stocked=stocked)
        between.warn_of_picked(rows, reader.picked_rows, lines=lines, items=items, stock=positions)
        unmatched.warn_of_policy(
            self._policy,
            data={
                "sku": lambda: {*stocked, *items, *(lot.sku for lot in lots), *(line.sku for line in lines)},
                "family": lambda: (item.family for item in items.values()),
                "supplier": lambda: (lot.supplier for lot in lots),
                "location": lambda: locations,
                "channel": lambda: (line.channel for line in lines),
                "customer_tier": lambda: (line.customer_tier for line in lines),
            },
            problems=self._problems,
        )
        snapshot = Snapshot(
            today=self._today,
            lines=lines,
            items=items,
            stock=positions,
            lots=lots,
            policy=self._policy,
            calendars=self._calendars,
        )
        return Reading(
            snapshot=snapshot,
            problems=self._problems.listed(),
            rows_left_out=self._problems.rows_left_out,
            preset=export.name if export else None,
        )

    def _supply(
        self, sheets: Mapping[str, Sheet]
    ) -> tuple[list[StockPosition], dict[str, Item], list[IncomingLot]]:
        """Stock, items and inbound. Stock comes first: items are held against it, then both against items."""
        export = self._mapped(STOCK, sheets) or presets.recognised_stock(
            sheets["stock"], zone=self._zone, problems=self._problems
        )
        counted = self._rows(STOCK, sheets["stock"], export)
        positions = supply.stock(counted)
        items: dict[str, Item] = {}
        if "items" in sheets:
            items = catalogue.items(
                self._rows(ITEMS, sheets["items"], self._mapped(ITEMS, sheets)),
                shop_currency=self._policy.shop.currency,
                stocked={position.sku for _, position in positions},
            )
        known = {**items, **self._bundles}
        stock = between.goods(counted, positions, items=known, units=lambda each: each.on_hand)
        lots: list[IncomingLot] = []
        if "inbound" in sheets:
            coming = self._rows(INBOUND, sheets["inbound"], self._mapped(INBOUND, sheets))
            told = supply.inbound(coming, today=self._today)
            lots = between.goods(coming, told, items=known, units=lambda each: each.open_qty)
        return stock, items, lots

    def _sheets(self, paths: Mapping[str, Path | None], book: Path | None) -> dict[str, Sheet]:
        sheets = open_book(book) if book else {}
        for table, path in paths.items():
            if path is not None:
                sheets[table] = open_table(path, table, self._problems)
        for name, needed in TABLES.items():
            if name not in sheets and not needed.optional:
                found = f"no {name} table" + (f" in {book.name}" if book else "")
                expected = f"a file or a sheet {name}"
                raise DomainError("file_missing", {"file": name, "found": found, "expected": expected})
        return sheets

    def _mapped(self, table: Table, sheets: Mapping[str, Sheet]) -> presets.Export | None:
        """The table with the columns that a person said; None where nobody did."""
        chosen = self._columns.get(table.name)
        return mapped(sheets[table.name], table, chosen) if chosen else None

    def _rows(
        self,
        table: Table,
        sheet: Sheet,
        export: presets.Export | None = None,
        checked: Mapping[str, Converter] | None = None,
    ) -> TableRows:
        return TableRows(
            table,
            export.sheet if export else sheet,
            converters=converters(self._zone),
            problems=self._problems,
            progress=self._progress,
            labels=export.labels if export else None,
            checked=checked,
        )


def _zone(name: str) -> tzinfo:
    if name == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise DomainError("zone_unknown", {"zone": name, "expected": "an IANA zone, Europe/Berlin"}) from None


__all__ = ["Problem", "Reading", "read"]
