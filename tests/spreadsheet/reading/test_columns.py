"""The columns are written down once, and the reference page says the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from makegood.domain.terms.demand import OrderLine
from makegood.domain.terms.limits import EARLIEST_ON, LARGEST_WHOLE, LATEST_ON, LONGEST_ID
from makegood.spreadsheet.columns import ORDERS, TABLES, Column
from makegood.spreadsheet.refusal import MOST_CELLS, MOST_TEXT_BYTES, MOST_UNPACKED_BYTES, MOST_WORKBOOK_BYTES
from makegood.spreadsheet.slots import filler
from tests.spreadsheet.reading.shop import reading

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "reference" / "columns.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "column",
    [pytest.param(c, id=f"{t.name}.{c.name}") for t in TABLES.values() for c in t.columns],
)
def test_the_reference_page_has_every_column(column: Column) -> None:
    star = "*" if column.required else ""
    empty = "" if column.required else column.default_words
    assert f"| `{column.name}`{star} | {column.kind.value} | {column.meaning} | {empty} |" in PAGE


@pytest.mark.parametrize(
    "limit",
    [
        f"{LONGEST_ID} characters",
        f"at most {LARGEST_WHOLE:,}",
        f"{EARLIEST_ON.year} to {LATEST_ON.year}",
        f"{MOST_TEXT_BYTES // 1024**2:,} MB",
        f"{MOST_WORKBOOK_BYTES // 1024**2} MB",
        f"{MOST_UNPACKED_BYTES // 1024**2:,} MB unpacked",
        f"{MOST_CELLS:,} cells",
    ],
)
def test_the_reference_page_has_every_limit(limit: str) -> None:
    assert limit in PAGE


def test_every_column_of_orders_reaches_its_field(tmp_path: Path) -> None:
    cells = {
        "order_id": "A", "placed_at": "2026-11-20", "sku": "MUG", "quantity": "9", "line_id": "7",
        "channel": "ebay", "location": "north", "customer": "Ann", "customer_type": "business",
        "customer_tier": "gold", "email": "ann@example.com", "language": "de", "country": "AT",
        "unit_price": "1.00", "currency": "EUR", "need_by": "2026-12-01", "ship_by": "2026-12-02",
        "ship_after": "2026-12-03", "cancel_after": "2026-12-04", "service": "express", "ship_complete": "yes",
        "on_hold": "yes", "shipped_quantity": "1", "picked_quantity": "2", "cancelled_quantity": "3",
        "promised_from": "2026-12-05", "promised_to": "2026-12-06", "notified_on": "2026-12-07",
        "next_update_on": "2026-12-08", "authorised_amount": "2.00", "authorised_until": "2026-12-09",
        "captured_amount": "3.00", "status": "closed",
    }  # fmt: skip
    assert list(cells) == [column.name for column in ORDERS.columns]
    names = {
        "placed_at": "placed_on", "customer_type": "business", "shipped_quantity": "shipped_qty",
        "picked_quantity": "picked_qty", "cancelled_quantity": "cancelled_qty", "status": "closed",
    }  # fmt: skip
    money = {"unit_price": 100, "authorised_amount": 200, "captured_amount": 300}
    found = reading(tmp_path, ",".join(cells) + "\n" + ",".join(cells.values()))
    (line,) = found.snapshot.lines
    for column, cell in cells.items():
        value = getattr(line, names.get(column, column))
        if column in money:
            assert value == money[column]
        elif isinstance(value, bool):
            assert value is True
        else:
            assert str(value) == cell


def test_a_fact_made_the_fast_way_is_the_same_fact() -> None:
    values = tuple(range(len(OrderLine.__dataclass_fields__)))
    named = dict(zip(OrderLine.__dataclass_fields__, values, strict=True))
    assert filler(OrderLine)(values) == OrderLine(**named)  # type: ignore[arg-type]
