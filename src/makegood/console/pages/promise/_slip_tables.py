"""What was ordered with a purchase order, and what rests on it, as lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from makegood.console.columns import order_column, sku_column
from makegood.console.links import item_at
from makegood.console.pages.promise.inbound import word_columns
from makegood.console.tables import Column, Money, Table
from makegood.queries.purchase_order import Ordered, OrderedLot
from makegood.queries.slip import Broken, Slip
from makegood.spreadsheet.writing.phrases import counted, money
from makegood.wording.sentences import days_of, short_window


def ordered_table(ordered: Ordered, today: date) -> Table[OrderedLot]:
    """A purchase order's lots, those too of which nothing is still to come."""
    return Table(
        name="ordered",
        columns=(
            Column("po", "PO", lambda _: ordered.number),
            Column("line", "Line", lambda row: row.line),
            sku_column(),
            Column("title", "Title", lambda row: row.title),
            Column("expected_qty", "Ordered", lambda row: row.expected_qty),
            Column("open_qty", "To come", lambda row: row.open_qty),
            Column("received_qty", "Came", lambda row: row.received_qty),
            Column("short_qty", "Never came", lambda row: row.short_qty),
            Column("waiting_qty", "Waiting", lambda row: row.waiting_qty),
            *word_columns(today),
            Column(
                "usable_from",
                "Can be used from",
                lambda row: row.usable.from_on if row.open_qty and row.usable else None,
            ),
            Column(
                "usable_to",
                "Can be used by",
                lambda row: row.usable.to_on if row.open_qty and row.usable else None,
            ),
        ),
    )


def resting_table(name: str, today: date, *, chosen: bool = False) -> Table[Broken]:
    """Lines that rest on a purchase order; `chosen` = their proposals can be chosen."""
    return Table(
        name=name,
        key=(lambda row: str(row.proposal)) if chosen else None,
        columns=(
            order_column(),
            Column("sku", "SKU", lambda row: row.sku, link=lambda row: item_at(row.sku), wide=True),
            Column("qty", "Units", lambda row: row.qty, wide=True),
            Column(
                "promised",
                "Customer holds",
                lambda row: short_window(row.promised, today) if row.promised else "no date",
                wide=True,
            ),
            Column("proposed", "Would be", lambda row: _proposed(row, today)),
            Column("days_later", "Moves", _moves, tone=_tone),
            Column("value", "Worth", lambda row: Money(row.value, row.currency), wide=True),
        ),
    )


def told_of(found: Slip) -> dict[str, object]:
    """The figures that stand above: what breaks, of how many orders, and the money."""
    broken = [each for each in found.lines if each.breaks]
    return {
        "lines": len(found.lines),
        "units": sum(each.qty for each in found.lines),
        "broken": len(broken),
        "orders": found.orders,
        "money": [money(amount, currency) for currency, amount in found.at_risk.items()],
        "unpriced": counted(found.unpriced, "line") if found.unpriced else "",
        "undated": sum(_loses(each) for each in found.lines),
    }


def proposed(lines: Sequence[Broken]) -> list[Broken]:
    """Those with a window that waits for the owner of dates."""
    return [each for each in lines if each.proposal is not None]


def _proposed(row: Broken, today: date) -> str:
    if row.proposed is not None:
        return short_window(row.proposed, today)
    return "no date" if _loses(row) else "as it is"


def _loses(row: Broken) -> bool:
    """Nothing credible is left for it: its window breaks, or the owner of dates is asked to withdraw it."""
    return row.proposed is None and (row.breaks or row.proposal is not None)


def _moves(row: Broken) -> str:
    if row.proposed is None:
        return "loses its date" if _loses(row) else "holds"
    if row.days_later is None:
        return "first date"
    if not row.days_later:
        return "same end"
    return f"{days_of(abs(row.days_later))} {'later' if row.days_later > 0 else 'earlier'}"


def _tone(row: Broken) -> str:
    if row.breaks or _loses(row):
        return "bad" if row.proposed is None else "late"
    return "info" if row.proposal is not None and row.promised is None else "good"
