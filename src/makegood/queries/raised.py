"""Which lines of an order are one: a line, and those that raised its quantity."""

from __future__ import annotations

from collections.abc import Iterable

from makegood.db.models import OrderLine


def first_of(rows: Iterable[OrderLine]) -> dict[int, int]:
    """The line of which each of these is part, because it raised its quantity, by primary keys; itself where it raised
    none, or one that is not among them."""
    found: dict[int, int] = {}
    # A line is there before any that raises it.
    for row in sorted(rows, key=lambda row: row.pk):
        found[row.pk] = found.get(row.part_of_id or 0, row.pk)
    return found
