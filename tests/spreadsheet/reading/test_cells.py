"""What a cell may hold, and what becomes of one that does not."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.spreadsheet.reading.shop import reading, told


def one(folder: Path, column: str, cell: str, **shop: str) -> object:
    """The value of a line's field read from one further column of a one-line order table."""
    orders = f'order_id,placed_at,sku,quantity,{column}\nA,2026-11-20,MUG,9,"{cell}"\n'
    found = reading(folder, orders, **shop)  # type: ignore[arg-type]
    assert found.problems == ()
    (line,) = found.snapshot.lines
    field = {"customer_type": "business", "status": "closed"}.get(column, column.replace("quantity", "qty"))
    return getattr(line, field)


@pytest.mark.parametrize(
    "column,cell,value",
    [
        ("shipped_quantity", "3", 3),
        ("shipped_quantity", "3.0", 3),
        ("shipped_quantity", " 3.00 ", 3),
        ("shipped_quantity", "", 0),
        ("shipped_quantity", "  ", 0),
        ("unit_price", "19.99", 1999),
        ("unit_price", "20", 2000),
        ("unit_price", ".5", 50),
        ("unit_price", "19.990000", 1999),
        ("need_by", "2026-12-24", date(2026, 12, 24)),
        ("need_by", "2026-12-24 00:00:00", date(2026, 12, 24)),
        ("need_by", "", None),
        ("ship_complete", "YES", True),
        ("ship_complete", "y", True),
        ("ship_complete", "True", True),
        ("ship_complete", "1", True),
        ("on_hold", "no", False),
        ("on_hold", "N", False),
        ("on_hold", "false", False),
        ("on_hold", "0", False),
        ("currency", "eur", "EUR"),
        ("currency", "", "USD"),
        ("country", "de", "DE"),
        ("country", "UK", "GB"),
        ("language", "de_DE", "de"),
        ("customer_type", "Business", True),
        ("customer_type", "consumer", False),
        ("status", "open", False),
        ("status", "closed", True),
        ("status", "Cancelled", True),
        ("status", "canceled", True),
        ("channel", "Amazon", "amazon"),
        ("channel", "", "store"),
        ("line_id", "0042", "0042"),
        ("line_id", "", "1"),
        ("location", "", None),
        ("customer", "  Müller, “Ltd”  ", "Müller, “Ltd”"),
        ("email", "ann@example.com", "ann@example.com"),
    ],
)
def test_a_cell_is_read_as_its_column_says(tmp_path: Path, column: str, cell: str, value: object) -> None:
    assert one(tmp_path, column, cell) == value


@pytest.mark.parametrize(
    "column,cell",
    [
        ("quantity", ""),
        ("quantity", "0"),
        ("quantity", "-1"),
        ("quantity", "1.5"),
        ("quantity", "1,000"),
        ("quantity", "1.000,0"),
        ("quantity", "1e3"),
        ("quantity", "three"),
        ("quantity", "٣"),
        ("quantity", "2147483648"),
        ("quantity", "9" * 400),
        ("quantity", "nan"),
        ("shipped_quantity", "-2"),
        ("unit_price", "-1.00"),
        ("unit_price", "1,234.50"),
        ("unit_price", "19,99"),
        ("unit_price", "$19.99"),
        ("unit_price", "nan"),
        ("unit_price", "inf"),
        ("unit_price", "1e5"),
        ("unit_price", "9" * 14),
        ("need_by", "24.12.2026"),
        ("need_by", "12/24/2026"),
        ("need_by", "20261224"),
        ("need_by", "2026-W52-4"),
        ("need_by", "2026-02-30"),
        ("need_by", "0000-00-00"),
        ("need_by", "9999-12-31"),
        ("need_by", "1899-12-30"),
        ("placed_at", "yesterday"),
        ("placed_at", "0001-01-01T00:00:00+14:00"),
        ("placed_at", "2026-11-20T25:00"),
        ("on_hold", "maybe"),
        ("currency", "US"),
        ("currency", "US$"),
        ("customer_type", "b2b"),
        ("status", "shipped"),
        ("sku", ""),
        ("order_id", " "),
        ("sku", "x" * 256),
        ("line_id", "two\nlines"),
        ("customer", "x" * 2001),
        ("sku", "#N/A"),
        ("order_id", "#REF!"),
        ("quantity", "#VALUE!"),
        ("shipped_quantity", "#N/A"),
        ("promised_to", "#BEZUG!"),
        ("unit_price", "#DIV/0!"),
        ("currency", "#N/A"),
    ],
)
def test_a_bad_cell_leaves_its_row_out_and_says_where(tmp_path: Path, column: str, cell: str) -> None:
    good = {"order_id": "A", "placed_at": "2026-11-20", "sku": "MUG", "quantity": "1"}
    bad = {**good, column: cell}
    header = list(bad)
    rows = [header, [good.get(name, "") for name in header], [bad[name] for name in header]]
    orders = "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows)
    found = reading(tmp_path, orders)
    assert len(found.snapshot.lines) == 1
    assert found.rows_left_out == 1
    (problem,) = found.problems
    value = cell.strip()
    shown = None if not value else value if len(value) <= 100 else value[:99] + "…"
    assert (problem.file, problem.row, problem.column, problem.value, problem.severity) == (
        "orders.csv",
        3,
        column,
        shown,
        "error",
    )
    assert problem.expected


