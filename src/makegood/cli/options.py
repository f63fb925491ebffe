"""Options that several commands share, with their help."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.limits import EARLIEST_ON, LATEST_ON
from makegood.spreadsheet.columns import TABLES

Orders = Annotated[
    Path | None, typer.Option("--orders", help="Open orders, one row per order line: CSV or XLSX.")
]
Stock = Annotated[Path | None, typer.Option("--stock", help="Stock on hand.")]
Inbound = Annotated[Path | None, typer.Option("--inbound", help="Purchase orders, received ones included.")]
Items = Annotated[Path | None, typer.Option("--items", help="What is known of the SKUs.")]
Book = Annotated[
    Path | None, typer.Option("--book", help="One workbook with the sheets orders, stock, inbound, items.")
]
PolicyFile = Annotated[
    Path | None, typer.Option("--policy", help="Policy file (TOML); what it leaves out keeps its default.")
]
Today = Annotated[
    str | None,
    typer.Option("--today", help="Plan as of this day, YYYY-MM-DD.", show_default="the shop's today"),
]
Preset = Annotated[
    str | None,
    typer.Option("--preset", help="Read the orders as this export: shopify, amazon, ebay, woocommerce."),
]

ColumnsOf = Annotated[
    list[str] | None,
    typer.Option(
        "--column",
        help="Which heading of theirs is which column of ours: orders.sku=Article; may be repeated. That table is then "
        "read as said, and as no known export.",
        metavar="TABLE.OURS=THEIRS",
    ),
]


def columns(said: list[str] | None) -> dict[str, dict[str, str]]:
    """What was said of columns, by table. Raises DomainError('option_invalid')."""
    found: dict[str, dict[str, str]] = {}
    for each in said or ():
        place, _, theirs = each.partition("=")
        table, _, ours = place.partition(".")
        if not (table in TABLES and ours and theirs.strip()):
            expected = f"TABLE.OURS=THEIRS, TABLE one of {', '.join(TABLES)}"
            raise DomainError("option_invalid", {"option": "--column", "found": each, "expected": expected})
        found.setdefault(table, {})[ours] = theirs.strip()
    return found


def day(text: str | None, *, option: str = "--today") -> date | None:
    """A day given as YYYY-MM-DD, one that a file could hold. Raises DomainError('option_invalid')."""
    if text is None:
        return None
    data = {"option": option, "found": text, "expected": "a day as YYYY-MM-DD"}
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise DomainError("option_invalid", data) from None
    if not EARLIEST_ON <= found <= LATEST_ON:
        raise DomainError(
            "option_invalid", data | {"expected": f"a day between {EARLIEST_ON} and {LATEST_ON}"}
        )
    return found
