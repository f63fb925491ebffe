"""Parcels that left, as a warehouse or a 3PL lists them: one row for each line of a parcel."""

from __future__ import annotations

from datetime import date, tzinfo
from pathlib import Path
from typing import NamedTuple

from makegood.spreadsheet.cells import converters
from makegood.spreadsheet.columns import Column, Kind, Table
from makegood.spreadsheet.problems import Problem, Problems
from makegood.spreadsheet.rows import TableRows
from makegood.spreadsheet.source import open_table

PARCELS = Table(
    "parcels",
    "One row for each line of a parcel that left.",
    (
        Column("order", Kind.ID, "The order's number.", required=True),
        Column("line", Kind.ID, "The line of the order.", otherwise="all that is released of the order"),
        Column("qty", Kind.COUNT, "Units of the line in the parcel.", otherwise="all that is released"),
        Column("parcel", Kind.ID, "The parcel's own number; told again, it counts once.", otherwise="none"),
        Column("shipped_on", Kind.DATE, "The day it left.", otherwise="today"),
        Column("carrier", Kind.ID, "Who carries it.", default=""),
        Column("tracking", Kind.ID, "What the customer can follow it by.", default=""),
        Column("channel", Kind.CHANNEL, "Needed where two channels use the same number.", otherwise="any"),
        Column("location", Kind.ID, "The place it left from.", otherwise="the only one with released units"),
    ),
)


class ParcelRow(NamedTuple):
    """One row of the file; `row` counts from 1, the header included."""

    row: int
    order: str
    line: str | None
    qty: int | None
    parcel: str | None
    shipped_on: date | None
    carrier: str
    tracking: str
    channel: str | None
    location: str | None


def read_parcels(path: Path, *, zone: tzinfo) -> tuple[list[ParcelRow], tuple[Problem, ...]]:
    """The rows of a CSV or XLSX file, and what is wrong with it.

    Raises DomainError('file_unreadable'), ('file_columns_missing'), ('file_columns_twice').
    """
    problems = Problems()
    table = TableRows(
        PARCELS,
        open_table(path, PARCELS.name, problems),
        converters=converters(zone),
        problems=problems,
    )
    rows = [ParcelRow(*table.full(row)) for row in table.compact()]
    for each in rows:
        if (each.line is None) is not (each.qty is None):
            missing = "line" if each.line is None else "qty"
            table.error(each.row, missing, None, "a line and its units, or neither for all that is released")
    return rows, problems.listed()
