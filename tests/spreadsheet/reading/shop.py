"""Small files for the reading tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import xlsxwriter

from makegood.domain.terms.policy import Policy
from makegood.domain.terms.policy.shop import ShopPolicy
from makegood.spreadsheet.problems import Problem
from makegood.spreadsheet.reading import Reading, read

TODAY = date(2026, 11, 23)
ORDERS = "order_id,placed_at,sku,quantity\n1001,2026-11-20,MUG,3\n"
STOCK = "sku,on_hand\nMUG,10\nTEE,10\n"

Content = str | bytes | Path


def policy(*, zone: str = "UTC", currency: str = "USD") -> Policy:
    """A default policy for a shop elsewhere."""
    return Policy(shop=ShopPolicy(zone=zone, currency=currency))


def reading(
    folder: Path,
    orders: Content | None = ORDERS,
    *,
    stock: Content | None = STOCK,
    zone: str = "UTC",
    currency: str = "USD",
    preset: str | None = None,
    book: Path | None = None,
    rules: Policy | None = None,
    **others: Content,
) -> Reading:
    """Reads tables given as text, bytes or a path."""
    paths = {
        name: _file(folder, name, content)
        for name, content in {"orders": orders, "stock": stock, **others}.items()
        if content is not None
    }
    return read(
        orders=paths.get("orders"),
        stock=paths.get("stock"),
        inbound=paths.get("inbound"),
        items=paths.get("items"),
        book=book,
        policy=rules or policy(zone=zone, currency=currency),
        today=TODAY,
        calendars={},
        preset=preset,
    )


def _file(folder: Path, name: str, content: Content) -> Path:
    if isinstance(content, Path):
        return content
    path = folder / f"{name}.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def workbook(path: Path, sheets: Mapping[str, Sequence[Sequence[object]]], *, blank_rows: int = 0) -> Path:
    """An XLSX file; dates are written as date cells. `blank_rows`: formatted empty rows below the last one."""
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd hh:mm"}) as book:
        grey = book.add_format({"bg_color": "#eeeeee"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
            for number in range(len(rows), len(rows) + blank_rows):
                sheet.write_blank(number, 0, None, grey)
    return path


def told(problems: Sequence[Problem]) -> list[tuple[int, str | None, str | None, str]]:
    """Row, column, value and severity of each problem, by row: what a table of cases compares."""
    return sorted(
        ((problem.row, problem.column, problem.value, problem.severity) for problem in problems),
        key=lambda found: (found[0], found[1] or "", found[2] or ""),
    )
