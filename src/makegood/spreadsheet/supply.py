"""The stock and inbound tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from makegood.domain.intake import LotFault, lot_fault
from makegood.domain.terms.stock import IncomingLot, StockPosition
from makegood.spreadsheet.rows import Row, TableRows

_FAULTS = {
    LotFault.QUANTITY_NOT_POSITIVE: ("quantity", "a whole number above 0"),
    LotFault.QUANTITY_NEGATIVE: ("received_quantity", "whole numbers, 0 or more"),
    LotFault.MORE_CANCELLED_THAN_ORDERED: ("cancelled_quantity", "at most the quantity"),
    LotFault.RECEIVED_IN_FUTURE: ("received_on", "a day not after today"),
    LotFault.RECEIVED_BEFORE_ORDERED: ("received_on", "a day not before ordered_on"),
}


def one_per_key(
    table: TableRows, rows: Iterable[Row], key: Callable[[Row], tuple[str, ...]], column: str
) -> list[Row]:
    """Rows by key: exact repeats and rows that contradict each other are left out and listed."""
    rows = list(rows)
    alone = {key(row): row for row in rows}
    if len(alone) == len(rows):
        return [alone[found] for found in sorted(alone)]
    by_key: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        by_key.setdefault(key(row), []).append(row)
    kept = []
    for found, same in sorted(by_key.items()):
        first = same[0][1:]
        repeats = all(row[1:] == first for row in same[1:])
        if repeats:
            kept.append(same[0])
        for row in same[1:] if repeats else same:
            name = " / ".join(found)
            expected = (
                "each once; this row repeats it" if repeats else "each once; these rows contradict each other"
            )
            table.error(row[0], column, name, expected)
    return kept


def stock(table: TableRows) -> list[tuple[int, StockPosition]]:
    """Positions by sku and location, each with its row."""
    rows = (table.full(row) for row in table.compact())
    return [
        (number, StockPosition(sku=sku, on_hand=on_hand, location=location, safety_stock=safety_stock))
        for number, sku, on_hand, location, safety_stock in one_per_key(
            table, rows, lambda row: (row[1], row[3]), "sku"
        )
    ]


def inbound(table: TableRows, *, today: date) -> list[tuple[int, IncomingLot]]:
    """Lots by po, sku, location and the rest, each with its row.

    The same row twice is two lots, with a warning.
    """
    seen: set[Row] = set()
    lots: list[tuple[int, IncomingLot]] = []
    for row in table.compact():
        full = table.full(row)
        lot = _lot(table, full, today)
        if lot is None:
            continue
        if full[1:] in seen:
            table.warn(
                row[0],
                "po",
                f"{lot.po} / {lot.sku}",
                "different rows; the same row twice is taken as two lots",
            )
        seen.add(full[1:])
        lots.append((row[0], lot))
    return sorted(lots, key=lambda each: _place(each[1]))


def _lot(table: TableRows, row: Row, today: date) -> IncomingLot | None:
    (
        number, po, sku, quantity, supplier, location, ordered_on, eta, first_eta,
        confirmed, received_on, received_qty, cancelled_qty,
    ) = row  # fmt: skip
    fault = lot_fault(
        today=today,
        quantity=quantity,
        received_qty=received_qty or 0,
        cancelled_qty=cancelled_qty,
        ordered_on=ordered_on,
        received_on=received_on,
    )
    if fault is not None:
        column, expected = _FAULTS[fault]
        value = {"received_on": received_on, "cancelled_quantity": cancelled_qty}.get(column, quantity)
        table.error(number, column, value, expected)
        return None
    if received_on is not None and received_qty is None:
        received_qty = quantity - cancelled_qty
        table.warn(number, "received_quantity", None, "the units received; taken as all of it")
    return IncomingLot(
        po=po,
        sku=sku,
        quantity=quantity,
        supplier=supplier,
        location=location,
        ordered_on=ordered_on,
        eta=eta,
        first_eta=first_eta,
        confirmed=confirmed,
        received_on=received_on,
        received_qty=received_qty or 0,
        cancelled_qty=cancelled_qty,
    )


def _place(lot: IncomingLot) -> tuple[object, ...]:
    """Sort key: names every field, so that equal places mean equal lots."""
    return (
        lot.po,
        lot.sku,
        lot.location,
        lot.eta or date.max,
        lot.first_eta or date.max,
        lot.ordered_on or date.max,
        lot.received_on or date.max,
        lot.supplier,
        lot.quantity,
        lot.received_qty,
        lot.cancelled_qty,
        str(lot.confirmed),
    )
