"""What lies on a shelf changes only together with the move that tells of it."""

from __future__ import annotations

from collections.abc import Iterable

from makegood.db import sql
from makegood.db.models import Stock, StockMove
from makegood.db.rows import new
from makegood.domain.receipt.arrival import Shelf
from makegood.services._work import Work


def stock_rows(work: Work, wanted: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Stock]:
    """Stock rows by item and location; a first unit somewhere makes a row."""
    pairs = sorted(set(wanted))
    found = {
        (row.item_id, row.location_id): row
        for row in sql.read(Stock, "item_id IN_LIST(%s)", sql.ids(item for item, _ in pairs))
    }
    missing = [
        new(Stock, item_id=item, location_id=place) for item, place in pairs if (item, place) not in found
    ]
    if missing:
        Stock.objects.bulk_create(missing)
        for row in missing:
            found[row.item_id, row.location_id] = row
    return found


def shift(work: Work, row: Stock, *, shelf: Shelf, qty: int, cause: str, ref: str) -> None:
    """Change what lies on a shelf, with the move that tells of it."""
    work.count(row, **{shelf.value: qty})
    work.add(new(StockMove, stock_id=row.pk, shelf=shelf.value, qty=qty, cause=cause, ref=ref, at=work.now))
