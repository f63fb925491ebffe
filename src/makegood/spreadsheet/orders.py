"""The orders table: rows become order lines, whatever order the rows are in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import count
from operator import itemgetter

from makegood.domain.intake import LineFault, line_fault
from makegood.domain.terms.demand import Item, OrderLine
from makegood.spreadsheet.cells import DoubtfulCellError, Minor
from makegood.spreadsheet.columns import ORDERS
from makegood.spreadsheet.rows import Row, TableRows
from makegood.spreadsheet.slots import filler

# Places in a full row: 0 is the row number.
_AT = {column.name: i for i, column in enumerate(ORDERS.columns, start=1)}
_SKU, _QUANTITY, _LINE_ID = _AT["sku"], _AT["quantity"], _AT["line_id"]
_SHIPPED, _PICKED, _CANCELLED = _AT["shipped_quantity"], _AT["picked_quantity"], _AT["cancelled_quantity"]
_FROM, _TO, _CLOSED = _AT["promised_from"], _AT["promised_to"], _AT["status"]
_ONE_PER_ORDER = ("channel", "customer", "currency")
_sku_quantity = itemgetter(_SKU, _QUANTITY)
_order_wide = itemgetter(*(_AT[column] for column in _ONE_PER_ORDER))

_order_line = filler(OrderLine)

_FAULTS = {
    LineFault.QUANTITY_NOT_POSITIVE: ("quantity", "a whole number above 0"),
    LineFault.QUANTITY_NEGATIVE: ("shipped_quantity", "whole numbers, 0 or more"),
    LineFault.MORE_DONE_THAN_ORDERED: (
        "shipped_quantity",
        "shipped and cancelled together at most the quantity",
    ),
    LineFault.MORE_PICKED_THAN_OPEN: ("picked_quantity", "at most what is neither shipped nor cancelled"),
    LineFault.PROMISE_REVERSED: ("promised_to", "a day not before promised_from"),
}


class OrderReader:
    """Reads order lines. Then `first_rows` holds each open SKU with the first row that asks for it, and `picked_rows`
    those of which units were picked with the first row that says so."""

    def __init__(
        self, rows: TableRows, *, items: Mapping[str, Item], shop_currency: str, today: date
    ) -> None:
        self._rows = rows
        self._shop_currency = shop_currency
        # Somewhere it is tomorrow already.
        self._latest_on = today + timedelta(days=1)
        self._prices = {sku: item.unit_price for sku, item in items.items()}
        self._minor: dict[str, Minor] = {}
        self.first_rows: dict[str, int] = {}
        self.picked_rows: dict[str, int] = {}

    def lines(self) -> list[OrderLine]:
        """All accepted lines by order_id, line_id in code point order."""
        orders: dict[str, list[Row]] = {}
        for row in self._rows.compact():
            # The order_id is the first column of every row: required columns come first in the table.
            found = orders.get(row[1])
            if found is None:
                orders[row[1]] = [row]
            else:
                found.append(row)
        lines: list[OrderLine] = []
        for order_id in sorted(orders):
            # Popped, so that rows and lines are not in memory together.
            rows = [row for row in map(self._rows.full, orders.pop(order_id)) if self._makes_sense(row)]
            if len(rows) == 1:
                lines.append(self._line(rows[0], rows[0][_LINE_ID] or "1"))
            elif rows:
                lines += [self._line(row, line_id) for line_id, row in self._settled(order_id, rows)]
        return lines

    def _makes_sense(self, row: Row) -> bool:
        if not (row[_SHIPPED] or row[_PICKED] or row[_CANCELLED] or row[_TO]):
            return True
        fault = line_fault(
            quantity=row[_QUANTITY],
            shipped_qty=row[_SHIPPED],
            picked_qty=row[_PICKED],
            cancelled_qty=row[_CANCELLED],
            promised_from=row[_FROM],
            promised_to=row[_TO],
            closed=row[_CLOSED],
        )
        if fault is None:
            return True
        column, expected = _FAULTS[fault]
        self._rows.error(row[0], column, row[_AT[column]], expected)
        return False

    def _settled(self, order_id: str, rows: list[Row]) -> list[tuple[str, Row]]:
        """The lines of one order by line_id: those without one are numbered, duplicates and conflicts left out."""
        if len(set(map(_order_wide, rows))) > 1:
            self._warn_if_divided(order_id, rows)
        distinct = {row[_LINE_ID]: row for row in rows}
        if len(distinct) == len(rows) and None not in distinct:
            return sorted(distinct.items())
        by_id: dict[str, list[Row]] = {}
        unnumbered = []
        for row in sorted(rows):  # by row number
            line_id = row[_LINE_ID]
            if line_id is None:
                unnumbered.append(row)
            else:
                by_id.setdefault(line_id, []).append(row)
        settled = {
            line_id: same[0] for line_id, same in by_id.items() if self._is_one(order_id, line_id, same)
        }
        if unnumbered:
            settled |= zip(_numbers_but(by_id), _by_content(unnumbered), strict=False)
        return sorted(settled.items())

    def _is_one(self, order_id: str, line_id: str, same: list[Row]) -> bool:
        first = same[0][1:]
        if all(row[1:] == first for row in same[1:]):
            for row in same[1:]:
                self._rows.error(
                    row[0], "line_id", f"{order_id} / {line_id}", "each line once; this row repeats it"
                )
            return True
        for row in same:
            expected = "one content per order_id and line_id; these rows contradict each other"
            self._rows.error(row[0], "line_id", f"{order_id} / {line_id}", expected)
        return False

    def _warn_if_divided(self, order_id: str, rows: list[Row]) -> None:
        for column in _ONE_PER_ORDER:
            place = _AT[column]
            default = self._shop_currency if column == "currency" else None
            values = {str(value) for row in rows if (value := row[place] or default)}
            if len(values) > 1:
                first = min(row[0] for row in rows)
                value = f"{order_id}: {' / '.join(sorted(values))}"
                self._rows.warn(first, column, value, f"one {column} per order")

    def _money(self, row: int, column: str, text: str, currency: str) -> int:
        minor = self._minor.get(currency)
        if minor is None:
            minor = self._minor[currency] = Minor(currency)
        try:
            return minor[text]
        except DoubtfulCellError as doubt:
            self._rows.warn(row, column, text, doubt.expected)
            return minor[text]

    def _line(self, row: Row, line_id: str) -> OrderLine:
        (
            number, order_id, (placed_at, placed_on), sku, quantity, _, channel, location,
            customer, business, customer_tier, email, language, country, unit_price, currency,
            need_by, ship_by, ship_after, cancel_after, service, ship_complete, on_hold,
            shipped_qty, picked_qty, cancelled_qty, promised_from, promised_to, notified_on, next_update_on,
            authorised, authorised_until, captured, closed,
        ) = row  # fmt: skip
        if placed_on > self._latest_on:
            self._rows.warn(number, "placed_at", placed_on, "a day not after today")
        currency = currency or self._shop_currency
        if unit_price is not None:
            unit_price = self._money(number, "unit_price", unit_price, currency)
        elif currency == self._shop_currency:
            unit_price = self._prices.get(sku)
        if authorised is not None:
            authorised = self._money(number, "authorised_amount", authorised, currency)
        if captured is not None:
            captured = self._money(number, "captured_amount", captured, currency)
        if not closed and self.first_rows.get(sku, number) >= number:
            self.first_rows[sku] = number
        if picked_qty and not closed:
            self.picked_rows[sku] = min(number, self.picked_rows.get(sku, number))
        return _order_line(
            (
                order_id, line_id, sku, quantity, placed_at, placed_on, channel, location,
                customer, business, customer_tier, email, language, country, unit_price, currency,
                need_by, ship_by, ship_after, cancel_after, service, ship_complete, on_hold,
                shipped_qty, picked_qty, cancelled_qty, promised_from, promised_to, notified_on, next_update_on,
                authorised, authorised_until, captured, closed,
            )
        )  # fmt: skip


def _by_content(rows: list[Row]) -> list[Row]:
    """By sku and quantity, then by the rest of the row, never by where it stands."""
    if len(set(map(_sku_quantity, rows))) == len(rows):
        return sorted(rows, key=_sku_quantity)
    # Text, because an empty cell and a filled one do not compare.
    return sorted(rows, key=lambda row: (_sku_quantity(row), str(row[1:])))


def _numbers_but(taken: Mapping[str, object]) -> Iterator[str]:
    return (number for number in map(str, count(1)) if number not in taken)
