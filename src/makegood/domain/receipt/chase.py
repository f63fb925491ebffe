"""Whom purchasing has to chase, and with which question: most waiting money first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from makegood.domain.terms.stock import IncomingLot

Waiting = tuple[int, int | None, int]
"""Units of a line waiting, their value in minor units of the shop's currency (None = unknown), its days delayed."""


class Ask(StrEnum):
    """The one question to a supplier, the most pressing that fits."""

    NEW_DATE = "new_date"
    CONFIRM_DATE = "confirm_date"
    CONFIRM_QUANTITY = "confirm_quantity"
    EXPEDITE = "expedite"
    KEEP_DATE = "keep_date"
    ORDER_MORE = "order_more"


class Chase(NamedTuple):
    """One question about one lot. `po` None = nothing is on order for these units.

    `value_waiting` in minor units of the shop's currency, lines without a price left out; None = no price known.
    """

    supplier: str
    po: str | None
    sku: str
    units_waiting: int
    value_waiting: int | None
    oldest_days: int
    eta: date | None
    ask: Ask


def chase(
    *,
    lots: Iterable[tuple[IncomingLot, Iterable[Waiting]]],
    uncovered: Iterable[tuple[str, str, Iterable[Waiting]]],
    today: date,
) -> list[Chase]:
    """The chase list. `lots` = open lots with the lines that rest on them; `uncovered` = SKU, its usual supplier, and
    lines that nothing on order covers. Lots that nobody waits for are left out. Linear, then sorted."""
    rows = []
    for lot, lines in lots:
        units, value, oldest = _total(lines)
        if units:
            ask = _ask(lot, oldest_days=oldest, today=today)
            rows.append(Chase(lot.supplier, lot.po, lot.sku, units, value, oldest, lot.eta, ask))
    for sku, supplier, lines in uncovered:
        units, value, oldest = _total(lines)
        if units:
            rows.append(Chase(supplier, None, sku, units, value, oldest, None, Ask.ORDER_MORE))
    return sorted(rows, key=_most_money_first)


def _total(lines: Iterable[Waiting]) -> tuple[int, int | None, int]:
    units, oldest = 0, 0
    value: int | None = None
    for qty, worth, days in lines:
        units += qty
        oldest = max(oldest, days)
        if worth is not None:
            value = worth + (value or 0)
    return units, value, oldest


def _ask(lot: IncomingLot, *, oldest_days: int, today: date) -> Ask:
    if lot.eta is None:
        return Ask.CONFIRM_DATE
    if lot.eta < today:
        return Ask.NEW_DATE
    if not lot.confirmed:
        return Ask.CONFIRM_QUANTITY
    return Ask.EXPEDITE if oldest_days else Ask.KEEP_DATE


def _most_money_first(row: Chase) -> tuple[int, int, int, str, str, str, date, Ask]:
    worth = -1 if row.value_waiting is None else row.value_waiting
    eta = row.eta or date.max
    return (-worth, -row.oldest_days, -row.units_waiting, row.sku, row.po or "", row.supplier, eta, row.ask)