@pytest.mark.parametrize(
    "column,cell",
    [
        ("email", "ann at home"),
        ("country", "Germany"),
        ("language", "deutsch"),
        ("email", "#N/A"),
        ("country", "#REF!"),
        ("customer_tier", "#NV"),
        ("location", "#VALUE!"),
    ],
)
def test_a_doubtful_detail_is_unknown_with_a_warning_and_the_line_stays(
    tmp_path: Path, column: str, cell: str
) -> None:
    orders = (
        f"order_id,placed_at,sku,quantity,{column}\nA,2026-11-20,MUG,1,{cell}\nB,2026-11-20,MUG,1,{cell}\n"
    )
    found = reading(tmp_path, orders)
    assert [getattr(line, column) for line in found.snapshot.lines] == [None, None]
    assert told(found.problems) == [(2, column, cell, "warning")]
    assert found.rows_left_out == 0


@pytest.mark.parametrize(
    "cell,zone,placed_at,placed_on",
    [
        ("2026-11-20", "UTC", datetime(2026, 11, 20, tzinfo=UTC), date(2026, 11, 20)),
        ("2026-11-20", "Europe/Berlin", datetime(2026, 11, 19, 23, tzinfo=UTC), date(2026, 11, 20)),
        ("2026-11-20T10:30", "Europe/Berlin", datetime(2026, 11, 20, 9, 30, tzinfo=UTC), date(2026, 11, 20)),
        (
            "2026-11-20 23:30:00",
            "America/New_York",
            datetime(2026, 11, 21, 4, 30, tzinfo=UTC),
            date(2026, 11, 20),
        ),
        (
            "2026-11-20T23:30:00Z",
            "Europe/Berlin",
            datetime(2026, 11, 20, 23, 30, tzinfo=UTC),
            date(2026, 11, 21),
        ),
        (
            "2026-11-20 09:50:26 +0200",
            "UTC",
            datetime(2026, 11, 20, 7, 50, 26, tzinfo=UTC),
            date(2026, 11, 20),
        ),
        # The clock skips 02:30 on that day, and has 02:30 twice on the other: neither stops the reader.
        ("2026-03-29T02:30", "Europe/Berlin", datetime(2026, 3, 29, 1, 30, tzinfo=UTC), date(2026, 3, 29)),
        ("2026-10-25T02:30", "Europe/Berlin", datetime(2026, 10, 25, 0, 30, tzinfo=UTC), date(2026, 10, 25)),
    ],
)
def test_a_moment_is_utc_and_its_day_is_the_shops(
    tmp_path: Path, cell: str, zone: str, placed_at: datetime, placed_on: date
) -> None:
    found = reading(tmp_path, f"order_id,placed_at,sku,quantity\nA,{cell},MUG,1\n", zone=zone)
    (line,) = found.snapshot.lines
    assert (line.placed_at, line.placed_on) == (placed_at, placed_on)


@pytest.mark.parametrize(
    "price,currency,minor,rounded",
    [
        ("19.99", "USD", 1999, False),
        ("19.995", "USD", 2000, True),
        ("19.985", "USD", 1998, True),
        ("1999", "JPY", 1999, False),
        ("19.5", "JPY", 20, True),
        ("1.234", "KWD", 1234, False),
    ],
)
def test_a_price_has_its_currencys_digits_and_rounding_is_told(
    tmp_path: Path, price: str, currency: str, minor: int, rounded: bool
) -> None:
    orders = f"order_id,placed_at,sku,quantity,unit_price,currency\nA,2026-11-20,MUG,1,{price},{currency}\n"
    found = reading(tmp_path, orders)
    assert found.snapshot.lines[0].unit_price == minor
    assert told(found.problems) == ([(2, "unit_price", price, "warning")] if rounded else [])


def test_an_id_that_a_spreadsheet_shortened_is_kept_with_a_warning(tmp_path: Path) -> None:
    found = reading(tmp_path, "order_id,placed_at,sku,quantity\n1.23457E+11,2026-11-20,MUG,1\n")
    assert found.snapshot.lines[0].order_id == "1.23457E+11"
    assert told(found.problems) == [(2, "order_id", "1.23457E+11", "warning")]


def test_an_order_number_with_a_hash_is_no_failed_formula(tmp_path: Path) -> None:
    assert one(tmp_path, "line_id", "#1001") == "#1001"


def test_a_currency_nobody_knows_is_kept_with_a_warning(tmp_path: Path) -> None:
    orders = "order_id,placed_at,sku,quantity,currency\nA,2026-11-20,MUG,1,XXQ\nB,2026-11-20,MUG,1,xxq\n"
    found = reading(tmp_path, orders)
    assert [line.currency for line in found.snapshot.lines] == ["XXQ", "XXQ"]
    assert told(found.problems) == [(2, "currency", "XXQ", "warning"), (3, "currency", "xxq", "warning")]


def test_an_order_placed_after_tomorrow_is_told_once_a_day(tmp_path: Path) -> None:
    placed = ["2026-11-24T23:59", "2026-11-25", "2030-01-01T08:00", "2030-01-01T09:00"]
    rows = "".join(f"{number},{moment},MUG,1\n" for number, moment in enumerate(placed))
    found = reading(tmp_path, f"order_id,placed_at,sku,quantity\n{rows}")
    assert len(found.snapshot.lines) == 4
    assert told(found.problems) == [
        (3, "placed_at", "2026-11-25", "warning"),
        (4, "placed_at", "2030-01-01", "warning"),
    ]
